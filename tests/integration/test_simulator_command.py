"""`examhall simulator` as a process of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from web.cli import main

ROOT = Path(__file__).parents[2]
START = [sys.executable, "-c", "from web.cli import main; main()", "simulator", "--port", "0"]


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address it prints."""
    pipe = subprocess.PIPE
    with subprocess.Popen([*START, *arguments], cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def account_behind(url: str, key: str) -> tuple[int, object]:
    answer = httpx2.get(f"{url}/v1/account", headers={"Authorization": f"Bearer {key}"}, trust_env=False)
    return answer.status_code, answer.json().get("account")


def test_it_prints_its_address_and_serves_the_accounts_it_was_given() -> None:
    with running("--account", "GB104:north:gate", "--account", "ES230:ribera") as (_, url):
        answers = [account_behind(url, key) for key in ("north:gate", "ribera", "demo-centre-key")]

    assert answers == [(200, "GB104"), (200, "ES230"), (401, None)]


def test_without_accounts_it_opens_its_example() -> None:
    with running() as (_, url):
        answer = account_behind(url, "demo-centre-key")

    assert answer == (200, "demo-centre")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_asked_to_end_it_ends_cleanly_and_goes_on_from_its_file(tmp_path: Path, number: signal.Signals) -> None:
    store = ["--store", str(tmp_path / "vendor.db")]
    with running(*store) as (process, url):
        httpx2.put(f"{url}/control/accounts/later", json={"api_key": "opened-later"}, trust_env=False)
        process.send_signal(number)
        _, told = process.communicate(timeout=10)

    assert (process.returncode, "Traceback" in told) == (0, False)
    with running(*store) as (_, url):
        assert account_behind(url, "opened-later") == (200, "later")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--account", "GB104"], "api_key: 4 to 200 printable ASCII characters"),
        (["--account", "GB 104:north"], "name: letters, digits, dot, dash and underscore"),
        (["--account", "GB104:north", "--account", "ES230:north"], "a name and a key of its own"),
        (["--store", "/no/such/folder/vendor.db"], "There is no folder /no/such/folder."),
    ],
)
def test_what_cannot_be_served_is_told_in_words(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(main, ["simulator", *arguments])

    assert result.exit_code == 2
    assert told in result.output


def test_a_taken_port_is_told_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(main, ["simulator", "--port", str(taken.getsockname()[1])])

    assert result.exit_code == 1
    assert "another program listens there already" in result.output


def test_a_store_that_is_something_else_is_told_in_words(tmp_path: Path) -> None:
    store = tmp_path / "vendor.db"
    store.write_text("Dear all, please find the agenda below. " * 50)

    result = CliRunner().invoke(main, ["simulator", "--port", "0", "--store", str(store)])

    assert result.exit_code == 1
    assert result.output == f"Error: {store}: the vendor cannot keep its store there: file is not a database\n"


def test_an_api_key_that_another_account_in_the_store_has_is_told_in_words(tmp_path: Path) -> None:
    store = ["--store", str(tmp_path / "vendor.db")]
    with running(*store, "--account", "GB104:north-gate"):
        pass

    result = CliRunner().invoke(main, ["simulator", "--port", "0", *store, "--account", "ES230:north-gate"])

    assert result.exit_code == 2
    assert "ES230: another account in the store has this API key" in result.output
