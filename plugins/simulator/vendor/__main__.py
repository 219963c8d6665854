"""Runs the vendor in a process of its own: `python -m plugins.simulator.vendor --port 8001 --store FILE`."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from .accounts import Account
from .server import DEMO_ACCOUNTS, SimulatorServer


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted or asked to end; answers the exit code."""
    parser = argparse.ArgumentParser(prog="python -m plugins.simulator.vendor", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8001, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--store", type=Path, help="file that keeps what the vendor holds (default: memory only)")
    parser.add_argument("--decision-delay", type=float, default=2.0, metavar="SECONDS", help="default: %(default)s")
    parser.add_argument(
        "--account", action="append", default=[], metavar="NAME:KEY", help="a test centre and its API key; repeatable"
    )
    chosen = parser.parse_args(arguments)
    try:
        named = [Account(name=name, api_key=key) for name, _, key in (one.partition(":") for one in chosen.account)]
    except ValueError as error:
        parser.error(str(error))
    server = SimulatorServer(
        host=chosen.host,
        port=chosen.port,
        store=chosen.store,
        accounts=named or DEMO_ACCOUNTS,
        decision_delay=chosen.decision_delay,
    )
    asked_to_end = threading.Event()
    for request in (signal.SIGINT, signal.SIGTERM):
        signal.signal(request, lambda *_: asked_to_end.set())
    try:
        server.start()
    except OSError as error:
        parser.exit(1, f"Cannot listen on {chosen.host}:{chosen.port}: {error.strerror}\n")
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    server.run_forever(until=asked_to_end)
    return 0


if __name__ == "__main__":
    sys.exit(main())
