"""The administrator's work from the terminal, and programs that run for long."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.cli import main

EXAMHALL = [sys.executable, "-c", "from web.cli import main; main()"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXAMHALL_DATA", str(tmp_path))
    monkeypatch.setenv("EXAMHALL_SECRET_KEY", "a secret that only tests use, long enough")
    return tmp_path


def examhall(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def house(data: Path) -> Path:
    """A database with the awarding body."""
    examhall("db", "upgrade")
    examhall("organisation", "create", "AB001", "Meridian English Awards", "--awarding-body")
    return data


def test_a_new_installation_gets_its_tables_once(data: Path) -> None:
    before, made, again, checked = (
        examhall("db", "check"),
        examhall("db", "upgrade"),
        examhall("db", "upgrade"),
        examhall("db", "check"),
    )

    assert (before.exit_code, "Run: examhall db upgrade" in before.stderr) == (1, True)
    assert made.output.startswith("The tables are at ")
    assert again.output.startswith("The tables were those of this release")
    assert checked.exit_code == 0


def test_a_command_on_a_database_without_tables_says_what_to_do(data: Path) -> None:
    answer = examhall("user", "list")

    assert (answer.exit_code, answer.stderr) == (
        1,
        "The database does not have the tables of this release. Run: examhall db upgrade\n",
    )


def test_the_first_administrator_is_made_and_gets_a_link(house: Path) -> None:
    made = examhall(
        "user", "create", "ada@meridian.example", "Ada Okafor",
        "--organisation", "ab001", "--role", "administrator", "--print-link",
    )  # fmt: skip

    assert made.exit_code == 0
    assert "http://127.0.0.1:8000/set-password/" in made.output
    assert examhall("jobs", "list").output == "", "a mail would replace the link that was printed"
    assert (
        "ada@meridian.example\tAda Okafor\tadministrator at Meridian English Awards" in examhall("user", "list").output
    )


def test_people_are_changed_from_the_terminal(house: Path) -> None:
    for email in ("ada@meridian.example", "eve@meridian.example"):
        examhall("user", "create", email, "Somebody", "--organisation", "AB001", "--role", "administrator")

    answers = [
        examhall("user", "roles", "eve@meridian.example", "--organisation", "AB001", "--role", "service_desk"),
        examhall("user", "send-link", "eve@meridian.example"),
        examhall("user", "deactivate", "eve@meridian.example"),
        examhall("user", "reactivate", "eve@meridian.example"),
        examhall("audit", "verify"),
    ]

    assert [answer.exit_code for answer in answers] == [0, 0, 0, 0, 0]
    assert answers[-1].output == "The trail is whole: 7 records.\n"


def test_what_cannot_be_done_is_told_in_plain_words(house: Path) -> None:
    examhall("user", "create", "ada@meridian.example", "Ada", "--organisation", "AB001", "--role", "administrator")

    last = examhall("user", "deactivate", "ada@meridian.example")
    nobody = examhall("user", "deactivate", "nobody@meridian.example")
    twice = examhall("organisation", "create", "AB001", "Another")
    wrong = examhall("user", "create", "x@x.example", "X", "--organisation", "AB001", "--role", "planner")

    assert (last.exit_code, last.stderr) == (
        1,
        "This is the last administrator. Make somebody else an administrator first.\n",
    )
    assert (nobody.exit_code, nobody.stderr) == (1, "There is no such person.\n")
    assert (twice.exit_code, twice.stderr) == (1, "Another organisation already has this number.\n")
    assert (wrong.exit_code, wrong.stderr) == (1, "Meridian English Awards cannot give this role.\n")


def test_wrong_settings_are_told_all_at_once_with_an_exit_code_of_their_own(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXAMHALL_PORT", "eighty")
    monkeypatch.setenv("EXAMHALL_SECRET_KEY", "short")

    answer = examhall("user", "list")

    assert answer.exit_code == 2
    assert "EXAMHALL_PORT: " in answer.stderr
    assert "EXAMHALL_SECRET_KEY: Give at least 32 characters" in answer.stderr


def test_jobs_are_counted_by_kind(house: Path) -> None:
    examhall("user", "create", "ada@meridian.example", "Ada", "--organisation", "AB001", "--role", "administrator")

    answer = examhall("jobs", "list")

    assert answer.output.startswith("notifications.notify\t1\t0\t0\t")
    assert examhall("jobs", "list", "--dead").output == ""


def test_the_catalogue_of_log_codes_is_printed_as_json() -> None:
    told = json.loads(examhall("log-codes").output)

    assert "booking_declared_as_confirmed" in {line["code"] for line in told["codes"]}


def test_help_comes_without_what_takes_long_to_load() -> None:
    told = "import atexit, sys; atexit.register(lambda: print('flask' in sys.modules, 'sqlalchemy' in sys.modules))"

    answer = subprocess.run(
        [sys.executable, "-c", f"{told}; from web.cli import main; main()", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    assert "organisation" in answer.stdout
    assert answer.stdout.endswith("\nFalse False\n")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def start(data: Path, port: int, *arguments: str) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("EXAMHALL_")}
    command = [*EXAMHALL, "up", "--port", str(port), "--data", str(data), *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_whoever_watches_the_health_leaves_no_line_in_the_log(house: Path) -> None:
    port = free_port()
    env = {**os.environ, "EXAMHALL_PORT": str(port)}
    pipe = subprocess.PIPE
    process = subprocess.Popen([*EXAMHALL, "serve"], cwd=ROOT, env=env, stdout=pipe, stderr=pipe, text=True)

    healthy = answers(port, process)
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=10)

    assert healthy
    assert log == f"Listening on 127.0.0.1:{port}\n"


def answers(port: int, process: subprocess.Popen[str]) -> bool:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as reply:
                return bool(reply.status == 200)
        except OSError:
            if process.poll() is not None:
                return False
            time.sleep(0.1)
    return False


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_up_without_the_demo_starts_serves_and_ends_when_asked(tmp_path: Path, asked: signal.Signals) -> None:
    port = free_port()
    process = start(tmp_path, port, "--no-demo")
    assert answers(port, process), process.communicate()

    process.send_signal(asked)
    output, errors = process.communicate(timeout=20)

    assert (process.returncode, errors) == (0, "")
    assert output.endswith("Ended.\n")
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_port_in_use_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = start(tmp_path, port, "--no-demo")
        _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert errors.strip() == (
        f"Error: Cannot listen on 127.0.0.1:{port}: another program listens there already. "
        "Stop it, or choose another port."
    )
