"""Texts sealed for one person, to stand in an address."""

from __future__ import annotations

import re

import pytest

from adapters.security.seal import AesGcmSeal

OLD, NEW = "the secret of last year, long enough", "the secret of this year, long enough"
ANN, BEN = "ann", "ben"


def seal_of(*secrets: str) -> AesGcmSeal:
    return AesGcmSeal(secrets, purpose="addresses")


@pytest.mark.parametrize("text", ["", "Łęska, Zoë", "李小龙", "x" * 32, "𝒜" * 200])
def test_what_is_sealed_for_somebody_is_opened_for_them(text: str) -> None:
    sealed = seal_of(NEW).seal(text, bound_to=ANN)

    assert seal_of(NEW).open(sealed, bound_to=ANN) == text
    assert re.fullmatch(r"[\w-]+", sealed, re.ASCII)


def test_the_same_text_is_sealed_otherwise_each_time_and_short_ones_are_as_long_as_one_another() -> None:
    sealed = [seal_of(NEW).seal(text, bound_to=ANN) for text in ("maya", "maya", "maya lindqvist", "maya@example.org")]

    assert len(set(sealed)) == 4
    assert len({len(one) for one in sealed}) == 1


def test_it_says_nothing_to_somebody_else_or_for_another_purpose() -> None:
    sealed = seal_of(NEW).seal("maya", bound_to=ANN)

    assert seal_of(NEW).open(sealed, bound_to=BEN) is None
    assert AesGcmSeal([NEW], purpose="letters").open(sealed, bound_to=ANN) is None


def test_after_a_change_of_the_secret_the_old_one_behind_it_still_opens() -> None:
    sealed = seal_of(OLD).seal("maya", bound_to=ANN)

    assert seal_of(NEW, OLD).open(sealed, bound_to=ANN) == "maya"
    assert seal_of(NEW).open(sealed, bound_to=ANN) is None
    assert seal_of(NEW).open(seal_of(NEW, OLD).seal("maya", bound_to=ANN), bound_to=ANN) == "maya"


@pytest.mark.parametrize("place", [0, 15, 20, -5])
def test_what_was_changed_since_is_unreadable(place: int) -> None:
    changed = list(seal_of(NEW).seal("maya", bound_to=ANN))
    changed[place] = "A" if changed[place] != "A" else "B"

    assert seal_of(NEW).open("".join(changed), bound_to=ANN) is None


@pytest.mark.parametrize("given", ["", "A", "maya", "maya lindqvist", "ż", "A" * 40, "A" * 100_000, "+/" * 30, "\0"])
def test_what_was_never_sealed_is_unreadable(given: str) -> None:
    assert seal_of(NEW).open(given, bound_to=ANN) is None


@pytest.mark.parametrize("secrets", [[], [""], [NEW, ""]])
def test_without_a_secret_there_is_no_seal(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        AesGcmSeal(secrets, purpose="addresses")
