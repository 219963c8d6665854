"""What runs is what was tested, and it comes from wherever the reader's own tools are set up to take it."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import ROOT

LOCKS = ("launcher", "run", "dev")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")


def pins(name: str) -> set[str]:
    return set(re.findall(r"^\S+==[^\\\n]+", lock(name), flags=re.MULTILINE))


def test_the_lock_for_tests_holds_all_that_runs_at_the_same_versions() -> None:
    missing = pins("run") - pins("dev")

    assert (len(pins("run")) > 0, missing) == (True, set())


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_to_take_packages_from(name: str) -> None:
    assert re.findall(r"\w+://|^-.*|^\S+ @ .*", lock(name), flags=re.MULTILINE) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_carries_hashes(name: str) -> None:
    entries = re.findall(r"^(\S+==[^\\\n]+)(\\\n    --hash=sha256:\w{64})?", lock(name), flags=re.MULTILINE)

    assert [pin for pin, hashed in entries if not hashed] == []
