"""Fetching what was made, cancelling, and what becomes of files with time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.access.model import OrganisationKind
from core.access.permissions import Role
from core.exports.downloads import DownloadState
from core.exports.promises import EXPIRE
from core.shared.errors import ConflictError, NotAllowedError, NotFoundError
from core.shared.jobs import Job
from tests.fakes.exports import NORDHAVN, PHOTO_READER, Lines, actor
from tests.unit.exports.downloads_house import LONG, House, line, lines

DAY = timedelta(days=1)
CENTRE_MANAGER = actor(Role.CENTRE_MANAGER, kind=OrganisationKind.TEST_CENTRE)


@pytest.fixture
def house() -> House:
    return House()


def expire(house: House) -> None:
    house.expire([Job(kind=EXPIRE, payload={}, attempt=1)])


def test_the_file_comes_as_it_was_made_and_is_put_on_record(house: House) -> None:
    made = house.made()

    assert house.fetch(made.id) == lines(1, 2, 3)
    recorded = house.memory.stored.trail[-1]
    assert (recorded.action, recorded.on) == ("download_fetched", f"download:{made.id}")
    assert made.file is not None
    assert recorded.facts == {"rows": "3", "sha256": made.file.digest}


def test_a_colleague_fetches_it_as_well(house: House) -> None:
    made = house.made()

    assert house.fetch(made.id, by=actor(Role.MEMBER, person=PHOTO_READER)) == lines(1, 2, 3)


def test_another_organisations_is_not_found(house: House) -> None:
    made = house.made()

    with pytest.raises(NotFoundError):
        house.fetch(made.id, by=actor(at=NORDHAVN))


def test_who_may_not_see_the_rows_gets_no_file(house: House) -> None:
    made = house.made()

    with pytest.raises(NotAllowedError):
        house.fetch(made.id, by=CENTRE_MANAGER)


def test_a_file_with_photos_is_for_those_who_may_see_them(house: House) -> None:
    photo_viewer = actor(Role.MEMBER, Role.PHOTO_VIEWER, person=PHOTO_READER)
    made = house.made(by=photo_viewer, format="signed")

    with pytest.raises(NotAllowedError):
        house.fetch(made.id)
    assert b"a picture" in house.fetch(made.id, by=photo_viewer)


@pytest.mark.parametrize("number", [3, LONG])
def test_what_was_taken_back_or_changed_since_makes_it_another_file(number: int) -> None:
    house = House(lines=Lines.of(number))
    made = house.made()
    del house.lines.lines[line(number)]
    house.lines.lines[line(1)] = 2

    with pytest.raises(ConflictError) as raised:
        house.fetch(made.id)

    assert raised.value.code == "download_differs"
    assert (raised.value.data["gone"], raised.value.data["changed"]) == (1, 1)
    assert "download_fetched" not in house.trail


def test_what_came_to_it_since_does_not(house: House) -> None:
    made = house.made()
    house.lines.lines[line(9)] = 1

    assert house.fetch(made.id) == lines(1, 2, 3)


def test_what_is_not_made_yet_cannot_be_fetched(house: House) -> None:
    asked = house.ask()

    with pytest.raises(ConflictError) as raised:
        house.fetch(asked.download_id)

    assert raised.value.code == "download_is_gone"


def test_a_file_whose_time_has_come_is_not_given_even_before_it_is_removed(house: House) -> None:
    made = house.made()
    house.clock.advance(7 * DAY)

    with pytest.raises(ConflictError) as raised:
        house.fetch(made.id)

    assert raised.value.code == "download_is_gone"


def test_cancelling_ends_what_is_under_way(house: House) -> None:
    asked = house.ask()

    house.cancel(asked.download_id)

    assert house.stored(asked.download_id).state is DownloadState.CANCELLED
    assert house.trail[-1] == "download_cancelled"


def test_what_is_over_cannot_be_cancelled(house: House) -> None:
    made = house.made()

    with pytest.raises(ConflictError):
        house.cancel(made.id)

    assert house.stored(made.id).state is DownloadState.READY


def test_nobody_cancels_what_is_anothers(house: House) -> None:
    asked = house.ask()

    with pytest.raises(NotFoundError):
        house.cancel(asked.download_id, by=actor(at=NORDHAVN))
    with pytest.raises(NotAllowedError):
        house.cancel(asked.download_id, by=CENTRE_MANAGER)


def test_files_are_removed_after_a_week_and_the_history_stays(house: House) -> None:
    old = house.made()
    house.clock.advance(3 * DAY)
    young = house.made()
    house.clock.advance(4 * DAY)

    expire(house)

    expired = house.stored(old.id)
    assert expired.state is DownloadState.EXPIRED
    assert (expired.written, expired.file) == (3, old.file)
    assert house.stored(young.id).state is DownloadState.READY
    assert young.file is not None
    assert list(house.files.contents) == [young.file.key]


def test_what_is_expired_is_made_again(house: House) -> None:
    old = house.made()
    house.clock.advance(8 * DAY)
    expire(house)

    asked = house.again(old.id)
    house.make.make(asked.download_id)

    assert house.fetch(asked.download_id) == lines(1, 2, 3)


def test_a_file_that_nothing_refers_to_is_swept_after_a_day(house: House) -> None:
    made = house.made()
    house.files.put("downloads/left-by-a-crash.txt", b"half")
    house.files.put("photos/1.jpg", b"a picture")
    house.clock.advance(DAY)
    expire(house)
    early = set(house.files.contents)
    house.clock.advance(timedelta(seconds=1))

    expire(house)

    assert "downloads/left-by-a-crash.txt" in early
    assert made.file is not None
    assert set(house.files.contents) == {made.file.key, "photos/1.jpg"}


def test_the_file_of_a_download_that_expired_in_a_crash_is_swept(house: House) -> None:
    made = house.made()
    house.memory.stored.downloads[made.id].expire()
    house.clock.advance(2 * DAY)

    expire(house)

    assert house.files.contents == {}


def test_what_was_never_made_is_told_after_a_day(house: House) -> None:
    asked = house.ask()
    house.clock.advance(DAY)
    expire(house)
    early = house.stored(asked.download_id).state
    house.clock.advance(timedelta(seconds=1))

    expire(house)

    assert early is DownloadState.WAITING
    found = house.stored(asked.download_id)
    assert (found.state, found.problem) == (DownloadState.FAILED, "It could not be made. Ask for it again.")
