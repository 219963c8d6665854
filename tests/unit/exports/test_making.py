"""Making the file of a download, by a job or while somebody waits."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta

import pytest

from core.access.permissions import Role
from core.exports.downloads import DownloadState, Packing
from core.exports.usecases.making import TRIES
from core.shared.errors import InvalidInputError, UnavailableError
from tests.fakes.exports import ALDERMOOR, NOON, PHOTO_READER, READER, Lines, actor
from tests.unit.exports.downloads_house import LONG, House, line, lines

NEWS = "notifications.notify"


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def long() -> House:
    return House(lines=Lines.of(LONG))


def test_the_file_holds_every_row_in_its_order(house: House) -> None:
    made = house.made()

    assert made.file is not None
    assert (made.state, made.written, made.made_at) == (DownloadState.READY, 3, NOON)
    assert made.expires_at == NOON + timedelta(days=7)
    content = house.files.get(made.file.key)
    assert content == lines(1, 2, 3)
    assert made.file.digest == hashlib.sha256(content).hexdigest()
    assert (made.file.size, made.file.name) == (len(content), "lines-2027-03-01.txt")
    assert house.trail == ["download_asked", "download_made"]


def test_the_columns_are_those_that_were_asked_for(house: House) -> None:
    house.made()

    assert house.formats.plain.headings == ["number", "text"]


def test_what_stood_in_it_is_remembered(house: House) -> None:
    house.lines.lines[line(2)] = 5

    made = house.made()

    assert list(house.memory.subjects(made.id)) == [(line(1), 1), (line(2), 5), (line(3), 1)]


def test_whoever_is_to_be_told_is_told_once_when_it_is_there(long: House) -> None:
    long.lines.meanwhile[700] = lambda: _assert_empty(long.told)

    made = long.made()

    assert made.state is DownloadState.READY
    assert long.told == list(long.lines.lines)


def _assert_empty(found: Sequence[object]) -> None:
    assert found == []


def test_the_person_hears_of_what_a_job_has_made(long: House) -> None:
    asked = long.ask()

    long.make([long.job(asked.download_id)])

    (news,) = long.memory.promised(NEWS)
    assert news.payload == {"kind": "download_ready", "download": str(asked.download_id)}


def test_who_waited_gets_no_letter(house: House) -> None:
    house.made()

    assert house.memory.promised(NEWS) == []


def test_progress_is_told_while_it_is_made(long: House) -> None:
    seen = []
    long.lines.meanwhile[1100] = lambda: seen.append(long.memory.only().written)

    long.made()

    assert seen == [1000]


def test_the_job_of_what_is_made_already_changes_nothing(house: House) -> None:
    made = house.made()

    house.make([house.job(made.id)])

    assert house.stored(made.id) == made
    assert len(house.files.contents) == 1
    assert house.memory.promised(NEWS) == []


def test_who_has_left_the_organisation_gets_no_file(house: House) -> None:
    asked = house.ask()
    house.memory.stored.people[READER].memberships.clear()

    house.make.make(asked.download_id)

    found = house.stored(asked.download_id)
    assert (found.state, found.problem) == (DownloadState.FAILED, "What was asked for cannot be seen any more.")
    assert house.files.contents == {}


def test_who_is_deactivated_gets_no_file(house: House) -> None:
    asked = house.ask()
    house.memory.stored.people[READER].active = False

    house.make([house.job(asked.download_id)])

    assert house.stored(asked.download_id).state is DownloadState.FAILED
    assert len(house.memory.promised(NEWS)) == 1


def test_who_has_lost_the_role_gets_no_file(house: House) -> None:
    asked = house.ask()
    house.memory.stored.people[READER].memberships[ALDERMOOR] = frozenset({Role.CENTRE_MANAGER})

    house.make.make(asked.download_id)

    assert house.stored(asked.download_id).state is DownloadState.FAILED


def test_what_was_taken_back_since_it_was_asked_for_is_not_in_the_file(house: House) -> None:
    asked = house.ask()
    del house.lines.lines[line(2)]

    house.make.make(asked.download_id)

    found = house.stored(asked.download_id)
    assert found.file is not None
    assert house.files.get(found.file.key) == lines(1, 3)
    assert (found.total, found.written) == (3, 2)


def test_what_is_taken_back_while_it_is_made_is_not_in_the_file(house: House) -> None:
    house.lines.meanwhile[1] = house.lines.lines.clear

    made = house.made()

    assert made.written == 1
    assert list(dict(house.memory.subjects(made.id))) == [line(1)]


def test_there_is_no_file_when_everything_was_taken_back(house: House) -> None:
    asked = house.ask()
    house.lines.lines.clear()

    house.make.make(asked.download_id)

    found = house.stored(asked.download_id)
    assert found.state is DownloadState.FAILED
    assert found.problem.startswith("Nothing that was asked for can be in a file now")
    assert house.files.contents == {}


def test_photos_are_in_the_file_of_who_may_see_them(house: House) -> None:
    by = actor(Role.MEMBER, Role.PHOTO_VIEWER, person=PHOTO_READER)

    made = house.made(by=by, format="signed")

    assert made.with_photos
    assert made.file is not None
    assert b"a picture" in house.files.get(made.file.key)


def test_who_gains_the_right_to_photos_in_between_gets_a_file_that_only_such_may_have(house: House) -> None:
    asked = house.ask(format="signed")
    house.memory.stored.people[READER].memberships[ALDERMOOR] = frozenset({Role.MEMBER, Role.PHOTO_VIEWER})

    house.make.make(asked.download_id)

    assert house.stored(asked.download_id).with_photos


def test_who_may_not_see_photos_gets_a_file_without(house: House) -> None:
    made = house.made(format="signed")

    assert not made.with_photos
    assert made.file is not None
    assert b"a picture" not in house.files.get(made.file.key)


def test_a_file_of_a_signed_format_is_signed_as_a_whole(house: House) -> None:
    made = house.made(format="signed")

    assert made.file is not None
    assert house.files.get(made.file.key).endswith(b"signed\n")
    assert made.file.media_type == "application/pdf"


def test_files_apart_are_signed_each_and_packed_in_one(house: House) -> None:
    asked = house.ask(format="signed", packing=Packing.APART)

    house.make.make(asked.download_id)

    found = house.stored(asked.download_id)
    assert found.file is not None
    assert (found.file.media_type, found.file.name) == ("application/zip", "lines-2027-03-01.zip")
    with zipfile.ZipFile(io.BytesIO(house.files.get(found.file.key))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["0001-line-1.pdf", "0002-line-2.pdf", "0003-line-3.pdf"]
        assert archive.read("0002-line-2.pdf") == b"line 2 None\nsigned\n"


def test_without_a_key_nothing_is_signed_and_the_person_is_told(house: House) -> None:
    house.signer.has_key = False

    made = house.made(format="signed")

    assert made.state is DownloadState.FAILED
    assert made.problem == "Statements are signed, and the awarding body has not set up a key to sign them with."
    assert house.files.contents == {}


def test_a_format_that_is_not_there_any_more_makes_nothing(house: House) -> None:
    asked = house.ask()
    house.formats.take_away("plain")

    house.make.make(asked.download_id)

    assert house.stored(asked.download_id).problem == "The format is not installed any more."


def test_a_format_that_asks_for_what_is_not_there_any_more_makes_nothing(house: House) -> None:
    asked = house.ask(format="signed")
    house.formats.signed.requires = ("text", "check_code")

    house.make.make(asked.download_id)

    assert house.stored(asked.download_id).problem == "The format asks for what is not there any more."


def test_a_cell_that_the_format_cannot_hold_is_told(house: House) -> None:
    house.formats.plain.fails = [InvalidInputError.of("text", "Text: too long for a sheet.")]

    made = house.made()

    assert (made.state, made.problem) == (DownloadState.FAILED, "Text: too long for a sheet.")
    assert house.files.contents == {}


def test_a_format_that_breaks_is_told(house: House) -> None:
    house.formats.plain.fails = [UnavailableError("format_failed")]

    made = house.made()

    assert made.state is DownloadState.FAILED
    assert made.problem == "The format has failed while it was writing the file; nothing of it is kept."


def test_what_may_work_later_is_tried_again_by_the_job(house: House) -> None:
    asked = house.ask(format="signed")
    house.signer.is_busy = True

    with pytest.raises(UnavailableError):
        house.make.make(asked.download_id)
    house.signer.is_busy = False
    house.make([house.job(asked.download_id)])

    found = house.stored(asked.download_id)
    assert (found.state, found.written) == (DownloadState.READY, 3)
    assert len(list(house.memory.subjects(asked.download_id))) == 3
    assert house.told == [line(1), line(2), line(3)]


def test_what_fails_at_every_try_is_told_at_last(house: House) -> None:
    asked = house.ask(format="signed")
    house.signer.is_busy = True

    with pytest.raises(UnavailableError):
        house.make([house.job(asked.download_id, attempt=TRIES - 1)])
    before = house.stored(asked.download_id).state
    with pytest.raises(UnavailableError):
        house.make([house.job(asked.download_id, attempt=TRIES)])

    assert before is DownloadState.RUNNING
    assert house.stored(asked.download_id).state is DownloadState.FAILED
    assert len(house.memory.promised(NEWS)) == 1


def test_what_was_cancelled_before_it_began_is_not_made(house: House) -> None:
    asked = house.ask()
    house.cancel(asked.download_id)

    house.make([house.job(asked.download_id)])

    assert house.stored(asked.download_id).state is DownloadState.CANCELLED
    assert house.files.contents == {}


def test_cancelling_in_the_middle_stops_the_work(long: House) -> None:
    asked = long.ask()
    long.lines.meanwhile[600] = lambda: long.cancel(asked.download_id)

    long.make([long.job(asked.download_id)])

    found = long.stored(asked.download_id)
    assert (found.state, found.written) == (DownloadState.CANCELLED, 500)
    assert long.files.contents == {}
    assert long.told == []
    assert long.memory.promised(NEWS) == []


def test_cancelling_after_the_last_row_leaves_no_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = house.ask(format="signed")

    def sign(pdf: bytes) -> bytes:
        house.cancel(asked.download_id)
        return pdf

    monkeypatch.setattr(house.signer, "sign", sign)
    house.make.make(asked.download_id)

    assert house.stored(asked.download_id).state is DownloadState.CANCELLED
    assert house.files.contents == {}


def test_of_two_who_make_the_same_one_goes_on(long: House) -> None:
    """As after a pause so long that a worker was thought dead."""
    asked = long.ask()
    long.lines.meanwhile[1100] = lambda: long.make([long.job(asked.download_id, attempt=2)])

    long.make([long.job(asked.download_id)])

    found = long.stored(asked.download_id)
    assert (found.state, found.written) == (DownloadState.READY, LONG)
    assert [one for one, _ in long.memory.subjects(asked.download_id)] == list(long.lines.lines)
    assert found.file is not None
    assert list(long.files.contents) == [found.file.key]
    assert long.told == list(long.lines.lines)
    assert len(long.memory.promised(NEWS)) == 1


def test_one_that_began_in_vain_is_begun_anew(long: House) -> None:
    """As after a crash: what the first attempt noted is forgotten."""
    asked = long.ask()

    def crash() -> None:
        raise RuntimeError("the process died")

    long.lines.meanwhile[700] = crash
    with pytest.raises(RuntimeError):
        long.make([long.job(asked.download_id)])
    half = long.stored(asked.download_id).written
    long.make([long.job(asked.download_id, attempt=2)])

    found = long.stored(asked.download_id)
    assert half == 500
    assert (found.state, found.written) == (DownloadState.READY, LONG)
    assert [one for one, _ in long.memory.subjects(asked.download_id)] == list(long.lines.lines)
    assert long.told == list(long.lines.lines)


def test_made_again_it_tells_what_is_missing_and_what_changed(house: House) -> None:
    former = house.made()
    del house.lines.lines[line(1)]
    house.lines.lines[line(3)] = 2
    house.lines.lines[line(4)] = 1
    asked = house.again(former.id)

    house.make.make(asked.download_id)

    found = house.stored(asked.download_id)
    assert (found.written, found.left_out, found.changed) == (2, 1, 1)
    assert found.file is not None
    assert house.files.get(found.file.key) == lines(2, 3)


def test_what_only_grows_is_made_again_with_what_came_to_it(house: House) -> None:
    house.lines.goes_by_subjects = False
    former = house.made()
    house.lines.lines = {line(4): 1, **house.lines.lines}
    asked = house.again(former.id)

    house.make.make(asked.download_id)

    found = house.stored(asked.download_id)
    assert (found.written, found.left_out, found.changed) == (4, 0, 0)
