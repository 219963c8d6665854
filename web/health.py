"""`/health` for whoever watches the installation, `/metrics` for a Prometheus server."""

import hmac
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from core.extensions.ports import PluginDirectory
from core.shared.errors import NotFoundError, UnavailableError
from core.shared.jobs import JobDesk, JobKindRow
from core.shared.time import Clock
from web.security import public


def build_health_pages(
    *,
    desk: JobDesk,
    plugins: PluginDirectory,
    table_revision: Callable[[], str | None],
    release_revision: Callable[[], str | None],
    clock: Clock,
    metrics_token: str,
) -> Blueprint:
    """Without a `metrics_token` there are no metrics."""
    pages = Blueprint("health", __name__)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Jobs(desk, clock))

    @pages.get("/health")
    @public
    def health() -> ResponseReturnValue:
        """503 when the house cannot work: without its database, or with another release's tables. A plugin that was
        left out at start and jobs that wait are told, and leave it at 200."""
        told: dict[str, object] = {"plugins": [one.name for one in plugins.reports() if one.problem]}
        try:
            if table_revision() != release_revision():
                return jsonify(status="unavailable", database="answers", tables="of another release", **told), 503
            told["jobs"] = _depth(desk.kinds(), clock.now())
        except UnavailableError:
            return jsonify(status="unavailable", database="does not answer", **told), 503
        return jsonify(status="ok", database="answers", tables="of this release", **told)

    @pages.get("/metrics")
    @public
    def metrics() -> Response:
        if not _may_read_metrics(metrics_token):
            raise NotFoundError("page")
        return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")

    return pages


def _depth(kinds: Sequence[JobKindRow], now: datetime) -> dict[str, float]:
    due = [kind.due_since for kind in kinds if kind.due_since]
    return {
        "waiting": sum(kind.waiting for kind in kinds),
        "running": sum(kind.running for kind in kinds),
        "dead": sum(kind.dead for kind in kinds),
        "oldest_due_seconds": round((now - min(due)).total_seconds(), 1) if due else 0,
    }


def _may_read_metrics(token: str) -> bool:
    """Only by the token. Where a request comes from proves nothing: behind a proxy that was not declared, everyone
    seems to come from this machine, and the server has taken away the headers that would tell."""
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


class _Jobs:
    """Read from the database at each scrape: any process tells the same."""

    def __init__(self, desk: JobDesk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    def collect(self) -> Iterable[Metric]:
        jobs = GaugeMetricFamily("examhall_jobs", "Jobs by kind and state.", labels=["kind", "state"])
        late = GaugeMetricFamily("examhall_jobs_late_seconds", "How long the oldest due job waits.", labels=["kind"])
        now = self._clock.now()
        for kind in self._desk.kinds():
            for state, number in (("waiting", kind.waiting), ("running", kind.running), ("dead", kind.dead)):
                jobs.add_metric([kind.kind, state], number)
            late.add_metric([kind.kind], (now - kind.due_since).total_seconds() if kind.due_since else 0)
        yield from (jobs, late)
