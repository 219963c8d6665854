"""`python -m bench`, or `./hall bench`: measures and prints tables. Nothing is kept."""

from __future__ import annotations

import argparse
import logging
import sys

import structlog
from rich.console import Console

from bench import bookings, downloads, exports, growth, sessions, statements, verification
from bench.places import places


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parts = ["all", "bookings", "exports", "growth", "sessions", "statements", "verification"]
    parser.add_argument("what", nargs="?", choices=parts, default="all", help="default: all")
    parser.add_argument("--vendor", action="store_true", help="also book at the simulator over HTTP")
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--ten-million", action="store_true", help="verification also with ten million results")
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console(width=None if sys.stdout.isatty() else 140)
    with places(with_postgres=not chosen.sqlite and chosen.what not in {"statements", "verification"}) as found:
        if chosen.what in {"all", "bookings"}:
            console.print(bookings.compare(found))
        if chosen.vendor:
            for place in found:
                console.print(bookings.with_vendor(place))
        if chosen.what in {"all", "growth"}:
            console.print(growth.grow(found))
        if chosen.what in {"all", "sessions"}:
            console.print(sessions.crowd(found))
        if chosen.what in {"all", "exports"}:
            for table in downloads.fetch(found):
                console.print(table)
    if chosen.what in {"all", "exports"}:
        console.print(exports.compare_speed())
        console.print(exports.compare_memory())
    if chosen.what in {"all", "statements"}:
        console.print(statements.compare_speed())
        console.print(statements.compare_memory())
    if chosen.what in {"all", "verification"}:
        for table in verification.search(ten_million=chosen.ten_million, with_postgres=not chosen.sqlite):
            console.print(table)


if __name__ == "__main__":
    main()
