"""A preparation centre enters candidates: one by one, and by file."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO
from time import perf_counter

import pytest
from python_calamine import load_workbook
from rustpy_xlsxwriter import write_worksheet
from werkzeug.test import TestResponse

from core.access.model import EVERYTHING
from core.access.permissions import Role
from core.bookings.entry_file import COLUMNS
from core.bookings.model import Candidate, Entry
from core.bookings.usecases.changing import WithdrawEntryCommand
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId
from tests.e2e.hall import EXAM_DAY, Hall
from tests.e2e.world import World

MAYA = ("Maya", "Lindqvist", "2009-04-23", "P4821137", "maya@example.org", "+44 20 7946 0000", "yes")
LI = ("小龙", "李", "2008-11-02", "E99120455", "li@example.org", "", "")
OLU = ("Olúwaṣeun", "Adébáyọ̀", "2007-01-15", "A00112233", "olu@example.org", "", "no")
SECONDS_FOR_A_LARGE_FILE = 20
"""Ten are aimed at, on a machine that does nothing else."""


def words(page: str) -> str:
    """What a person reads, in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).strip()


def typed(row: Sequence[str]) -> dict[str, str]:
    """The row as somebody types it into the form."""
    given = dict(zip(COLUMNS, row, strict=True))
    consent = given.pop("consent")
    return given | ({"consent": "y"} if consent == "yes" else {})


def as_csv(*rows: Sequence[str]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer).writerows([COLUMNS, *rows])
    return buffer.getvalue().encode()


def as_xlsx(*rows: Sequence[str]) -> bytes:
    buffer = BytesIO()
    write_worksheet([dict(zip(COLUMNS, row, strict=True)) for row in rows], buffer)
    return buffer.getvalue()


FILES = {"class.csv": as_csv, "class.xlsx": as_xlsx}


def rows_of(answer: TestResponse) -> list[list[str]]:
    """The rows of a file that was given back, by another library than the one that wrote it."""
    if answer.content_type.startswith("text/csv"):
        return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    sheet = load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    return [[str(value) for value in row] for row in sheet]


