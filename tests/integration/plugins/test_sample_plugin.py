"""A plugin from outside: built and installed by pip, found by the command, passing the kit and the type checker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

pytestmark = pytest.mark.slow

COMMAND = "from web.cli import main; main()"
SAMPLE = ROOT / "tests" / "sample_plugin"


def run(*arguments: str, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("EXAMHALL_", "PYTEST_"))}
    if path is not None:
        env["PYTHONPATH"] = str(path)
    return subprocess.run([sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True, timeout=110)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its repository, as its author has it: somewhere else."""
    folder = tmp_path_factory.mktemp("author") / "examhall-sample-vendor"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "build"))
    return folder


@pytest.fixture(scope="module")
def installed(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder pip installed it into, without network: what it needs is here already."""
    target = tmp_path_factory.mktemp("installed")
    done = run(
        *(
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
        ),
        *("--target", str(target), str(copy)),
        cwd=copy,
    )
    assert done.returncode == 0, done.stderr
    return target


def test_the_command_lists_it_with_its_version_and_offer(installed: Path) -> None:
    listed = run("-c", COMMAND, "plugins", "list", cwd=ROOT, path=installed)

    offers = "proctoring vendor sample, export format jsonl"
    assert f"sample-vendor\t1.2.0\tinstalled\t{offers}\tloaded" in listed.stdout.splitlines()
    assert listed.returncode == 0, listed.stderr


def test_the_command_finds_nothing_wrong_with_it(installed: Path) -> None:
    checked = run("-c", COMMAND, "plugins", "check", "sample-vendor", cwd=ROOT, path=installed)

    assert "setting password: secret" in checked.stdout
    assert "right: it can be built" in checked.stdout
    assert "option names: choice" in checked.stdout
    assert "right: it writes a file" in checked.stdout
    assert checked.returncode == 0, checked.stderr


def test_its_own_tests_pass_with_the_kit(copy: Path) -> None:
    tested = run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=copy)

    assert tested.returncode == 0, tested.stdout
    assert " failed" not in tested.stdout


def test_its_own_types_hold_against_the_public_face(copy: Path) -> None:
    typed = run("-m", "mypy", cwd=copy)

    assert "Success: no issues found" in typed.stdout, typed.stdout + typed.stderr


def test_the_command_fails_and_says_why_when_a_plugin_is_left_out(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(installed, tmp_path / "spoilt")
    module = tmp_path / "spoilt" / "examhall_sample_vendor" / "__init__.py"
    module.write_text(module.read_text().replace("examhall_proctoring_providers", "examhall_proctoring_provider"))

    listed = run("-c", COMMAND, "plugins", "list", cwd=ROOT, path=tmp_path / "spoilt")

    assert listed.returncode == 1
    assert "Did you mean examhall_proctoring_providers?" in listed.stderr
    assert "simulator\t" in listed.stdout
