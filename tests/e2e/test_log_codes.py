"""Each code of the booking log is reached by real behaviour, with exactly its message, on the page and exported."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from core.proctoring.log_codes import CATALOGUE, Code
from core.proctoring.model.replay import differences
from tests.e2e.log_code_scenes import SCENES
from tests.e2e.seed_messages import SEED_MESSAGES
from tests.e2e.stage import TITLE, Stage


def filled(message: str, values: Mapping[str, str]) -> str:
    """The message with each placeholder replaced, by the test's own hand."""
    for name, value in values.items():
        message = message.replace("{" + name + "}", value)
    assert re.search(r"[{}]", message) is None, f"a placeholder is left in «{message}»"
    return message


def message_of(code: str) -> str:
    """The article's words for its codes, the catalogue's for ours."""
    return SEED_MESSAGES[code] if code in SEED_MESSAGES else CATALOGUE[Code(code)].message


@pytest.mark.feature("L04", "N05")
@pytest.mark.parametrize("code", SCENES)
def test_a_code_is_reached_by_real_behaviour_with_exactly_its_message(stage: Stage, code: str) -> None:
    scene = SCENES[code]

    test_id = scene.play(stage)

    expected = filled(message_of(code), {"Test title": TITLE, **scene.filled})
    shown = [entry.message for entry in stage.shown_log(test_id) if entry.code == code]
    assert expected in shown
    exported = [entry["message"] for entry in stage.exported_log(test_id) if entry["code"] == code]
    assert exported == shown
    assert stage.badge(test_id) == scene.status
    assert stage.held(test_id) == scene.held
    assert list(differences(stage.booking(test_id), stage.entries(test_id))) == []
