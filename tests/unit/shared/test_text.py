"""Folding names and titles for comparison and search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.shared.text import fold_name, is_name


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("B2 First – Kraków", "b2 first krakow"),
        ("Łódź", "lodz"),
        ("Ærøskøbing", "aeroskobing"),
        ("Cœur", "coeur"),
        ("STRASSE Straße", "strasse strasse"),
        ("Đorđe Þór Guðrún", "dorde thor gudrun"),
        ("IŞIK ışık", "isik isik"),
        ("İzmir", "izmir"),
        ("Müller-Lüdenscheidt", "muller ludenscheidt"),
        ("O’Neill & Sons, Ltd.", "o neill sons ltd"),
        ("Ａ２　Ｋｅｙ", "a2 key"),
        ("ﬁnal", "final"),
        ("Ёлка", "елка"),
        ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ"),
        ("مُحَمَّد", "محمد"),
        ("co\u00adoperate", "cooperate"),
        ("  many \t spaces\n", "many spaces"),
        ("…!", ""),
    ],
)
def test_spellings_people_take_for_the_same_are_the_same(written: str, folded: str) -> None:
    assert fold_name(written) == folded


def test_vowel_signs_of_indic_and_thai_names_are_kept_because_they_tell_names_apart() -> None:
    assert fold_name("किरण") != fold_name("करण")
    assert fold_name("กิตติ") != fold_name("กตต")
    assert " " not in fold_name("किरण") + fold_name("กิตติ")


@given(st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(), st.text())
def test_a_part_of_a_title_made_of_whole_words_is_found_in_the_folded_title(before: str, after: str) -> None:
    assert fold_name("Łódź") in fold_name(f"{before} Łódź {after}")


@pytest.mark.parametrize(
    "name", ["Li", "Zoë O’Neill-Łukasz", "می\u200cخواهم", "किरण", "นายกิตติ", "王小明", "3M", "\u200fليلى"]
)
def test_names_of_any_script_are_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    ["", " ", "–", "\u0301", "\u200b", "Li\nBcc: li@example.org", "Li\x1b[2J", "Li\u202egnp", "Li\u2066", "Li\ud800"],
)
def test_what_hides_something_or_says_nothing_is_no_name(name: str) -> None:
    assert not is_name(name)
