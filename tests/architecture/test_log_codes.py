"""The catalogue of log codes: the article's own words, a test that reaches each code, and nothing left unsaid."""

from __future__ import annotations

from core.proctoring.log_codes import CATALOGUE, Code, Move, Origin
from tests.e2e.log_code_scenes import SCENES
from tests.e2e.seed_messages import SEED_MESSAGES


def test_the_article_has_29_codes() -> None:
    assert len(SEED_MESSAGES) == 29


def test_the_catalogue_holds_the_articles_codes_and_messages_to_the_letter() -> None:
    ours = {line.code.value: line.message for line in CATALOGUE.values() if line.origin is Origin.SEED}

    assert ours == SEED_MESSAGES


def test_each_code_of_the_article_and_each_of_ours_is_reached_by_a_scene() -> None:
    assert set(SCENES) >= set(SEED_MESSAGES)
    assert set(SCENES) == {code.value for code in Code}


def test_each_code_is_in_the_catalogue_under_its_own_name() -> None:
    assert {line.code for line in CATALOGUE.values()} == set(CATALOGUE) == set(Code)


def test_each_rejection_says_what_happened_whose_move_it_is_the_next_step_and_until_when() -> None:
    unsaid = [
        line.code.value
        for line in CATALOGUE.values()
        if line.is_rejection
        and not (line.cause and line.next_step and line.retry and line.move not in {Move.NOBODY, Move.SYSTEM})
    ]

    assert unsaid == []


def test_each_code_has_a_title_of_its_own_and_a_cause() -> None:
    titles = [line.title for line in CATALOGUE.values()]

    assert len(set(titles)) == len(titles)
    assert all(line.title and line.cause for line in CATALOGUE.values())


def test_placeholders_of_a_message_are_those_of_the_article() -> None:
    known = {"Test title", "booking status", "contextObjectStatus", "candidateNumber", "finding"}

    assert set().union(*(line.placeholders for line in CATALOGUE.values())) == known
