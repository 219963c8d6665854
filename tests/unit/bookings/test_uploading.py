"""A file of candidates: kept, looked at, then entered whole or given back with what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.access.model import Actor
from core.bookings.entry_file import COLUMNS, FileRow
from core.bookings.model import CandidateDetails, EntryId
from core.bookings.uploads import MAX_BYTES, UploadId
from core.bookings.usecases.uploading import (
    KEPT,
    EnteredUpload,
    EnterUpload,
    ForgetUploads,
    LookAtUpload,
    UploadCommand,
    UploadEntries,
    UploadEntriesCommand,
    UploadPreview,
)
from core.sessions.model import EntryTerms, TestSessionId
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, Problem
from core.shared.jobs import Job
from tests.unit.bookings.house import (
    ENTRIES_UNTIL,
    FEE,
    LATE_FEE,
    LATE_UNTIL,
    MAYA,
    NOBODY,
    OTHER_TEACHER,
    PREPARATION,
    TEACHER,
    House,
    candidate,
    plan_of,
)


class PipedLines:
    """Values divided by «|». `in_a_unit` tells whether a file was read while a unit was open."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.in_a_unit = False

    def read(self, content: bytes, *, name: str) -> list[FileRow]:
        self.in_a_unit |= self._house.storage.open_units > 0
        lines = content.decode().splitlines()
        return [FileRow(line=place, values=tuple(line.split("|"))) for place, line in enumerate(lines, 1)]

    def marked(self, rows: Sequence[FileRow], problems: Sequence[Problem], *, name: str) -> bytes:
        told = {problem.line: f"{problem.field}: {problem.text}" for problem in problems}
        return "\n".join("|".join([*row.values, told.get(row.line, "")]) for row in rows).encode()


