"""Codes that belong to a number."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from adapters.security.codes import HmacCodes

SECRET, FORMER = "a" * 32, "b" * 32
NUMBER = "K7QF2-M9XRT"


@pytest.fixture
def codes() -> HmacCodes:
    return HmacCodes([SECRET, FORMER], purpose="confirmations")


def test_a_number_has_the_same_code_at_any_time(codes: HmacCodes) -> None:
    assert codes.of(NUMBER) == HmacCodes([SECRET], purpose="confirmations").of(NUMBER)


def test_a_code_is_written_in_groups_of_letters_that_are_not_read_as_one_another(codes: HmacCodes) -> None:
    written = [codes.of(f"number {place}") for place in range(2000)]

    letters = "[2-9A-HJKMNP-Z]"
    assert all(re.fullmatch(f"{letters}{{4}}-{letters}{{4}}-{letters}{{3}}", code) for code in written)
    # Each of the 31 letters is met some 710 times.
    met = Counter("".join(written).replace("-", ""))
    assert len(met) == 31
    assert all(550 < times < 870 for times in met.values())


def test_the_code_of_one_purpose_does_not_fit_another(codes: HmacCodes) -> None:
    assert not HmacCodes([SECRET], purpose="statements").fits(NUMBER, codes.of(NUMBER))


def test_the_code_of_one_number_does_not_fit_another(codes: HmacCodes) -> None:
    assert not codes.fits(NUMBER, codes.of(NUMBER + "X"))


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:.4}"])
def test_case_spaces_and_hyphens_do_not_count(codes: HmacCodes, typed: str) -> None:
    plain = codes.of(NUMBER).replace("-", " ").lower()

    assert codes.fits(NUMBER, typed.format(plain)) is (typed != "{:.4}")


@pytest.mark.parametrize("typed", ["", "-", "é" * 11, "٣" * 11, "A" * 10_000])
def test_what_is_no_code_does_not_fit(codes: HmacCodes, typed: str) -> None:
    assert not codes.fits(NUMBER, typed)


def test_a_code_printed_under_a_former_secret_still_fits(codes: HmacCodes) -> None:
    printed = HmacCodes([FORMER], purpose="confirmations").of(NUMBER)

    assert printed != codes.of(NUMBER)
    assert codes.fits(NUMBER, printed)
    assert not HmacCodes([SECRET], purpose="confirmations").fits(NUMBER, printed)


@pytest.mark.parametrize(("secrets", "purpose"), [([], "p"), ([""], "p"), ([SECRET], "")])
def test_codes_without_a_secret_or_a_purpose_are_refused(secrets: list[str], purpose: str) -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        HmacCodes(secrets, purpose=purpose)
