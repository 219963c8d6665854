"""Recognising a person at each request after the log-in."""

from dataclasses import dataclass
from datetime import timedelta

from core.access.model import Actor, SessionLimits, digest_of
from core.access.ports import AccessReader, AccessUnit
from core.access.views import MembershipView, VisitorView
from core.shared.time import Clock
from core.shared.unit import OpenUnit

TOUCH_EVERY = timedelta(minutes=1)
"""How exact «last seen» is. Each page would otherwise write to the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A recognised person at work: the actor, and what the frame of the page shows of them."""

    digest: str
    actor: Actor
    name: str
    email: str
    time_zone: str
    working_for: MembershipView
    memberships: tuple[MembershipView, ...]


class ResumeLogIn:
    def __init__(
        self, *, reader: AccessReader, open_unit: OpenUnit[AccessUnit], clock: Clock, limits: SessionLimits
    ) -> None:
        self._reader = reader
        self._open_unit = open_unit
        self._clock = clock
        self._limits = limits

    def __call__(self, secret: str) -> Visit | None:
        """Who the secret stands for; None when the log-in is unknown or over, or the person has left everywhere."""
        now = self._clock.now()
        view = self._reader.visitor(digest_of(secret))
        if view is None or not view.memberships:
            return None
        if self._limits.are_passed(started_at=view.started_at, seen_at=view.seen_at, now=now):
            return None
        if now - view.seen_at >= TOUCH_EVERY:
            with self._open_unit() as unit:
                unit.log_ins.touch(view.digest, seen_at=now)
                unit.commit()
        return _visit(view)


def _visit(view: VisitorView) -> Visit:
    """Where they worked last; the first of the others when they have left it since."""
    working_for = next(
        (one for one in view.memberships if one.organisation_id == view.organisation_id), view.memberships[0]
    )
    actor = Actor(
        person_id=view.person_id,
        organisation_id=working_for.organisation_id,
        organisation_kind=working_for.organisation_kind,
        roles=working_for.roles,
    )
    return Visit(
        digest=view.digest,
        actor=actor,
        name=view.name,
        email=view.email,
        time_zone=view.time_zone,
        working_for=working_for,
        memberships=view.memberships,
    )
