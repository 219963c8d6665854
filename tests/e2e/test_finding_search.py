"""Searching shared results by every criterion and by pairs of them, on both databases (FEATURES R07 to R15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from adapters.sql.verification import searching
from core.results.model import Result
from core.results.reference import written_reference
from core.shared.ids import OrganisationId
from core.verification.model.fitting import fits
from core.verification.model.searching import Criteria
from core.verification.model.sharing import ALL_FIELDS, Field
from tests.e2e.finding import Office, found_words, names_in, office_on, search, shown
from tests.e2e.world import Browser


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with office_on(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def reader(office: Office) -> Browser:
    return office.world.client(office.reader)


@pytest.mark.feature("R07")
def test_the_name_is_found_by_its_parts_in_any_order_without_case_and_accents(office: Office, reader: Browser) -> None:
    office.shared("José María", "García-Núñez")
    office.shared("Łukasz", "Wójcik")
    office.shared("愛子", "田中")

    found = {
        typed: names_in(search(reader, name=typed))
        for typed in ("jose", "garcia MARIA", "nunez", "gar mar", "LUKASZ wojcik", "田中 愛", "arcía", "maría wójcik")
    }

    maria = ["José María García-Núñez"]
    assert found == {
        "jose": maria,
        "garcia MARIA": maria,
        "nunez": maria,
        "gar mar": maria,
        "LUKASZ wojcik": ["Łukasz Wójcik"],
        "田中 愛": ["愛子 田中"],
        "arcía": [],
        "maría wójcik": [],
    }


@pytest.mark.feature("R07")
@pytest.mark.parametrize(("people", "title"), [(1, "1 result"), (25, "25 results"), (30, "More than 25 results")])
def test_what_is_counted_only_so_far_is_never_called_fewer_than_are_shown(
    office: Office, reader: Browser, monkeypatch: pytest.MonkeyPatch, people: int, title: str
) -> None:
    monkeypatch.setattr(searching, "COUNTED", 3)
    for place in range(people):
        office.shared("Maya", f"Garcia{place}")

    page = search(reader, name="maya garcia")

    assert f">{title}</h2>" in page.text


@pytest.mark.feature("R08")
def test_the_date_of_birth_is_typed_with_four_or_two_digits_of_the_year(office: Office, reader: Browser) -> None:
    office.shared("Maya", born=date(2009, 4, 23))
    office.shared("Old", born=date(1927, 4, 23))

    assert names_in(search(reader, date_of_birth="2009-04-23")) == ["Maya Lindqvist"]
    assert names_in(search(reader, date_of_birth="09-04-23")) == ["Maya Lindqvist"]
    assert names_in(search(reader, date_of_birth="27-4-23")) == ["Old Lindqvist"]
    assert "26-01-01 is in 2026, 27-01-01 in 1927" in shown(reader.get("/find"))


def test_what_is_no_date_is_told_at_its_field_and_nothing_is_searched(reader: Browser) -> None:
    answer = search(reader, date_of_birth="23/04/2009", taken_from="2026-02-30", taken_to="soon")

    assert answer.status_code == 422
    assert "Candidate Date of Birth: Enter a date as YYYY-MM-DD or YY-MM-DD" in shown(answer)
    assert "Date of Exam: There is no such day: 2026-02-30" in shown(answer)
    assert "Date of Exam, last day: Enter a date as" in shown(answer)
    assert 'value="23/04/2009"' in answer.text


@pytest.mark.feature("R09")
def test_the_candidate_id_number_is_found_as_people_type_it(office: Office, reader: Browser) -> None:
    office.shared("Maya", number="K7QF2-M9XRT")
    office.shared("Li", number="K7QF2-M9XRS")

    assert names_in(search(reader, number="k7qf2 m9xrt")) == ["Maya Lindqvist"]
    assert names_in(search(reader, number="K7QF2")) == []


@pytest.mark.feature("R10")
def test_the_exam_is_chosen_from_the_full_list(office: Office, reader: Browser) -> None:
    office.shared("Maya", exam="FCE")
    shields = {"Listening": 5, "Reading and Writing": 3, "Speaking": 4}
    office.shared("Li", exam="YLM", scores=shields)

    page = reader.get("/find").text

    assert names_in(search(reader, exam="YLM")) == ["Li Lindqvist"]
    assert all(f">{name}</option>" in page for name in ("B2 First", "C2 Proficiency", "A1 Movers"))
    assert ">CELTA<" not in page
    assert search(reader, exam="NONE").status_code == 422


@pytest.mark.feature("R11")
def test_the_place_of_entry_is_found_by_its_words(office: Office, reader: Browser) -> None:
    office.shared("Maya", place="Málaga del Sur")
    office.shared("Li", place="Chester")

    assert names_in(search(reader, place="malaga")) == ["Maya Lindqvist"]
    assert names_in(search(reader, place="sur mal")) == ["Maya Lindqvist"]
    assert names_in(search(reader, place="Leeds")) == []


@pytest.mark.feature("R12")
def test_the_centre_is_found_by_its_name(office: Office, reader: Browser) -> None:
    office.shared("Maya")
    office.shared("Li", centre=office.world.centre("Escuela del Sol", number="ES230"))

    assert names_in(search(reader, centre="Northgate College")) == ["Maya Lindqvist"]
    assert names_in(search(reader, centre="sol escuela")) == ["Li Lindqvist"]


@pytest.mark.feature("R13")
def test_the_email_address_is_found_whole_and_without_case(office: Office, reader: Browser) -> None:
    office.shared("Maya", email="Maya.L@Example.org")

    assert names_in(search(reader, email="maya.l@example.ORG")) == ["Maya Lindqvist"]
    assert names_in(search(reader, email="maya.l")) == []


@pytest.mark.feature("R14")
def test_the_date_of_the_exam_is_a_day_or_a_range(office: Office, reader: Browser) -> None:
    for name, day in (("One", 1), ("Two", 2), ("Three", 3)):
        office.shared(name, "Exam", taken_on=date(2026, 10, day))

    assert names_in(search(reader, taken_from="26-10-02")) == ["Two Exam"]
    assert names_in(search(reader, taken_from="2026-10-02", taken_to="26-10-03")) == ["Three Exam", "Two Exam"]
    assert names_in(search(reader, taken_to="2026-10-02")) == ["Two Exam", "One Exam"]
    backwards = search(reader, taken_from="2026-10-02", taken_to="2026-10-01")
    assert (backwards.status_code, "The last day must not be before the first" in shown(backwards)) == (422, True)


@pytest.mark.feature("R15")
def test_the_reference_number_leads_to_the_result_itself(office: Office, reader: Browser) -> None:
    result = office.shared()

    answer = search(reader, reference=written_reference(result.reference).lower())

    assert answer.request.path == f"/find/result/{result.id}"
    assert "Maya Lindqvist" in shown(answer)


SHELF = (
    ("Maya", "Lindqvist", date(2009, 4, 23), "maya@example.org", "FCE", date(2026, 10, 10), "Chester"),
    ("Maya", "García", date(2009, 4, 23), "garcia@example.org", "FCE", date(2026, 10, 11), "Málaga"),
    ("Łukasz", "Lindqvist", date(2008, 1, 2), "maya@example.org", "CAE", date(2026, 10, 10), "Chester"),
    ("Omar", "Haddad", date(2008, 1, 2), "omar@example.org", "CAE", date(2026, 5, 2), "Málaga"),
)
CRITERIA = {
    "name": "maya",
    "date_of_birth": "09-04-23",
    "email": "maya@example.org",
    "exam": "FCE",
    "place": "chest",
    "centre": "northgate",
    "taken_from": "2026-10-10",
    "number": "C000001",
}


def test_every_pair_of_criteria_finds_what_fits_both(office: Office, reader: Browser) -> None:
    kept: list[Result] = []
    scores = {"Reading": 184, "Use of English": 176, "Writing": 169, "Listening": 188, "Speaking": 178}
    for given, family, born, email, exam, day, place in SHELF:
        details = {"born": born, "email": email, "exam": exam, "taken_on": day, "place": place, "scores": scores}
        kept.append(office.shared(given, family, **details))

    for pair in combinations(CRITERIA, 2):
        typed = {name: CRITERIA[name] for name in pair}
        wanted = {one.holder.name for one in kept if fits(_criteria(typed), one, centre="Northgate College")}

        found = names_in(search(reader, **typed))

        assert (len(found), set(found)) == (len(wanted), wanted), pair


def _criteria(typed: dict[str, str]) -> Criteria:
    """What is typed above, as the core has it."""
    given: dict[str, object] = dict(typed)
    if "date_of_birth" in typed:
        given["date_of_birth"] = date(2009, 4, 23)
    if "taken_from" in typed:
        given |= {"taken_from": date(2026, 10, 10), "taken_to": date(2026, 10, 10)}
    return Criteria(**given)  # type: ignore[arg-type]  # Every name has the type of its field.


def test_no_personal_data_stands_in_an_address_and_the_criteria_above_the_list(office: Office, reader: Browser) -> None:
    office.shared()

    answer = reader.post("/find", {"name": "lindqvist", "date_of_birth": "2009-04-23"})
    page = reader.get(answer.location)

    assert "lindqvist" not in answer.location.lower()
    assert found_words(answer.location, "2009") == []
    assert "Candidate Name: lindqvist" in shown(page)
    assert "Candidate Date of Birth: 23 Apr 2009" in shown(page)
    assert 'value="lindqvist"' in page.text


def test_a_criterion_is_taken_away_alone(office: Office, reader: Browser) -> None:
    office.shared("Maya", exam="FCE")
    office.shared("Li", exam="FFS")
    address = reader.post("/find", {"name": "maya", "exam": "FFS"}).location

    without_name = reader.post(address, {"clear": "name"}, follow=True)
    without_any = reader.post(without_name.request.path, {"clear": "exam"}, follow=True)

    assert names_in(reader.get(address)) == []
    assert names_in(without_name) == ["Li Lindqvist"]
    assert (without_any.request.path, len(names_in(without_any))) == ("/find", 2)


def test_a_search_is_for_its_person_and_for_a_day(office: Office, reader: Browser) -> None:
    address = reader.post("/find", {"name": "maya"}).location
    colleague = office.world.client(office.world.person(*office.reader.roles, at=office.aldermoor))

    assert colleague.get(address).status_code == 404
    assert reader.get("/find/made-up").status_code == 404

    office.world.clock.advance(days=1, seconds=1)
    office.world.container.forget_searches()([])
    fresh = office.world.client(office.reader)
    answer = fresh.get(address)
    assert (answer.status_code, "This search is forgotten" in shown(answer)) == (404, True)


def test_only_what_is_shared_with_ones_own_organisation_and_going_on_is_found(office: Office, reader: Browser) -> None:
    mine, theirs = office.shared("Mine"), office.result("Theirs")
    office.share(theirs, to=office.stranger.organisation_id)
    office.result("Unshared")
    withdrawn, ending = office.result("Withdrawn"), office.result("Ending")
    gone = office.share(withdrawn)
    office.share(ending, expires_on=(office.world.clock.now() + timedelta(days=2)).date())
    office.withdraw(gone)

    assert set(names_in(reader.get("/find"))) == {"Mine Lindqvist", "Ending Lindqvist"}
    assert set(names_in(search(reader, name="lindqvist"))) == {"Mine Lindqvist", "Ending Lindqvist"}

    office.world.clock.advance(days=3)
    later = office.world.client(office.reader)
    assert names_in(later.get("/find")) == [mine.holder.name]
    assert names_in(search(later, name="lindqvist")) == [mine.holder.name]
    assert later.get(f"/find/result/{ending.id}").status_code == 404


HIDDEN = {
    Field.DATE_OF_BIRTH: {"date_of_birth": "2009-04-23"},
    Field.ID_NUMBER: {"number": "C000001"},
    Field.EMAIL: {"email": "maya@example.org"},
}


@pytest.mark.feature("N08")
def test_a_field_that_is_not_shared_finds_nothing(office: Office, reader: Browser) -> None:
    result = office.result()
    office.share(result, fields=ALL_FIELDS - set(HIDDEN))
    assert names_in(search(reader, name="maya")) == ["Maya Lindqvist"]

    found = [names_in(search(reader, **typed)) for typed in HIDDEN.values()]
    together = [names_in(search(reader, name="maya", **typed)) for typed in HIDDEN.values()]

    assert found == together == [[], [], []]


def test_a_long_list_is_paged_and_counted(office: Office, reader: Browser) -> None:
    for number in range(30):
        office.shared(f"Given{number:02}", "Family", taken_on=date(2026, 1, 1) + timedelta(days=number))

    first = search(reader, name="family")
    after = first.text.split('rel="next" href="')[1].split('"')[0]
    second = reader.get(after)

    assert "30 results" in shown(first)
    assert [len(names_in(first)), len(names_in(second))] == [25, 5]
    assert names_in(first)[0] == "Given29 Family"
    assert names_in(second)[-1] == "Given00 Family"
    assert "Back to the start" in shown(second)
    assert "family" not in after.lower()


def test_an_empty_list_says_what_to_do(office: Office, reader: Browser) -> None:
    assert "Nothing has been shared with you yet" in shown(reader.get("/find"))
    assert "its Exam Reference Number finds any released result" in shown(reader.get("/find"))

    office.shared()

    assert "No shared result fits" in shown(search(reader, name="nobody"))


def test_who_may_not_find_results_gets_no_search(office: Office) -> None:
    browser = office.world.client(office.candidate)

    assert browser.get("/find").status_code == 403
    assert browser.post("/find", {"name": "maya"}).status_code == 403
    assert _strangers_page(office) == []


def _strangers_page(office: Office) -> list[str]:
    office.shared()
    return names_in(office.world.client(office.stranger).get("/find"))


def test_an_organisation_of_its_own_sees_its_own(office: Office) -> None:
    other: OrganisationId = office.stranger.organisation_id
    office.share(office.result("Theirs"), to=other)

    assert names_in(office.world.client(office.stranger).get("/find")) == ["Theirs Lindqvist"]
