"""Bookings per second from activation to the vendor's yes, beside the bare driver doing the same row writes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from statistics import median

from rich.table import Table

from bench.bare import recorded, replay
from bench.filling import add_drafts, settle
from bench.places import Place
from bench.work import FreeVendor, Took, Work, opened
from plugins.simulator.provider import SimulatorProvider

NUMBER = 1000
ROUNDS = 5
AT_VENDOR = 300


def compare(places: list[Place]) -> Table:
    """Both ways in turn, several times, each on a fresh copy of one database; the medians."""
    table = Table(title=f"{NUMBER} bookings with their logs, medians of {ROUNDS} rounds", title_justify="left")
    for heading in ("database", "step", "ours/s", "bare driver/s", "ratio"):
        table.add_column(heading, justify="left" if heading in {"database", "step"} else "right")
    for place in places:
        ours, bare = _rounds(place)
        steps: dict[str, Callable[[Took], float]] = {
            "activated, one by one": lambda took: took.activating,
            "sent and confirmed by hundreds": lambda took: took.processing,
            "the whole way": lambda took: took.whole,
        }
        for step, part in steps.items():
            mine, theirs = (median(part(took) for took in some) for some in (ours, bare))
            table.add_row(place.name, step, _rate(mine), _rate(theirs), f"{mine / theirs:.2f}")
    return table


def _rate(seconds: float) -> str:
    return f"{NUMBER / seconds:,.0f}"


def _rounds(place: Place) -> tuple[list[Took], list[Took]]:
    pattern = place.pattern()
    with opened(pattern) as database:
        settle(database)
        tests = add_drafts(database, NUMBER)
    # The first run warms everything up and tells what the driver is to repeat.
    with opened(place.copy(pattern)) as database, recorded(database) as transactions:
        work = Work(database, FreeVendor())
        work.do(tests)
    activating, processing = transactions[: len(tests)], transactions[len(tests) :]
    ours, bare = [], []
    for _ in range(ROUNDS):
        with opened(place.copy(pattern)) as database:
            ours.append(Work(database, FreeVendor()).do(tests))
        seconds = replay(place.copy(pattern), activating, processing)
        bare.append(Took(activating=seconds[0], processing=seconds[1]))
    return ours, bare


def with_vendor(place: Place) -> Table:
    """The same way with a vendor in a process of its own, over HTTP."""
    pattern = place.pattern()
    with opened(pattern) as database:
        settle(database)
        tests = add_drafts(database, AT_VENDOR)
    command = [sys.executable, "-m", "plugins.simulator.vendor", "--port", "0", "--decision-delay", "0"]
    with subprocess.Popen([*command, "--account", "centre:the-key"], stdout=subprocess.PIPE, text=True) as vendor:
        assert vendor.stdout
        provider = SimulatorProvider(base_url=vendor.stdout.readline().strip(), api_key="the-key")
        try:
            with opened(pattern) as database:
                took = Work(database, provider).do(tests)
        finally:
            vendor.terminate()
    table = Table(title=f"{AT_VENDOR} bookings with the simulator over HTTP", title_justify="left")
    table.add_column("database")
    table.add_column("sent and confirmed/s", justify="right")
    table.add_row(place.name, f"{AT_VENDOR / took.processing:,.0f}")
    return table
