"""A results officer brings results in, gives them photos, releases them and decides about them."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from rustpy_xlsxwriter import write_worksheet
from werkzeug.test import TestResponse

from core.access.model import OPERATOR
from core.access.permissions import Role
from core.catalogue.model import ExamCode
from core.catalogue.usecases.importing import ImportCatalogueCommand
from core.results.model import Result, ResultStatus
from core.results.views import ResultFilter
from core.shared.paging import PageRequest
from tests.e2e.addresses import told_in_addresses
from tests.e2e.hall import Hall
from tests.e2e.world import START, World
from tests.fakes.pictures import jpeg

BANDS = [
    {"grade": "A", "lowest": 180, "highest": 190, "cefr": "C1"},
    {"grade": "Level B1", "lowest": 140, "highest": 179, "cefr": "B1"},
]
EXAMS = (
    {
        "code": "FCE",
        "name": "B2 First",
        "level": "B2",
        "papers": ["Reading"],
        "components": ["Reading", "Writing"],
        "photo": True,
        "scale": {"name": "Cambridge English Scale", "bands": BANDS},
    },
    {"code": "YLS", "name": "Pre A1 Starters", "level": "", "papers": ["L"], "components": ["Listening"], "shields": 5},
)
ROW = {
    "candidate_number": "K7QF2-M9XRT",
    "exam": "FCE",
    "exam_date": "2026-11-07",
    "centre_number": "GB104",
    "given_name": "Zoë",
    "family_name": "Łęska",
    "date_of_birth": "2009-04-23",
    "email": "zoe@example.org",
    "place": "Leeds",
    "Reading": "170",
    "Writing": "175",
}
OTHER = ROW | {"candidate_number": "B2222-BBBBB", "given_name": "Li", "family_name": "Na", "Reading": "190"}


def words(page: str) -> str:
    """What a person reads, in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).strip()


