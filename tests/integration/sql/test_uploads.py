"""Files of candidates between upload and decision, and which candidates of a test follow which session, stored."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from adapters.sql.database import Database
from core.bookings.uploads import EntryUpload, UploadId
from core.sessions.model import TestSession
from core.shared.errors import NotFoundError
from core.shared.ids import new_id
from tests.integration.sql.entered import COLLEGE, DAY, SCHOOL, keep, session, settle
from tests.integration.sql.proctored import NOON, proctored, stored


@pytest.fixture
def ours(database: Database) -> TestSession:
    """A session that is stored."""
    settle(database)
    ours = session()
    keep(database, ours)
    return ours


def upload(to: TestSession, *, content: bytes = b"\0PK\xff", age: timedelta = timedelta()) -> EntryUpload:
    return EntryUpload(
        id=UploadId(new_id()),
        session_id=to.id,
        entrant_id=SCHOOL,
        name="Klasa 3 – ćwiczenia.xlsx",
        content=content,
        uploaded_at=NOON - age,
    )


def test_an_upload_comes_back_byte_by_byte(database: Database, ours: TestSession) -> None:
    kept = upload(ours, content=bytes(range(256)) * 15_000)

    with stored(database) as unit:
        unit.entry_uploads.add(kept)

    with stored(database) as unit:
        assert unit.entry_uploads.get(kept.id, SCHOOL) == kept


def test_another_entrants_upload_is_not_found(database: Database, ours: TestSession) -> None:
    kept = upload(ours)
    with stored(database) as unit:
        unit.entry_uploads.add(kept)

        with pytest.raises(NotFoundError, match="entry_upload"):
            unit.entry_uploads.get(kept.id, COLLEGE)
        with pytest.raises(NotFoundError, match="entry_upload"):
            unit.entry_uploads.get(UploadId(UUID(int=7)), SCHOOL)


def test_an_upload_is_removed_once(database: Database, ours: TestSession) -> None:
    kept, other = upload(ours), upload(ours)
    with stored(database) as unit:
        unit.entry_uploads.add(kept)
        unit.entry_uploads.add(other)

    with stored(database) as unit:
        unit.entry_uploads.remove(kept.id)
        with pytest.raises(NotFoundError, match="entry_upload"):
            unit.entry_uploads.remove(kept.id)

    with stored(database) as unit:
        assert unit.entry_uploads.get(other.id, SCHOOL) == other


def test_only_what_is_older_is_forgotten(database: Database, ours: TestSession) -> None:
    old, just_as_old, young = upload(ours, age=DAY + timedelta(seconds=1)), upload(ours, age=DAY), upload(ours)
    with stored(database) as unit:
        for one in (old, just_as_old, young):
            unit.entry_uploads.add(one)

    with stored(database) as unit:
        assert unit.entry_uploads.forget_before(NOON - DAY) == 1

    with stored(database) as unit:
        assert [unit.entry_uploads.get(one.id, SCHOOL) for one in (just_as_old, young)] == [just_as_old, young]
        with pytest.raises(NotFoundError):
            unit.entry_uploads.get(old.id, SCHOOL)


def test_each_candidate_of_a_test_follows_the_session_they_were_taken_from_last(
    database: Database, ours: TestSession
) -> None:
    later = session(NOON + 40 * DAY)
    keep(database, later)
    (first, booking), (second, other_booking) = proctored("Morning"), proctored("Afternoon")
    with stored(database) as unit:
        for test, its_booking in ((first, booking), (second, other_booking)):
            unit.tests.add(test)
            unit.proctor_bookings.add(its_booking)

    with stored(database) as unit:
        unit.session_links.put(first.id, ours.id, [f"C{number:04}" for number in range(600)])
        unit.session_links.put(second.id, ours.id, ["C0001"])
        unit.session_links.put(first.id, later.id, ["C0001", "C9999"])

    with stored(database) as unit:
        of_ours, of_later = unit.session_links.taken_from(ours.id), unit.session_links.taken_from(later.id)
    assert of_ours == {first.id: {f"C{number:04}" for number in range(600) if number != 1}, second.id: {"C0001"}}
    assert of_later == {first.id: {"C0001", "C9999"}}
