"""A vendor with a file goes on after a restart and after being killed, and serves many at once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from plugins.simulator.vendor.accounts import Account
from plugins.simulator.vendor.server import SimulatorServer
from tests.integration.simulator_vendor.centre import Centre, wish

ROOT = Path(__file__).parents[3]
DEMO = Account(name="demo", api_key="demo-key")


def _centre(http: httpx2.Client, url: str) -> Centre:
    return Centre(http=http, url=url, name=DEMO.name, api_key=DEMO.api_key)


@contextmanager
def _process(store: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "plugins.simulator.vendor", "--port", "0", "--store", str(store)]
    command += ["--account", "demo:demo-key", "--decision-delay", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_restart_goes_on_with_bookings_faults_and_figures(tmp_path: Path, http: httpx2.Client) -> None:
    with SimulatorServer(store=tmp_path / "vendor.db", accounts=[DEMO]) as vendor:
        before = _centre(http, vendor.url)
        before.settings(capacity=7, notify_url="http://127.0.0.1:9/nobody")
        session = before.sessions(before.confirmed("t/1"))[0]["session"]
        before.control("POST", f"/sessions/{session}/joined")
        before.fault("server_error", on=["rating"], times=3)
        held = before.state()

    with SimulatorServer(store=tmp_path / "vendor.db", accounts=[DEMO]) as vendor:
        after = _centre(http, vendor.url)

        assert after.state() == held
        assert after.control("GET", "/accounts/demo")["notify_url"] == "http://127.0.0.1:9/nobody"
        assert (
            after.book(wish("t/1", window={"start": "2031-03-05T09:00:00Z", "end": "2031-03-05T10:00:00Z"}))[0][
                "outcome"
            ]
            == "already_booked"
        )


@pytest.mark.crash
def test_a_killed_vendor_forgets_nothing_it_answered(tmp_path: Path, http: httpx2.Client) -> None:
    with _process(tmp_path / "vendor.db") as (process, url):
        (taken,) = _centre(http, url).book(wish("t/1"))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    with _process(tmp_path / "vendor.db") as (_, url):
        found = _centre(http, url).find("t/1").json()

    assert (found["reference"], found["state"]) == (taken["reference"], "confirmed")


def test_the_process_ends_cleanly_when_it_is_asked_to(tmp_path: Path) -> None:
    with _process(tmp_path / "vendor.db") as (process, url):
        assert url.startswith("http://127.0.0.1:")
        process.terminate()

        assert process.wait(timeout=10) == 0


def test_a_taken_port_is_an_error_that_can_be_caught(vendor: SimulatorServer) -> None:
    port = int(vendor.url.rpartition(":")[2])
    second = SimulatorServer(port=port)

    with pytest.raises(OSError, match="in use"):
        second.start()


def test_a_stopped_vendor_can_be_started_again(tmp_path: Path, http: httpx2.Client) -> None:
    vendor = SimulatorServer(store=tmp_path / "vendor.db", accounts=[DEMO])
    url = vendor.start().url
    vendor.stop()
    with pytest.raises(httpx2.ConnectError):
        http.get(url)
    with pytest.raises(RuntimeError, match="not started"):
        _ = vendor.url

    with vendor:
        assert _centre(http, vendor.url).availability().status_code == 200


def test_two_hundred_requests_at_once_book_one_thing_once(centre: Centre) -> None:
    with ThreadPoolExecutor(max_workers=50) as pool:
        outcomes = list(pool.map(lambda _: centre.book(wish("t/1"))[0]["reference"], range(200)))

    assert len(set(outcomes)) == 1
    assert centre.state()["active_by_key"] == {"t/1": 1}
    assert centre.state()["requests"]["book"] == {"200": 200}