class Desk:
    """The use cases of uploading over a house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sheets = PipedLines(house)
        open_unit, clock = house.storage.open_unit, house.clock
        self.keep = UploadEntries(open_unit=open_unit, spreadsheets=self.sheets, clock=clock)
        self.look_at = LookAtUpload(open_unit=open_unit, spreadsheets=self.sheets, clock=clock)
        self.enter_file = EnterUpload(open_unit=open_unit, spreadsheets=self.sheets, clock=clock)
        self.forget = ForgetUploads(open_unit=open_unit, clock=clock)

    def upload(self, *candidates: CandidateDetails, session: TestSessionId | None = None) -> UploadId:
        return self.upload_lines(*map(line_of, candidates), session=session)

    def upload_lines(self, *lines: str, session: TestSessionId | None = None, actor: Actor = TEACHER) -> UploadId:
        content = "\n".join(["|".join(COLUMNS), *lines]).encode()
        command = UploadEntriesCommand(
            actor=actor, session_id=session or self.house.session, name="class.csv", content=content
        )
        return self.keep(command)

    def look(self, upload_id: UploadId, actor: Actor = TEACHER) -> UploadPreview:
        return self.look_at(UploadCommand(actor=actor, upload_id=upload_id))

    def enter(self, upload_id: UploadId, *, accept_clashes: bool = False, actor: Actor = TEACHER) -> EnteredUpload:
        return self.enter_file(UploadCommand(actor=actor, upload_id=upload_id, accept_clashes=accept_clashes))

    def marked(self, upload_id: UploadId) -> list[str]:
        _, content = self.look_at.marked(UploadCommand(actor=TEACHER, upload_id=upload_id))
        return content.decode().splitlines()

    @property
    def stored_entries(self) -> list[EntryId]:
        return list(self.house.storage.stored.entries)


def line_of(one: CandidateDetails) -> str:
    return "|".join([one.given_name, one.family_name, str(one.date_of_birth), one.id_number, one.email, "", "yes"])


def told(preview: UploadPreview) -> list[tuple[int | None, str, str]]:
    return [(problem.line, problem.field, problem.text) for problem in preview.problems]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_looking_says_the_terms_the_seats_and_the_price_and_stores_nothing(house: House, desk: Desk) -> None:
    upload = desk.upload(candidate(1), candidate(2))

    preview = desk.look(upload)

    assert preview.offer is not None
    assert (preview.candidates, preview.problems, preview.clashes) == (2, (), ())
    assert (preview.offer.terms, preview.offer.seats_left) == (EntryTerms.IN_TIME, 3)
    assert preview.offer.total == FEE.times(2)
    assert not desk.stored_entries
    assert house.stored().taken == 0


def test_after_the_deadline_looking_says_the_late_fee(house: House, desk: Desk) -> None:
    upload = desk.upload(candidate(1), candidate(2))
    house.clock.time = ENTRIES_UNTIL

    preview = desk.look(upload)

    assert preview.offer is not None
    assert preview.offer.terms is EntryTerms.LATE
    assert preview.offer.total == (FEE + LATE_FEE).times(2)


def test_everybody_of_the_file_is_entered_and_the_upload_is_used_up(house: House, desk: Desk) -> None:
    upload = desk.upload(candidate(1), candidate(2))

    entered = desk.enter(upload)

    assert entered.session_id == house.session
    assert desk.stored_entries == entered.entries
    assert {house.entry(one).entrant_id for one in entered.entries} == {PREPARATION}
    assert house.stored().taken == 2
    assert house.actions == ["candidates_entered"]
    with pytest.raises(NotFoundError, match="entry_upload"):
        desk.enter(upload)
    assert len(desk.stored_entries) == 2


def test_one_bad_line_keeps_all_others_out(house: House, desk: Desk) -> None:
    upload = desk.upload(candidate(1), replace(candidate(2), email="nowhere"), candidate(3))

    preview = desk.look(upload)

    assert told(preview) == [(3, "email", "Enter an e-mail address like name@example.org.")]
    assert preview.offer is None
    with pytest.raises(InvalidInputError, match="entry_file_invalid"):
        desk.enter(upload)
    assert not desk.stored_entries
    assert house.stored().taken == 0


def test_a_double_in_the_file_is_told_once_and_hides_nothing_else(house: House, desk: Desk) -> None:
    house.enter(candidate(1))
    upload = desk.upload(MAYA, replace(MAYA, email="maya@other.example"), candidate(1))

    preview = desk.look(upload)

    assert told(preview) == [
        (3, "id_number", "This is the same person as in line 2."),
        (4, "id_number", "Given1 Family is entered for this session already."),
    ]


def test_who_is_entered_between_the_look_and_the_decision_is_not_entered_twice(house: House, desk: Desk) -> None:
    upload = desk.upload(MAYA, candidate(2))
    assert desk.look(upload).problems == ()
    house.enter(MAYA)

    with pytest.raises(InvalidInputError, match="already_entered"):
        desk.enter(upload)

    assert len(desk.stored_entries) == 1
    assert told(desk.look(upload)) == [(2, "id_number", "Maya Lindqvist is entered for this session already.")]


def test_another_exam_that_day_is_told_by_line_and_entered_only_when_that_is_accepted(house: House, desk: Desk) -> None:
    house.enter(MAYA, session=house.add_session(plan_of()))
    upload = desk.upload(candidate(2), MAYA)

    preview = desk.look(upload)

    assert preview.offer is not None
    assert [(clash.line, clash.text) for clash in preview.clashes] == [(3, "Maya Lindqvist sits B2F that day.")]
    with pytest.raises(ConflictError, match="candidates_clash"):
        desk.enter(upload)
    assert len(desk.stored_entries) == 1
    assert len(desk.enter(upload, accept_clashes=True).entries) == 2


def test_more_candidates_than_seats_are_all_refused_and_the_file_is_kept(house: House, desk: Desk) -> None:
    upload = desk.upload(*map(candidate, range(4)))

    with pytest.raises(ConflictError, match="session_is_full"):
        desk.enter(upload)

    assert not desk.stored_entries
    assert desk.look(upload).candidates == 4


def test_after_the_last_deadline_the_offer_does_not_fit_and_nobody_is_entered(house: House, desk: Desk) -> None:
    upload = desk.upload(candidate(1))
    house.clock.time = LATE_UNTIL

    preview = desk.look(upload)

    assert preview.offer is not None
    assert not preview.offer.fits
    with pytest.raises(ConflictError, match="entries_are_closed"):
        desk.enter(upload)
    assert not desk.stored_entries


def test_a_session_taken_back_takes_no_file_more(house: House, desk: Desk) -> None:
    upload = desk.upload(candidate(1))
    house.stored().withdraw_from(PREPARATION)

    with pytest.raises(NotFoundError, match="test_session"):
        desk.enter(upload)
    with pytest.raises(NotFoundError, match="test_session"):
        desk.look(upload)


def test_who_has_entries_still_sees_a_session_taken_back_but_enters_nobody_more(house: House, desk: Desk) -> None:
    house.enter(candidate(1))
    upload = desk.upload(candidate(2))
    house.stored().withdraw_from(PREPARATION)

    with pytest.raises(ConflictError, match="session_not_available"):
        desk.enter(upload)

    assert len(desk.stored_entries) == 1


def test_the_file_comes_back_with_what_is_wrong_in_each_line(house: House, desk: Desk) -> None:
    house.enter(MAYA, session=house.add_session(plan_of()))
    upload = desk.upload(replace(candidate(1), date_of_birth=date(2030, 1, 1)), candidate(2), MAYA)

    header, first, second, third = desk.marked(upload)

    assert header == "|".join(COLUMNS) + "|"
    assert first.endswith("|date_of_birth: Enter a date of birth in the past, such as 2009-04-23.")
    assert second.endswith("|yes|")
    assert third.endswith("|line: Maya Lindqvist sits B2F that day.")


def test_another_centres_upload_does_not_exist(desk: Desk) -> None:
    upload = desk.upload(candidate(1))

    for attempt in (desk.look, desk.enter):
        with pytest.raises(NotFoundError, match="entry_upload"):
            attempt(upload, actor=OTHER_TEACHER)

    assert not desk.stored_entries


def test_only_who_may_enter_candidates_brings_files(desk: Desk) -> None:
    upload = desk.upload(candidate(1))

    with pytest.raises(NotAllowedError):
        desk.upload_lines(line_of(MAYA), actor=NOBODY)
    for attempt in (desk.look, desk.enter):
        with pytest.raises(NotAllowedError):
            attempt(upload, actor=NOBODY)


def test_no_file_is_kept_for_a_session_of_others(house: House, desk: Desk) -> None:
    hidden = house.add_session(available=False)

    with pytest.raises(NotFoundError, match="test_session"):
        desk.upload(candidate(1), session=hidden)

    assert not house.storage.stored.uploads


def test_what_cannot_be_read_is_not_kept(house: House, desk: Desk) -> None:
    wrong = [b"", b"name|age\nMaya|17", "|".join(COLUMNS).encode(), b"x" * (MAX_BYTES + 1)]

    for content in wrong:
        command = UploadEntriesCommand(actor=TEACHER, session_id=house.session, name="class.csv", content=content)
        with pytest.raises(InvalidInputError):
            desk.keep(command)

    assert not house.storage.stored.uploads


def test_an_upload_is_forgotten_after_a_day(house: House, desk: Desk) -> None:
    old = desk.upload(candidate(1))
    house.clock.time += timedelta(hours=1)
    young = desk.upload(candidate(2))
    house.clock.time += KEPT - timedelta(minutes=30)

    desk.forget([Job(kind="bookings.forget_uploads", payload={}, attempt=1)])

    assert desk.look(young).candidates == 1
    with pytest.raises(NotFoundError, match="entry_upload"):
        desk.look(old)


def test_a_file_is_read_while_no_unit_is_open(desk: Desk) -> None:
    upload = desk.upload(candidate(1))
    desk.marked(upload)
    desk.enter(upload)

    assert not desk.sheets.in_a_unit