class Desk:
    """A preparation centre at its browser. `session` is open and available to it, and has 40 seats."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hall = Hall(world=world)
        self.centre = world.preparation_centre(self.hall.centre, name="Łódź School")
        self.session = self.hall.session(self.centre)
        self.teacher = world.person(Role.PREPARATION_USER, at=self.centre)
        self.browser = world.client(self.teacher)

    def page(self, session: TestSessionId | None = None) -> str:
        return f"/bookings/{session or self.session}/enter"

    def enter(self, row: Sequence[str] = MAYA, session: TestSessionId | None = None, **more: str) -> TestResponse:
        return self.browser.post(self.page(session), typed(row) | more, follow=True)

    def upload(self, content: bytes, name: str = "class.csv", session: TestSessionId | None = None) -> TestResponse:
        """The answer to choosing the file: where it is looked at, or what is wrong with it as a whole."""
        answer = self.browser.post(f"{self.page(session)}/file", {"file": (BytesIO(content), name)})
        # The test client keeps what it sends in a file once it is large, and leaves it open.
        answer.request.environ["wsgi.input"].close()
        return answer

    def uploaded(self, content: bytes, name: str = "class.csv", session: TestSessionId | None = None) -> str:
        """The address at which the file is looked at."""
        answer = self.upload(content, name, session)
        assert answer.status_code == 302, words(answer.text)
        return str(answer.location)

    def entries(self, session: TestSessionId | None = None) -> list[Entry]:
        with self.world.container.open_unit()() as unit:
            return list(unit.entries.of_session(session or self.session))

    def candidates(self, session: TestSessionId | None = None) -> list[Candidate]:
        with self.world.container.open_unit()() as unit:
            found = [
                unit.candidates.get(one.candidate_id, EVERYTHING)
                for one in unit.entries.of_session(session or self.session)
            ]
        return sorted(found, key=lambda one: one.details.id_number)

    def other_session(self, *, hours: float = 5, seen_by: OrganisationId | None = None) -> TestSessionId:
        """Of another exam, on the same day where `hours` is small."""
        plan = self.hall.plan(exam="CAE", starts_at=EXAM_DAY + timedelta(hours=hours))
        return self.hall.session(seen_by or self.centre, plan=plan)

    def log_in_again(self) -> None:
        """A log-in ends when nobody uses it, and here days pass in no time."""
        self.browser = self.world.client(self.teacher)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


# One by one


@pytest.mark.feature("P27")
def test_a_candidate_is_entered_by_the_form_and_stands_in_the_booking(desk: Desk) -> None:
    answer = desk.enter()

    assert "The candidate is entered." in words(answer.text)
    assert answer.request.path == f"/bookings/{desk.session}"
    [candidate] = desk.candidates()
    details = candidate.details
    assert (details.name, str(details.date_of_birth), details.id_number) == ("Maya Lindqvist", "2009-04-23", "P4821137")
    assert (details.email, details.phone, details.consent) == ("maya@example.org", "+44 20 7946 0000", True)
    listed = desk.browser.get(f"/bookings/{desk.session}/candidates")
    assert "Maya Lindqvist" in words(listed.text)


@pytest.mark.feature("P27")
def test_one_can_go_on_with_another(desk: Desk) -> None:
    first = desk.enter(MAYA, again="1")
    second = desk.enter(LI, again="1")

    for answer in (first, second):
        assert answer.request.path == desk.page()
        assert "The candidate is entered." in words(answer.text)
        assert 'value="Lindqvist"' not in answer.text
    assert len(desk.entries()) == 2


@pytest.mark.feature("P27")
def test_everything_wrong_is_told_at_its_field_and_what_was_typed_stays(desk: Desk) -> None:
    answer = desk.enter(("Maya", "Lindqvist", "2030-01-01", "!", "nowhere", "x", ""))

    assert answer.status_code == 422
    for field, text in {
        "date_of_birth": "Enter a date of birth in the past, such as 2009-04-23.",
        "id_number": "Enter the number of the identity document: 3 to 30 letters, digits and . / - or spaces.",
        "email": "Enter an e-mail address like name@example.org.",
        "phone": "Enter a telephone number like +44 20 7946 0000, or leave it out.",
    }.items():
        assert f'href="#{field}">{text}' in answer.text
        assert f'id="{field}-error"' in answer.text
    assert 'value="Lindqvist"' in answer.text
    assert not desk.entries()


@pytest.mark.feature("P27")
def test_what_is_left_out_is_asked_for(desk: Desk) -> None:
    answer = desk.enter(("", "", "", "", "", "", ""))

    assert answer.status_code == 422
    fields = ("family_name", "date_of_birth", "id_number", "email")
    assert all(f'id="{field}-error"' in answer.text for field in fields)
    assert not desk.entries()


@pytest.mark.feature("P27")
def test_another_exam_that_day_is_told_before_it_costs_and_entered_all_the_same_when_that_is_wanted(
    desk: Desk,
) -> None:
    other = desk.other_session()
    desk.enter(MAYA, other)

    told = desk.enter(MAYA)

    assert "Maya Lindqvist is entered for C1 Advanced, which has a paper on the same day." in words(told.text)
    assert "Nothing is entered yet." in words(told.text)
    assert not desk.entries()
    assert "The candidate is entered." in words(desk.enter(MAYA, accept_clashes="y").text)
    assert len(desk.entries()) == 1


@pytest.mark.feature("P27")
def test_an_exam_on_another_day_is_no_clash(desk: Desk) -> None:
    desk.enter(MAYA, desk.other_session(hours=48))

    assert "The candidate is entered." in words(desk.enter(MAYA).text)


@pytest.mark.feature("P27")
@pytest.mark.parametrize(
    "again",
    [MAYA, ("Lindqvist", "MAYA", "2009-04-23", "OTHER1", "m@example.org", "", ""), ("M.", "L.", *MAYA[2:])],
    ids=["just so", "by name and birth", "by document"],
)
def test_nobody_is_entered_twice_for_one_session(desk: Desk, again: Sequence[str]) -> None:
    desk.enter()

    answer = desk.enter(again)

    assert answer.status_code == 422
    assert "is entered for this session already." in words(answer.text)
    assert len(desk.entries()) == 1


@pytest.mark.feature("P27")
def test_the_fee_is_shown_before_and_owed_after(desk: Desk) -> None:
    page = words(desk.browser.get(desk.page()).text)
    desk.enter()

    assert "Entry fee £182.00" in page
    assert "Late fee £30.00" in page
    [entry] = desk.entries()
    assert str(entry.account(currency="GBP").open) == "182.00 GBP"


@pytest.mark.feature("P27")
def test_after_the_deadline_the_late_fee_is_told_and_charged(desk: Desk) -> None:
    desk.world.clock.set(desk.hall.plan().deadlines.entries)
    desk.log_in_again()

    page = words(desk.browser.get(desk.page()).text)
    desk.enter()

    assert "The late fee is added to each entry." in page
    [entry] = desk.entries()
    assert entry.late
    assert str(entry.account(currency="GBP").open) == "212.00 GBP"


@pytest.mark.feature("P27")
@pytest.mark.parametrize("late", [True, False], ids=["late entries too", "no late entries"])
def test_when_entries_are_closed_the_form_is_gone_and_nothing_gets_in(world: World, late: bool) -> None:
    desk = Desk(world)
    plan = desk.hall.plan(exam="CAE", late=late)
    session = desk.hall.session(desk.centre, plan=plan)
    world.clock.set(plan.deadlines.late_entries or plan.deadlines.entries)
    desk.log_in_again()

    page = desk.browser.get(desk.page(session))
    answer = desk.enter(MAYA, session)

    assert "Entries are closed" in words(page.text)
    assert "family_name" not in page.text
    assert "Entries are closed" in words(answer.text)
    assert not desk.entries(session)


@pytest.mark.feature("P27")
def test_a_full_session_says_so(desk: Desk) -> None:
    session = desk.hall.session(desk.centre, plan=replace(desk.hall.plan(), capacity=1))
    desk.enter(MAYA, session)

    answer = desk.enter(LI, session)

    assert answer.status_code == 422
    assert "There are not enough seats left in this session." in words(answer.text)
    assert len(desk.entries(session)) == 1


@pytest.mark.feature("P27")
def test_a_session_taken_back_is_gone_between_the_form_and_the_answer(desk: Desk) -> None:
    form = desk.browser.get(desk.page())
    desk.hall.share(desk.session)

    answer = desk.enter()

    assert form.status_code == 200
    assert answer.status_code == 404
    assert not desk.entries()


@pytest.mark.feature("P27")
def test_who_has_entries_in_a_session_taken_back_is_told_that_it_takes_nobody_more(desk: Desk) -> None:
    desk.enter()
    desk.hall.share(desk.session)

    answer = desk.enter(LI)

    assert answer.status_code == 422
    assert "This session is not available to your centre any more." in words(answer.text)
    assert len(desk.entries()) == 1


def test_a_withdrawn_candidate_entered_anew_keeps_the_number(desk: Desk) -> None:
    desk.enter()
    [before] = desk.candidates()
    withdraw = WithdrawEntryCommand(actor=desk.hall.manager.actor, entry_id=desk.entries()[0].id)
    desk.world.container.withdraw_entry()(withdraw)

    answer = desk.enter()

    assert "The candidate is entered." in words(answer.text)
    assert [one.number for one in desk.candidates()] == [before.number]


def test_only_who_enters_candidates_comes_to_the_form(desk: Desk) -> None:
    manager = desk.world.client(desk.hall.manager)
    other = desk.world.client_as(Role.PREPARATION_USER, at=desk.world.preparation_centre(desk.hall.centre))

    for page in (desk.page(), f"{desk.page()}/file"):
        assert manager.get(page).status_code == 403
        assert other.get(page).status_code == 404
        assert desk.world.client().get(page).status_code == 302


# By file


@pytest.mark.feature("P27")
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_looked_at_first_and_entered_as_a_whole(desk: Desk, name: str) -> None:
    look = desk.uploaded(FILES[name](MAYA, LI, OLU), name)
    page = words(desk.browser.get(look).text)

    assert name in page
    assert "Candidates 3" in page
    assert "Seats left 40" in page
    assert "Entry fee for each £182.00" in page
    assert "Total £546.00" in page
    assert not desk.entries()

    answer = desk.browser.post(f"{look}/enter", follow=True)

    assert "3 candidates are entered." in words(answer.text)
    assert answer.request.path == f"/bookings/{desk.session}"
    assert [one.details.name for one in desk.candidates()] == ["Olúwaṣeun Adébáyọ̀", "小龙 李", "Maya Lindqvist"]
    assert [one.details.consent for one in desk.candidates()] == [False, False, True]


@pytest.mark.feature("P27")
@pytest.mark.parametrize("name", FILES)
def test_every_bad_row_is_told_by_line_and_field_and_nothing_is_stored(desk: Desk, name: str) -> None:
    wrong = (
        MAYA,
        ("", "", "23.04.2009", "?", "nowhere", "", "perhaps"),
        ("Maya", "Lindqvist", "2009-04-23", "OTHER1", "m@example.org", "", ""),
    )
    look = desk.uploaded(FILES[name](*wrong), name)

    page = desk.browser.get(look)
    answer = desk.browser.post(f"{look}/enter")

    assert "6 things to correct" in words(page.text)
    told = re.findall(r"<tr.*?</tr>", page.text, re.DOTALL)
    assert [words(one).split(" ")[:2] for one in told[1:]] == [
        ["3", "consent"],
        ["3", "family_name"],
        ["3", "date_of_birth"],
        ["3", "id_number"],
        ["3", "email"],
        ["4", "id_number"],
    ]
    assert "This is the same person as in line 2." in words(told[-1])
    assert f"{look}/enter" not in page.text
    assert answer.status_code == 422
    assert "Nothing was entered" in words(answer.text)
    assert not desk.entries()


@pytest.mark.feature("P27")
@pytest.mark.parametrize("name", FILES)
def test_the_same_file_comes_back_with_a_column_that_says_what_is_wrong(desk: Desk, name: str) -> None:
    formula = ("=1+1", "Lindqvist", "2009-04-24", "P4821138", "maya", "", "yes")
    look = desk.uploaded(FILES[name](MAYA, formula, LI), name)

    answer = desk.browser.get(f"{look}/marked")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="candidates-marked.{name[6:]}"'
    header, first, second, third = rows_of(answer)
    assert header == [*COLUMNS, "What is wrong"]
    assert [first[:4], first[-1]] == [list(MAYA[:4]), ""]
    assert second[-1] == "email: Enter an e-mail address like name@example.org."
    assert second[0] == ("'=1+1" if name.endswith("csv") else "=1+1")
    assert [third[:2], third[-1]] == [["小龙", "李"], ""]


@pytest.mark.feature("P27")
def test_what_came_back_can_be_corrected_and_uploaded_again(desk: Desk) -> None:
    look = desk.uploaded(as_csv(MAYA, (*LI[:4], "nowhere", *LI[5:])))
    header, *rows = rows_of(desk.browser.get(f"{look}/marked"))
    rows[1][4] = "li@example.org"

    buffer = StringIO()
    csv.writer(buffer).writerows([header, *rows])
    again = desk.uploaded(buffer.getvalue().encode())
    answer = desk.browser.post(f"{again}/enter", follow=True)

    assert rows[0][5] == "'+44 20 7946 0000", "what a spreadsheet would take for a formula is marked"
    assert {one.details.phone for one in desk.candidates()} == {"", "+44 20 7946 0000"}
    assert "2 candidates are entered." in words(answer.text)


@pytest.mark.feature("P27")
def test_who_is_entered_already_is_told_by_line(desk: Desk) -> None:
    desk.enter(LI)
    look = desk.uploaded(as_csv(MAYA, LI))

    page = words(desk.browser.get(look).text)

    assert "1 thing to correct" in page
    assert "3 id_number 小龙 李 is entered for this session already." in page


@pytest.mark.feature("P27")
def test_other_exams_that_day_are_told_by_line_and_accepted_by_a_tick(desk: Desk) -> None:
    desk.enter(LI, desk.other_session())
    look = desk.uploaded(as_csv(MAYA, LI))

    page = words(desk.browser.get(look).text)
    without = desk.browser.post(f"{look}/enter")
    marked = rows_of(desk.browser.get(f"{look}/marked"))

    assert "One of the candidates sits another exam that day." in page
    assert "Line 3: 小龙 李 sits C1 Advanced that day." in page
    assert without.status_code == 422
    assert "Somebody sits another exam on the same day." in words(without.text)
    assert marked[2][-1] == "line: 小龙 李 sits C1 Advanced that day."
    assert not desk.entries()
    answer = desk.browser.post(f"{look}/enter", {"accept_clashes": "yes"}, follow=True)
    assert "2 candidates are entered." in words(answer.text)


@pytest.mark.feature("P27")
def test_a_late_file_tells_and_charges_the_late_fee(desk: Desk) -> None:
    desk.world.clock.set(desk.hall.plan().deadlines.entries)
    desk.log_in_again()
    look = desk.uploaded(as_csv(MAYA, LI))

    page = words(desk.browser.get(look).text)
    desk.browser.post(f"{look}/enter")

    assert "Late fee for each £30.00" in page
    assert "Total £424.00" in page
    assert {str(one.account(currency="GBP").open) for one in desk.entries()} == {"212.00 GBP"}


@pytest.mark.feature("P27")
def test_a_file_with_more_candidates_than_seats_enters_nobody(desk: Desk) -> None:
    session = desk.hall.session(desk.centre, plan=replace(desk.hall.plan(), capacity=1))
    look = desk.uploaded(as_csv(MAYA, LI), session=session)

    page = desk.browser.get(look)
    answer = desk.browser.post(f"{look}/enter")

    assert "Not enough seats" in words(page.text)
    assert "Enter 2 candidates" not in words(page.text)
    assert answer.status_code == 422
    assert not desk.entries(session)


@pytest.mark.feature("P27")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty."),
        (b"name,age\nMaya,17\n", "The first line must name the columns"),
        (as_csv(), "The file has a header but no candidates."),
        (b"\xff\xfe\x00broken", "another encoding"),
        (b"PK\x03\x04broken", "The file is damaged, or is not an XLSX file."),
        (as_csv(*[(*MAYA[:3], f"P{number}", *MAYA[4:]) for number in range(5001)]), "more than 5000 candidates"),
        (b"x" * 4_000_001, "The file is larger than 4 MB; divide it."),
    ],
    ids=["empty", "other columns", "no candidates", "not UTF-8", "broken", "too many rows", "too large"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(desk: Desk, content: bytes, told: str) -> None:
    answer = desk.upload(content)

    assert answer.status_code == 422
    assert told in words(answer.text)


@pytest.mark.feature("P27")
def test_the_template_can_be_filled_in_and_uploaded(desk: Desk) -> None:
    template = desk.browser.get("/bookings/entry-template.csv")

    look = desk.uploaded(template.data)

    assert "Candidates 2" in words(desk.browser.get(look).text)
    assert tuple(rows_of(template)[0]) == COLUMNS


def test_another_centres_upload_does_not_exist(desk: Desk) -> None:
    look = desk.uploaded(as_csv(MAYA))
    other = desk.world.preparation_centre(desk.hall.centre)
    desk.hall.share(desk.session, other)
    stranger = desk.world.client_as(Role.PREPARATION_USER, at=other)

    answers = [stranger.get(look), stranger.get(f"{look}/marked"), stranger.post(f"{look}/enter")]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert not desk.entries()


def test_a_file_is_entered_once_however_often_one_asks(desk: Desk) -> None:
    look = desk.uploaded(as_csv(MAYA))
    desk.browser.post(f"{look}/enter")

    again = desk.browser.post(f"{look}/enter")

    assert again.status_code == 404
    assert "Upload the file again." in words(again.text)
    assert len(desk.entries()) == 1


def test_an_upload_that_nobody_entered_is_forgotten_after_a_day(desk: Desk) -> None:
    look = desk.uploaded(as_csv(MAYA))

    desk.world.clock.advance(hours=23)
    clockwork(desk.world)
    desk.log_in_again()
    kept = desk.browser.get(look).status_code
    desk.world.clock.advance(hours=2)
    clockwork(desk.world)
    desk.log_in_again()
    gone = desk.browser.get(look).status_code

    assert (kept, gone) == (200, 404)


def clockwork(world: World) -> None:
    """Promise what comes round, as the clockwork does, and run it."""
    for periodic in world.container.periodic():
        world.container.clockwork().promise(periodic)
    world.run_jobs()


@pytest.mark.feature("P27")
@pytest.mark.parametrize("name", FILES)
def test_five_thousand_candidates_are_entered_by_one_upload(desk: Desk, name: str) -> None:
    session = desk.hall.session(desk.centre, plan=replace(desk.hall.plan(), capacity=6000))
    rows = [
        (f"Given{number}", f"Family{number % 700}", "2008-03-04", f"ID{number:07}", f"c{number}@example.org", "", "yes")
        for number in range(5000)
    ]
    content = FILES[name](*rows)

    begun = perf_counter()
    look = desk.uploaded(content, name, session)
    page = desk.browser.get(look)
    answer = desk.browser.post(f"{look}/enter", follow=True)
    took = perf_counter() - begun

    assert "Total £910,000.00" in words(page.text)
    assert "5000 candidates are entered." in words(answer.text)
    assert len(desk.entries(session)) == 5000
    assert took < SECONDS_FOR_A_LARGE_FILE
