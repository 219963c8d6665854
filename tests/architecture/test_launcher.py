"""The launcher, in a checkout of its own whose environment holds small scripts in place of the real programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

PROGRAMS = ("python", "uv", "examhall", "ruff", "mypy", "lint-imports")
REPORT = '<testsuites><testsuite tests="5" failures="{failed}" errors="0" skipped="1"/></testsuites>'


class Checkout:
    """A folder with `hall`, the locks, and programs that write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / ".venv" / "bin"
        self.log = folder / "calls.txt"
        self.stamp = folder / ".venv" / "hall.json"
        self.path = folder / "path"
        self.bin.mkdir(parents=True)
        self.path.mkdir()
        for name in ("hall", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        shutil.copytree(ROOT / "requirements", folder / "requirements")
        self.stamp.write_text(json.dumps({"made_with": f"{sys.version.split()[0]} {sys.base_prefix} {folder}/.venv"}))
        for name in PROGRAMS:
            self.program(name)
        self.tests_report(failed=0)

    def program(self, name: str, *, code: int = 0, more: str = "") -> None:
        self.script(self.bin / name, f'echo {name} "$@" >> {self.log}\n{more}\nexit {code}')

    def tests_report(self, *, failed: int) -> None:
        write = f"case $last in --junitxml=*) echo '{REPORT.format(failed=failed)}' > ${{last#--junitxml=}};; esac"
        self.program("pytest", code=min(failed, 1), more=f"for last; do :; done; {write}")

    def script(self, path: Path, text: str) -> None:
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def hall(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Start it from another folder, with a search path that holds only what the test put there."""
        command = [sys.executable, str(self.folder / "hall"), *arguments]
        env = {**os.environ, "PATH": str(self.path)}
        return subprocess.run(command, capture_output=True, text=True, cwd=self.path, env=env)

    def calls(self) -> list[str]:
        """What was called since the last time this was asked."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_start_installs_the_lock_with_hashes_and_the_next_one_nothing(checkout: Checkout) -> None:
    checkout.hall("run", "db", "check")
    first = checkout.calls()
    checkout.hall("run", "db", "check")

    assert [line.split()[0] for line in first] == ["python", "uv", "uv", "examhall"]
    assert "--require-hashes --requirement requirements/run.lock" in first[1]
    assert checkout.calls() == ["examhall db check"]


def test_a_changed_lock_is_installed_again(checkout: Checkout) -> None:
    checkout.hall("run")
    checkout.calls()
    with (checkout.folder / "requirements" / "run.lock").open("a") as lock:
        lock.write("another==1.0\n")

    checkout.hall("run")

    assert [line.split()[0] for line in checkout.calls()] == ["python", "uv", "uv", "examhall"]


def test_what_the_tests_need_serves_the_product_too(checkout: Checkout) -> None:
    checkout.hall("test", "tests/unit", "-k", "booking")
    installed = checkout.calls()
    checkout.hall("run", "serve")

    assert "requirements/dev.lock" in installed[1]
    assert installed[-1] == "pytest tests/unit -k booking"
    assert checkout.calls() == ["examhall serve"]


def test_without_uv_pip_installs_the_same_lock(checkout: Checkout) -> None:
    checkout.program("uv", code=2)

    checkout.hall("run")

    by_pip = [line for line in checkout.calls() if line.startswith("python -m pip")]
    assert "--require-hashes --requirement requirements/run.lock" in by_pip[1]
    assert by_pip[2].endswith("--no-deps --no-build-isolation --editable .")


def test_an_installation_that_fails_starts_nothing_and_leaves_no_stamp_of_success(checkout: Checkout) -> None:
    checkout.program("uv", code=2)
    checkout.program("python", code=1)

    answer = checkout.hall("run")

    assert answer.returncode == 1
    assert "could not be installed" in answer.stderr
    assert not any(line.startswith("examhall") for line in checkout.calls())
    assert json.loads(checkout.stamp.read_text())["installing"] == "run"


@pytest.mark.parametrize("change", [{"installing": "run"}, {"made_with": "3.10.1 /elsewhere /elsewhere/.venv"}])
def test_an_environment_left_half_made_or_made_elsewhere_is_made_anew(
    checkout: Checkout, change: dict[str, str]
) -> None:
    checkout.stamp.write_text(json.dumps({**json.loads(checkout.stamp.read_text()), **change}))
    # The environment made anew holds a real pip; without an index and with nothing to find it fails at once.
    (checkout.folder / "requirements" / "launcher.lock").write_text("--no-index\nnothing-of-this-name==1\n")
    (checkout.folder / "requirements" / "run.lock").write_text("--no-index\nnothing-of-this-name==1\n")

    answer = checkout.hall("run")

    assert answer.stdout.startswith("Making ")
    assert not (checkout.bin / "examhall").exists()
    assert (checkout.bin / "pip").exists()


def test_up_hands_on_where_to_listen_and_where_the_data_lies(checkout: Checkout) -> None:
    checkout.hall("up", "--port", "8123", "--data", "exams", "--no-demo")

    data = checkout.path / "exams"
    assert checkout.calls()[-1] == f"examhall up --host 127.0.0.1 --port 8123 --data {data} --no-demo"


def test_all_steps_run_and_the_last_line_sums_them_up(checkout: Checkout) -> None:
    checkout.script(checkout.path / "chromium", "")
    checkout.program("ruff", code=1)

    answer = checkout.hall("test")

    assert answer.returncode == 1
    assert answer.stdout.splitlines()[-1] == "20 passed, 2 failed, 5 skipped"
    assert [line.split()[0] for line in checkout.calls()][-5:] == ["pytest"] * 5


def test_a_failed_test_fails_the_whole(checkout: Checkout) -> None:
    checkout.script(checkout.path / "chromium", "")
    checkout.tests_report(failed=1)

    answer = checkout.hall("test")

    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (1, "15 passed, 5 failed, 5 skipped")


@pytest.mark.parametrize(("arguments", "code", "failed"), [((), 0, 0), (("--ci",), 1, 1)])
def test_without_chromium_the_browser_tests_say_so_and_only_the_full_check_fails(
    checkout: Checkout, arguments: tuple[str, ...], code: int, failed: int
) -> None:
    answer = checkout.hall("test", *arguments)

    assert "browser      NOT RUN: there is no program chromium" in answer.stdout
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (code, f"16 passed, {failed} failed, 4 skipped")


@pytest.mark.parametrize(("arguments", "installed"), [((), []), (("--ci",), ["chromium-headless-shell"])])
def test_the_full_check_gets_the_chromium_without_windows_where_only_the_other_is(
    checkout: Checkout, arguments: tuple[str, ...], installed: list[str]
) -> None:
    checkout.script(checkout.path / "chromium", "")
    checkout.script(checkout.path / "apt-get", f'echo apt-get "$@" >> {checkout.log}')

    answer = checkout.hall("test", *arguments)

    asked = [line.split()[-1] for line in checkout.calls() if line.startswith("apt-get install")]
    assert asked == ([] if os.geteuid() else installed)
    assert "NOT RUN" not in answer.stdout


def test_a_command_it_does_not_know_prints_what_it_knows(checkout: Checkout) -> None:
    answer = checkout.hall("install")

    assert answer.returncode == 2
    assert "./hall test" in answer.stdout
