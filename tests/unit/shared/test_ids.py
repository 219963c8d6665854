"""Identities sort by when they were made."""

from __future__ import annotations

import time
from itertools import count
from uuid import RFC_4122

import pytest

from core.shared.ids import new_id

QUARTER_OF_A_MICROSECOND = 250


def test_ids_made_later_sort_later_also_within_a_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = count(1_795_000_000_000_999_000, QUARTER_OF_A_MICROSECOND)
    monkeypatch.setattr(time, "time_ns", lambda: next(moments))

    made = [new_id() for _ in range(10_000)]

    assert made == sorted(made)
    assert len({one.int >> 80 for one in made}) == 4


def test_an_id_is_a_uuid_of_version_seven_that_tells_when_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_795_000_000_123_999_999)

    first, second = new_id(), new_id()

    assert (first.version, first.variant) == (7, RFC_4122)
    assert first.int >> 80 == 1_795_000_000_123
    assert first != second
