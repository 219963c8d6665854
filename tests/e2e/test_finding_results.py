"""Opening shared results, end to end on both databases: what is shown, to whom, and what is put on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.access.permissions import Role
from core.results.model import ResultId, ResultStatus
from core.results.reference import written_reference
from core.shared.ids import new_id
from core.verification.model.sharing import ALL_FIELDS, ActivityKind, Field
from core.verification.usecases.sharing import ChangeShareCommand, Terms
from tests.e2e.finding import PICTURE, Office, found_words, names_in, new_in, office_on, search, shown
from tests.e2e.world import Browser


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with office_on(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def reader(office: Office) -> Browser:
    return office.world.client(office.reader)


@pytest.mark.feature("R05")
def test_a_new_candidate_stands_in_bold_for_each_person_until_that_person_opens_it(
    office: Office, reader: Browser
) -> None:
    maya, li = office.shared("Maya"), office.shared("Li")
    colleague = office.world.client(office.world.person(Role.MEMBER, at=office.aldermoor))
    assert new_in(reader.get("/find")) == ["Li Lindqvist", "Maya Lindqvist"]

    reader.get(f"/find/result/{maya.id}")

    assert new_in(reader.get("/find")) == ["Li Lindqvist"]
    assert new_in(search(reader, name="lindqvist")) == ["Li Lindqvist"]
    assert new_in(colleague.get("/find")) == ["Li Lindqvist", "Maya Lindqvist"]
    assert "New: " in shown(reader.get("/find"))

    reader.get(f"/find/result/{li.id}")
    assert new_in(reader.get("/find")) == []


def test_a_share_that_begins_anew_is_new_again(office: Office, reader: Browser) -> None:
    result = office.result()
    first = office.share(result)
    reader.get(f"/find/result/{result.id}")

    office.withdraw(first)
    office.share(result)

    assert new_in(reader.get("/find")) == ["Maya Lindqvist"]


def test_the_first_opening_is_told_to_the_candidate_and_every_one_recorded(office: Office, reader: Browser) -> None:
    result = office.shared()

    reader.get(f"/find/result/{result.id}")
    reader.get(f"/find/result/{result.id}")

    seen = office.world.container.candidate_reader().own_result(
        result.id, office.candidate.id, now=office.world.clock.now()
    )
    assert [row.activity.kind for row in seen.activity] == [ActivityKind.OPENED, ActivityKind.SHARED]
    records = [one for one in office.world.container.audit_trail().walk() if one.action == "result_seen"]
    assert [(one.by, one.on) for one in records] == [(f"person:{office.reader.id}", f"result:{result.id}")] * 2
    assert not any(found_words(str(one), "Maya", "184") for one in records)


@pytest.mark.feature("R17")
@pytest.mark.feature("R19")
def test_the_overall_score_stands_on_its_scale_with_grade_and_level(office: Office, reader: Browser) -> None:
    result = office.shared()

    page = reader.get(f"/find/result/{result.id}")

    assert "Overall score 179 Grade B CEFR level B2" in shown(page)
    assert "179 on the Cambridge English Scale from 140 to 190: Grade B, CEFR level B2" in page.text
    assert "A 180 to 190 C1" in shown(page)
    assert "B, this result 173 to 179 B2" in shown(page)
    assert written_reference(result.reference) in shown(page)
    assert "This result is final" not in shown(page)
    assert "It counts as it stands" in shown(page)


@pytest.mark.feature("R20")
def test_each_component_is_drawn_beside_its_number(office: Office, reader: Browser) -> None:
    result = office.shared()

    page = reader.get(f"/find/result/{result.id}")

    rows = re.findall(r'<tr role="row"><th role="rowheader" scope="row">(.*?)</th>(.*?)</tr>', page.text, re.DOTALL)
    assert [(name, re.findall(r'parts-score">(\d+)', rest)) for name, rest in rows] == [
        ("Reading", ["184"]),
        ("Use of English", ["176"]),
        ("Writing", ["169"]),
        ("Listening", ["188"]),
        ("Speaking", ["178"]),
    ]
    assert all("<svg" in rest for _, rest in rows)


def test_young_learners_have_shields_and_no_overall_score(office: Office, reader: Browser) -> None:
    shields = {"Listening": 5, "Reading and Writing": 3, "Speaking": 4}
    result = office.shared(exam="YLM", scores=shields)

    page = reader.get(f"/find/result/{result.id}")

    assert "Overall score" not in shown(page)
    assert "Listening 5 of 5" in shown(page)
    assert page.text.count("shield-won") == 12
    assert page.text.count("shield-open") == 3
    assert "Everything was shared." in shown(page)


def test_what_an_exam_does_not_have_is_not_said_to_be_missing(office: Office, reader: Browser) -> None:
    result = office.result(exam="YLM", scores={"Listening": 5, "Reading and Writing": 3, "Speaking": 4})
    office.share(result, fields=ALL_FIELDS - {Field.OVERALL, Field.PHOTO})

    page = shown(reader.get(f"/find/result/{result.id}"))

    assert "Everything was shared." in page
    assert "did not share the overall score" not in page


@pytest.mark.feature("R18")
def test_the_photo_is_shown_to_who_may_see_photos_and_never_kept_by_a_browser(office: Office, reader: Browser) -> None:
    result = office.shared(photo=office.picture())
    viewer = office.world.client(office.world.person(Role.MEMBER, Role.PHOTO_VIEWER, at=office.aldermoor))
    address = f"/find/result/{result.id}/photo"

    page, picture = viewer.get(f"/find/result/{result.id}"), viewer.get(address)

    assert f'src="{address}"' in page.text
    assert (picture.data, picture.content_type) == (PICTURE, "image/jpeg")
    assert picture.headers["Cache-Control"] == "no-store"
    assert office.world.trail().count("photo_seen") == 1
    assert reader.get(address).status_code == 403
    assert "Your user may not see photos" in shown(reader.get(f"/find/result/{result.id}"))
    assert office.world.client().get(address).status_code == 302


@pytest.mark.feature("R18")
def test_why_there_is_no_photo_is_said(office: Office) -> None:
    viewer = office.world.client(office.world.person(Role.PRIMARY_USER, at=office.aldermoor))
    schools = office.shared("Schools", exam="FFS")
    missing = office.shared("Missing")
    unshared = office.result("Unshared", photo=office.picture())
    office.share(unshared, fields=ALL_FIELDS - {Field.PHOTO})
    withheld = office.shared("Withheld", photo=office.picture("photos/two.jpg"))
    office.change(withheld, "withhold", reason="Looked into")

    said = {
        one.holder.given_name: shown(viewer.get(f"/find/result/{one.id}"))
        for one in (schools, missing, unshared, withheld)
    }
    pictures = [viewer.get(f"/find/result/{one.id}/photo") for one in (schools, missing, unshared, withheld)]

    assert "No photos are taken at this exam." in said["Schools"]
    assert "No photo of this test day was handed in." in said["Missing"]
    assert "The candidate did not share it with you." in said["Unshared"]
    assert "Not shown while the scores are not shown." in said["Withheld"]
    assert [picture.status_code for picture in pictures] == [404] * 4


@pytest.mark.feature("N08")
def test_what_was_not_shared_is_not_shown(office: Office, reader: Browser) -> None:
    level, parts = office.result("Level"), office.result("Parts")
    office.share(level, fields=frozenset({Field.OVERALL}))
    office.share(parts, fields=frozenset({Field.COMPONENTS}))

    first, second = (shown(reader.get(f"/find/result/{one.id}")) for one in (level, parts))

    assert "Overall score 179" in first
    assert "did not share the scores of the components" in first
    assert found_words(first, "2009", "C000001", "maya@example.org", "184") == []
    assert "Not shared: scores of the components, test day photo, date of birth" in first
    assert "did not share the overall score, the grade and the CEFR level" in second
    assert "Reading 184" in second
    assert found_words(second, "179") == []
    assert found_words(shown(search(reader, name="parts")), "179") == []


@pytest.mark.parametrize(
    ("status", "verb", "title"),
    [
        (ResultStatus.WITHHELD, "withhold", "This result is withheld"),
        (ResultStatus.REVOKED, "revoke", "This result was revoked"),
    ],
)
def test_of_a_withheld_or_revoked_result_only_that_is_shown(
    office: Office, reader: Browser, status: ResultStatus, verb: str, title: str
) -> None:
    result = office.shared()
    office.change(result, verb, reason="The reason stays inside")

    page, row = shown(reader.get(f"/find/result/{result.id}")), shown(reader.get("/find"))

    assert title in page
    assert found_words(page, "179", "184", "CEFR level B2", "stays inside") == []
    assert found_words(row, "179") == []
    assert status.value.title() in row


def test_an_amended_and_a_provisional_result_say_what_that_means(office: Office, reader: Browser) -> None:
    provisional = office.shared("Early", status=ResultStatus.PROVISIONAL)
    amended = office.shared("Corrected")
    corrected = replace(amended.holder, given_name="Correctedd")
    office.change(amended, "amend", holder=corrected, marks=amended.marks, reason="A letter was missing")

    assert "This result is provisional" in shown(reader.get(f"/find/result/{provisional.id}"))
    assert "This result was amended" in shown(reader.get(f"/find/result/{amended.id}"))
    assert names_in(search(reader, name="correctedd")) == ["Correctedd Lindqvist"]


def test_another_organisations_share_is_not_found_by_any_way_in(office: Office) -> None:
    result = office.shared(photo=office.picture())
    viewer = office.world.person(Role.PRIMARY_USER, at=office.stranger.organisation_id)
    stranger = office.world.client(viewer)

    assert names_in(stranger.get("/find")) == []
    assert names_in(search(stranger, name="maya")) == []
    ways = (f"/find/result/{result.id}", f"/find/result/{result.id}/photo", f"/find/result/{new_id()}")
    assert [stranger.get(way).status_code for way in ways] == [404, 404, 404]
    assert {"result_seen", "photo_seen"}.isdisjoint(office.world.trail())


def test_an_unreleased_result_is_not_found_even_by_its_id(office: Office, reader: Browser) -> None:
    result = office.result(released=False)

    assert reader.get(f"/find/result/{result.id}").status_code == 404
    assert reader.get(f"/find/result/{ResultId(new_id())}").status_code == 404


def test_a_share_that_is_taken_back_or_over_vanishes_at_once(office: Office, reader: Browser) -> None:
    taken_back, ending = office.result("Taken"), office.result("Ending", photo=office.picture())
    share = office.share(taken_back)
    office.share(ending, expires_on=office.world.clock.now().date() + timedelta(days=1))
    assert reader.get(f"/find/result/{taken_back.id}").status_code == 200

    office.withdraw(share)
    assert reader.get(f"/find/result/{taken_back.id}").status_code == 404

    # Before the clockwork has come round: what is over is over.
    office.world.clock.advance(days=2)
    later = office.world.client(office.reader)
    assert later.get(f"/find/result/{ending.id}").status_code == 404
    assert later.get(f"/find/result/{ending.id}/photo").status_code in {403, 404}


def test_until_when_a_result_is_shared_is_said(office: Office, reader: Browser) -> None:
    result = office.result()
    office.share(result, expires_on=date(2026, 12, 24))

    assert "Until 25 Dec 2026, 00:00 (Europe/London)" in shown(reader.get(f"/find/result/{result.id}"))
    assert "until 24 Dec 2026" in shown(reader.get("/find"))


def test_a_changed_share_shows_what_it_says_now(office: Office, reader: Browser) -> None:
    result = office.result()
    share = office.share(result)
    change = ChangeShareCommand(
        actor=office.candidate.actor, share_id=share, version=0, terms=Terms(fields=frozenset({Field.OVERALL}))
    )
    office.world.container.change_share()(change)

    assert found_words(shown(reader.get(f"/find/result/{result.id}")), "2009") == []
    assert names_in(search(reader, date_of_birth="2009-04-23")) == []