def as_csv(*rows: Mapping[str, str]) -> bytes:
    buffer = StringIO()
    writer = csv.DictWriter(buffer, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def as_xlsx(*rows: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    write_worksheet([dict(row) for row in rows], buffer)
    return buffer.getvalue()


def as_json(*rows: Mapping[str, str]) -> bytes:
    return json.dumps({"results": [dict(row) for row in rows]}).encode()


FILES = {"results.csv": as_csv, "results.xlsx": as_xlsx, "results.json": as_json}


class Office:
    """A results officer at the browser, two exams and a test centre."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.centre("Northgate College", number="GB104")
        world.container.import_catalogue()(ImportCatalogueCommand(actor=OPERATOR, exams=EXAMS))
        self.officer = world.person(Role.RESULTS_OFFICER, name="Ada Nowak")
        self.browser = world.client(self.officer)

    def choose(self, *rows: Mapping[str, str], name: str = "results.csv", release: str = "2026-12-04T09:00") -> str:
        """Upload a file; the address of its page."""
        content = FILES[name](*rows)
        answer = self.browser.post("/results/import", {"file": (BytesIO(content), name), "release_at": release})
        assert answer.status_code == 302, words(answer.text)
        return answer.location

    def bring_in(self, *rows: Mapping[str, str]) -> None:
        answer = self.browser.post(f"{self.choose(*rows)}/take", follow=True)
        assert "taken over." in words(answer.text)

    def result(self, number: str = ROW["candidate_number"]) -> Result:
        listed = self.world.container.results_reader().results(PageRequest(), ResultFilter(search=number)).items
        [row] = listed
        found: Result = self.world.container.results_reader().result(row.id).result
        return found

    def count(self) -> int:
        return len(self.world.container.results_reader().results(PageRequest(), ResultFilter()).items)

    def decide(self, verb: str, **typed: str) -> TestResponse:
        result = self.result()
        given = {"version": str(result.version), "reason": "Asked for by the centre"} | typed
        return self.browser.post(f"/results/{result.id}/{verb}", given, follow=True)

    def clockwork(self) -> None:
        for periodic in self.world.container.periodic():
            self.world.container.clockwork().promise(periodic)
        self.world.run_jobs()


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """On both databases."""
    world = World(tmp_path / "house.db", settings={"EXAMHALL_DATABASE_URL": database_url})
    yield world
    world.close()


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_the_officer_lands_at_the_results(office: Office) -> None:
    answer = office.browser.get("/", follow=True)

    assert answer.request.path == "/results"
    assert "No results yet" in words(answer.text)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_looked_at_before_it_is_taken_over(office: Office, name: str) -> None:
    page = office.choose(ROW, OTHER, name=name)

    looked = words(office.browser.get(page).text)
    assert "New results 2" in looked
    assert "B2 First 7 Nov 2026 2 4 Dec 2026, 09:00" in looked
    assert office.count() == 0

    taken = office.browser.post(f"{page}/take", follow=True)
    assert "2 results are taken over." in words(taken.text)
    assert office.result().holder.name == "Zoë Łęska"
    assert office.browser.get(page).status_code == 404


def test_what_is_wrong_is_named_by_line_and_field_and_given_back(office: Office) -> None:
    page = office.choose(ROW, OTHER | {"Reading": "99", "exam": "XYZ"}, ROW | {"place": "York"})

    looked = words(office.browser.get(page).text)
    assert "2 things to correct" in looked
    assert "3 exam The catalogue has no exam with the code XYZ." in looked
    assert "4 candidate_number Line 2 has a result" in looked
    assert "Take over" not in looked

    refused = office.browser.post(f"{page}/take")
    assert (refused.status_code, office.count()) == (422, 0)

    marked = list(csv.reader(StringIO(office.browser.get(f"{page}/marked").data.decode("utf-8-sig"))))
    assert marked[0][-1] == "What is wrong"
    assert marked[1][-1] == ""
    assert marked[2][-1].startswith("exam: ")


def test_a_file_that_cannot_be_understood_is_refused_at_its_field(office: Office) -> None:
    for content in (b"", b"\xff\xfe", b"PK\x03\x04"):
        answer = office.browser.post("/results/import", {"file": (BytesIO(content), "results.csv")})
        assert answer.status_code == 422

    page = office.browser.post("/results/import", {"file": (BytesIO(b"name\nZoe\n"), "results.csv")}).location
    answer = office.browser.get(page)
    assert answer.status_code == 422


def test_another_officers_upload_is_not_found(office: Office) -> None:
    page = office.choose(ROW)

    other = office.world.client_as(Role.RESULTS_OFFICER)

    assert other.get(page).status_code == other.post(f"{page}/take").status_code == 404


def test_an_upload_is_forgotten_after_a_day(office: Office) -> None:
    page = office.choose(ROW)
    office.world.clock.advance(hours=25)

    office.clockwork()

    assert office.world.client(office.officer).get(page).status_code == 404
    assert not list(office.world.container.file_store().keys("result-uploads", before=START + timedelta(days=9999)))


def test_the_template_can_be_chosen_again(office: Office) -> None:
    answer = office.browser.get("/results/template.csv")

    assert answer.content_type.startswith("text/csv")
    header = answer.data.decode("utf-8-sig").splitlines()[0]
    assert header.startswith("candidate_number,exam,exam_date,centre_number")


def test_results_are_released_by_the_clockwork(office: Office) -> None:
    office.bring_in(ROW)
    office.clockwork()
    assert not office.result().is_released

    office.world.clock.set(office.result().release_at)
    office.clockwork()

    assert office.result().is_released
    assert "results_released" in office.world.trail()


def test_a_release_is_put_off_and_then_done_by_hand(office: Office) -> None:
    office.bring_in(ROW, OTHER)
    waiting = office.browser.get("/results/waiting").text
    assert "B2 First 7 Nov 2026 4 Dec 2026, 09:00 2 0" in words(waiting)
    [postpone] = re.findall(r'href="(/results/waiting/postpone[^"]*)"', unescape(waiting))

    past = office.browser.post(postpone, {"release_at": "2026-11-30T09:00"})
    later = office.browser.post(postpone, {"release_at": "2026-12-24T18:00"}, follow=True)

    assert past.status_code == 422
    assert "24 Dec 2026, 18:00" in words(later.text)
    assert office.browser.get(postpone).status_code == 404
    [release] = re.findall(r'href="(/results/waiting/release[^"]*)"', unescape(later.text))
    assert "Release them now?" in words(office.browser.get(release).text)
    assert "2 results are released." in words(office.browser.post(release, follow=True).text)
    assert office.result().is_released


@pytest.mark.parametrize(
    "query", ["", "?exam=FCE", "?exam=FCE&taken_on=soon&at=never", "?exam=FCE&taken_on=2026-11-07&at=2026-11-07T09:00"]
)
def test_a_release_that_nothing_waits_for_is_not_found(office: Office, query: str) -> None:
    for verb in ("release", "postpone"):
        assert office.browser.get(f"/results/waiting/{verb}{query}").status_code == 404


def test_the_list_is_searched_without_a_name_in_the_address(office: Office) -> None:
    office.bring_in(ROW, OTHER)

    for typed in ("leska", "k7qf2m9xrt", office.result().reference):
        answer = office.browser.search("/results", typed)
        assert ("Łęska" in answer.text, "Li Na" in answer.text) == (True, False)
        assert told_in_addresses(answer, typed, "Łęska", "Zoë", "zoe@example.org", ROW["candidate_number"]) == []

    assert "Nothing was found" in office.browser.search("/results", "nobody").text


def test_the_list_is_searched_and_narrowed_at_once(office: Office) -> None:
    office.bring_in(ROW, OTHER)
    filters = {"exam": "FCE", "status": "final", "taken_on": "2026-11-07"}

    narrowed = office.browser.post("/results", {"q": " ", **filters})
    both = office.browser.search("/results", "leska", **filters)
    neither = office.browser.search("/results", "leska", released="yes")
    wrong = office.browser.search("/results", "leska", taken_on="soon")

    assert narrowed.location == "/results?exam=FCE&taken_on=2026-11-07&status=final"
    assert ("Łęska" in both.text, "Li Na" in both.text) == (True, False)
    assert (both.request.args["exam"], 'value="leska"' in both.text) == ("FCE", True)
    assert "Nothing was found" in neither.text
    assert ("Łęska" in wrong.text, "Li Na" in wrong.text) == (True, False)


def test_the_list_is_narrowed_by_what_an_address_may_hold(office: Office) -> None:
    office.bring_in(ROW, OTHER)

    assert "Li Na" in office.browser.get("/results?exam=FCE&taken_on=2026-11-07&status=final&released=no").text
    for nothing in ("?exam=YLS", "?released=yes", "?status=revoked", "?taken_on=2026-11-08"):
        assert "Nothing was found" in office.browser.get(f"/results{nothing}").text
    assert office.browser.get("/results?status=great").status_code == 302
    assert office.browser.get("/results?after=nonsense").status_code == 422


def test_a_long_list_goes_on_page_by_page(office: Office) -> None:
    office.bring_in(*(ROW | {"candidate_number": f"N-{number:03}"} for number in range(30)))

    first = office.browser.get("/results").text
    [following] = re.findall(r'rel="next" href="([^"]*)"', first)
    found = office.browser.search("/results", "zoe").text
    [after] = re.findall(r'rel="next" href="([^"]*)"', found)

    assert len(re.findall(r"N-\d{3}", office.browser.get(unescape(following)).text)) == 5
    assert len(re.findall(r"N-\d{3}", office.browser.get(unescape(after)).text)) == 5


def test_one_result_is_shown_whole_and_that_it_was_seen_is_on_record(office: Office) -> None:
    office.bring_in(ROW)

    page = words(office.browser.get(f"/results/{office.result().id}").text)

    # 172.5 is rounded up.
    assert "Overall score 173 Grade Level B1 CEFR level B1" in page
    assert "Reading" in page
    assert "Northgate College (GB104)" in page
    assert "Waits until 4 Dec 2026, 09:00 (Europe/London)" in page
    assert "result_seen" in office.world.trail()


def test_a_result_is_amended_and_its_history_says_what_stood_before(office: Office) -> None:
    office.bring_in(ROW)
    form = office.browser.get(f"/results/{office.result().id}/amend").text
    assert 'value="170"' in form

    typed = {"given_name": "Zoë", "family_name": "Łęska", "date_of_birth": "2009-04-23", "score_0": "190"}
    answer = words(office.decide("amend", **typed, score_1="180", email="new@example.org").text)

    assert "The result is amended." in answer
    assert "Overall score 185 Grade A CEFR level C1" in answer
    assert "Ada Nowak: Asked for by the centre" in answer
    assert "Before: Reading 170, Writing 175; overall 173, Level B1." in answer
    assert "zoe@example.org" in answer
    assert "result_amended" in office.world.trail()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"score_0": "191"}, "Enter the score of Reading, a whole number from 140 to 190."),
        ({"score_0": ""}, "Enter the score of Reading"),
        ({"reason": ""}, "Give the reason"),
        ({"date_of_birth": "2026-11-07"}, "before the day of the exam"),
        ({}, "Nothing was changed"),
    ],
)
def test_an_amendment_that_cannot_be_is_told_at_its_field(office: Office, changes: dict[str, str], told: str) -> None:
    office.bring_in(ROW)
    typed = {
        "given_name": "Zoë",
        "family_name": "Łęska",
        "date_of_birth": "2009-04-23",
        "email": "zoe@example.org",
        "score_0": "170",
        "score_1": "175",
    }

    answer = office.decide("amend", **(typed | changes))

    assert (answer.status_code, told in words(answer.text)) == (422, True)
    assert office.result().status is ResultStatus.FINAL


def test_a_result_is_withheld_restored_and_revoked(office: Office) -> None:
    office.bring_in(ROW)
    for verb, done, status in (
        ("withhold", "The result is withheld.", ResultStatus.WITHHELD),
        ("restore", "The result is restored.", ResultStatus.FINAL),
        ("revoke", "The result is revoked.", ResultStatus.REVOKED),
    ):
        assert "reason" in office.browser.get(f"/results/{office.result().id}/{verb}").text
        assert done in words(office.decide(verb).text)
        assert office.result().status is status

    again = office.decide("withhold")

    assert (again.status_code, "withheld or revoked" in words(again.text)) == (422, True)


def test_a_provisional_result_is_made_final(office: Office) -> None:
    office.bring_in(ROW | {"status": "provisional"})

    assert "The result is final." in words(office.decide("final").text)
    assert office.result().status is ResultStatus.FINAL


def test_a_decision_about_something_else_than_was_shown_is_not_taken(office: Office) -> None:
    office.bring_in(ROW)

    for version in ("7", "", "x", "٣"):
        answer = office.decide("revoke", version=version)
        assert (answer.status_code, "at the same time" in words(answer.text)) == (422, True)


def archive(**photos: bytes) -> BytesIO:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name, photo in photos.items():
            written.writestr(f"{name}.jpg", photo)
    content.seek(0)
    return content


def test_photos_come_by_an_archive_and_are_seen_by_those_who_may(office: Office) -> None:
    office.bring_in(ROW, OTHER)
    typed = {"exam": "FCE", "taken_on": "2026-11-07"}

    wrong = archive(**{ROW["candidate_number"]: jpeg(), "UNKNOWN": jpeg()})
    refused = office.browser.post("/results/photos", {**typed, "archive": (wrong, "photos.zip")})
    assert refused.status_code == 422
    assert "UNKNOWN.jpg There is no result under this candidate ID number" in words(refused.text)
    assert office.result().photo is None

    right = archive(**{ROW["candidate_number"]: jpeg()})
    taken = office.browser.post("/results/photos", {**typed, "archive": (right, "photos.zip")}, follow=True)
    assert "1 photos are taken over." in words(taken.text)
    address = f"/results/{office.result().id}/photo"
    photo = office.browser.get(address)
    assert (photo.data, photo.content_type) == (jpeg(), "image/jpeg")
    assert photo.headers["Cache-Control"] == "no-store"
    assert "photo_seen" in office.world.trail()
    assert office.browser.get(f"/results/{office.result(OTHER['candidate_number']).id}/photo").status_code == 404
    assert office.world.client_as(Role.RECOGNITION_OFFICER).get(address).status_code == 403


def test_what_is_no_archive_is_refused_at_its_field(office: Office) -> None:
    typed = {"exam": "FCE", "taken_on": "2026-11-07", "archive": (BytesIO(b"no archive"), "photos.zip")}

    answer = office.browser.post("/results/photos", typed)

    assert (answer.status_code, "not a ZIP archive" in words(answer.text)) == (422, True)


def test_exams_without_papers_are_not_offered_for_sessions_and_say_that_they_are_not_verified(world: World) -> None:
    qualification = {"code": "CELTA", "name": "CELTA", "level": "Teaching qualification", "papers": []}
    exams = (*EXAMS, qualification)
    manager = Hall(world=world).manager
    world.container.import_catalogue()(ImportCatalogueCommand(actor=OPERATOR, exams=exams))

    planning = world.client(manager).get("/sessions/new").text
    listed = words(world.client_as(Role.ADMINISTRATOR).get("/admin/exams").text)

    assert ("B2 First" in planning, "CELTA" in planning) == (True, False)
    assert "Cambridge English Scale, 140 to 190, with test-day photo" in listed
    assert "No sessions Not verified here" in listed
    assert ExamCode("CELTA") in {exam.code for exam in world.container.catalogue_reader().exams()}
