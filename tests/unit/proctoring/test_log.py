"""The entries of a booking's log and their chain."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.log import LOG_START, BookingState, Evidence, LogEntry, ProctorBookingId, chain_breaks
from tests.unit.proctoring.bookings import NOW, Story

OTHER: dict[str, Any] = {
    "booking_id": ProctorBookingId(UUID(int=99)),
    "sequence": 7,
    "at": NOW + timedelta(microseconds=1),
    "code": Code.CONFIRMED,
    "catalogue_version": 99,
    "parameters": {"Test title": "C1 Advanced"},
    "from_state": BookingState.EXPIRED,
    "to_state": BookingState.EXPIRED,
    "vendor_side_unknown": True,
    "actor": "person:2",
    "attempt": 9,
    "correlation": "other",
    "evidence": Evidence(request_id="r", digest="d"),
    "previous": "1" * 64,
}


def log() -> list[LogEntry]:
    return Story().schedule().send().confirm().log


def test_each_entry_holds_the_hash_of_the_one_before() -> None:
    first, second, third = log()

    assert (first.previous, second.previous, third.previous) == (LOG_START, first.digest, second.digest)
    assert [entry.sequence for entry in log()] == [1, 2, 3]


def test_a_log_as_written_has_no_breaks() -> None:
    assert not list(chain_breaks(log()))


def test_the_fields_changed_below_are_all_but_the_hash_itself() -> None:
    assert set(OTHER) == {field.name for field in fields(LogEntry)} - {"digest"}


@pytest.mark.parametrize("name", OTHER)
def test_a_changed_field_changes_the_hash(name: str) -> None:
    entry = log()[1]

    assert replace(entry, **{name: OTHER[name]}).compute_digest() != entry.digest


def test_two_parts_of_the_evidence_cannot_be_swapped_unseen() -> None:
    entry = replace(log()[0], evidence=Evidence(request_id="a", digest="b"))

    assert replace(entry, evidence=Evidence(request_id="b", digest="a")).compute_digest() != entry.compute_digest()


def test_a_changed_entry_is_told() -> None:
    first, second, third = log()

    assert list(chain_breaks([first, replace(second, actor="person:2"), third])) == [
        "the content of entry 2 was changed"
    ]


def test_an_entry_changed_with_its_hash_no_longer_carries_the_next() -> None:
    first, second, third = log()
    forged = replace(second, actor="person:2")
    forged = replace(forged, digest=forged.compute_digest())

    assert list(chain_breaks([first, forged, third])) == ["entry 3 does not follow the one before it"]


def test_a_removed_entry_is_told() -> None:
    first, _, third = log()

    assert list(chain_breaks([first, third])) == ["entry 2 is missing or out of order"]


def test_the_message_is_the_catalogues_with_the_test_and_its_facts_in_it() -> None:
    story = Story().schedule()
    entry = story.booking.tell_of_session(Code.SESSION_JOINED, "A{Test title}", by="vendor:acme", now=NOW)

    assert entry.message == ("B2 First – Link to the proctoring session for candidate A{Test title} is now available.")
