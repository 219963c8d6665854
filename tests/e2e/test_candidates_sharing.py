"""A candidate sees results, shares them with chosen fields, sees what became of it, and takes them back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from core.access.permissions import Role
from core.results.model import ResultStatus
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from core.shared.time import utc
from core.verification.model.searching import Criteria
from core.verification.model.sharing import Activity, ActivityKind, Field, ShareId
from tests.e2e.graduated import LI, MAYA, Graduated
from tests.e2e.hall import words
from tests.e2e.world import Browser, World


@pytest.fixture
def scene(database_url: str, tmp_path: Path) -> Iterator[Graduated]:
    """On both databases."""
    world = World(tmp_path / "house.db", settings={"EXAMHALL_DATABASE_URL": database_url})
    yield Graduated(world=world)
    world.close()


def seen_by(scene: Graduated, organisation: OrganisationId) -> list[str]:
    """The names that the organisation finds when it asks for everything."""
    reader = scene.world.container.verification_reader()
    found = reader.search(
        organisation, Criteria(), PageRequest(), person_id=scene.maya.id, now=scene.world.clock.now()
    ).page
    return [row.name for row in found.items]


def open_as_organisation(scene: Graduated, share_page: str) -> None:
    """As somebody there does who clicks on it."""
    share_id = ShareId(_id_of(share_page))
    now = scene.world.clock.now()
    reader = scene.world.person(Role.MEMBER, at=scene.aldermoor)
    with scene.world.container.open_unit()() as unit:
        unit.shares.mark_opened(share_id, reader.id, at=now)
        unit.activities.add(
            Activity(
                result_id=scene.result,
                organisation_id=scene.aldermoor,
                share_id=share_id,
                kind=ActivityKind.OPENED,
                at=now,
            )
        )
        unit.commit()


def version_of(browser: Browser, share: str) -> str:
    """As the window with the change has it."""
    (version,) = re.findall(r'name="version"[^>]*value="(\d+)"', browser.get(f"{share}/change").text)
    return str(version)


def _id_of(page: str) -> UUID:
    return UUID(page.rpartition("/")[2])


@pytest.mark.feature("R04")
def test_a_candidate_lands_on_their_own_results_and_opens_one(scene: Graduated) -> None:
    scene.give_result(LI, name="Li Xiaolong")
    browser = scene.as_maya()

    listed = browser.get("/", follow=True)
    page = words(browser.get(scene.page).text)

    assert listed.request.path == "/my-results"
    assert "Xiaolong" not in listed.text
    assert listed.text.count("B2 First") == 1
    assert "Nobody" in words(listed.text)
    wanted = (
        "B2 First",
        "Final",
        "7 Nov 2026",
        "Northgate College",
        "174",
        "Grade B",
        "CEFR level B2",
        "Use of English",
    )
    assert [part for part in wanted if part not in page] == []
    assert "You share this result with nobody" in page


@pytest.mark.feature("R04")
def test_another_candidates_result_and_one_that_is_not_out_are_not_found(scene: Graduated) -> None:
    others = scene.give_result(LI, name="Li Xiaolong")
    coming = scene.give_result(MAYA, exam="YLE-S", is_released=False)
    browser = scene.as_maya()

    answers = [
        browser.get(f"/my-results/{result}{step}").status_code
        for result in (others, coming)
        for step in ("", "/share", f"/share/{scene.aldermoor}", f"/share/{scene.aldermoor}/confirm", "/share/invite")
    ]

    assert answers == [404] * 10
    form = {"fields": ["overall"]}
    assert browser.post(f"/my-results/{others}/share/{scene.aldermoor}/confirm", form).status_code == 404
    assert "Pre A1" not in browser.get("/my-results").text


def test_staff_and_visitors_do_not_come_in(scene: Graduated) -> None:
    assert scene.world.client_as(Role.PLANNER).get("/my-results").status_code == 403
    assert scene.world.client().get(scene.page).status_code == 302


@pytest.mark.feature("R04")
@pytest.mark.parametrize("asked", ["q=aldermoor", "q=univ+ald", "city=leeds", "country=GB", "q=ÁLDER&city=Leeds"])
def test_the_organisation_is_found_by_name_city_and_country_and_namesakes_are_told_apart(
    scene: Graduated, asked: str
) -> None:
    leeds = scene.world.recognising_organisation("Aldermoor University", city="Leeds")
    scene.world.recognising_organisation("Brightwater Ltd", city="Lagos", country="NG")

    page = scene.as_maya().get(f"{scene.page}/share?{asked}").text

    assert f"/share/{leeds}" in page
    assert "Leeds" in words(page)
    assert "United Kingdom" in words(page)
    assert "Brightwater" not in page


@pytest.mark.feature("R04")
@pytest.mark.feature("N08")
def test_sharing_goes_in_steps_and_only_what_is_chosen_is_seen(scene: Graduated) -> None:
    browser, to = scene.as_maya(), f"{scene.page}/share/{scene.aldermoor}"
    chosen = "fields=overall&fields=email&expires_on=2026-12-24"

    step2 = browser.get(to)
    step3 = words(browser.get(f"{to}/confirm?{chosen}").text)
    before = seen_by(scene, scene.aldermoor)
    form = {"fields": ["overall", "email"], "expires_on": "2026-12-24"}
    done = browser.post(f"{to}/confirm", form, follow=True)

    assert "reference number are always shown" in words(step2.text)
    wanted = ("174, Grade B, CEFR level B2", "lindqvist@example.org", "24 Dec 2026", "They do not see: Score of each")
    assert [part for part in wanted if part not in step3] == []
    assert "Date of birth" in step3.partition("They do not see")[2]
    assert before == []
    assert "is shared with Aldermoor University" in done.text
    result = scene.world.container.verification_reader().result(
        scene.result, scene.aldermoor, now=scene.world.clock.now()
    )
    assert (result.overall, result.email) == (174, "lindqvist@example.org")
    assert (result.components, result.date_of_birth, result.number, result.photo) == (None, None, None, None)
    assert "result_shared" in scene.world.trail()


@pytest.mark.feature("N08")
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("expires_on=2027-01-01", "Share the overall result, the components, or both."),
        ("fields=overall&expires_on=2026-11-30", "Choose today or a day to come"),
        ("fields=overall&expires_on=soon", "Not a valid date value"),
        ("fields=overall&expires_on=9999-12-31", "within the next twenty years"),
        ("fields=everything", "not a valid choice"),
    ],
)
def test_a_bad_choice_is_told_before_anything_is_shared(scene: Graduated, wrong: str, told: str) -> None:
    answer = scene.as_maya().get(f"{scene.page}/share/{scene.aldermoor}/confirm?{wrong}")

    assert answer.status_code == 422
    assert told in words(answer.text)
    assert seen_by(scene, scene.aldermoor) == []


def test_pressing_the_button_twice_shares_once(scene: Graduated) -> None:
    browser, to = scene.as_maya(), f"{scene.page}/share/{scene.aldermoor}/confirm"

    answers = [browser.post(to, {"fields": ["overall"]}, follow=True) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "is shared with that organisation already" in answers[1].text
    assert seen_by(scene, scene.aldermoor) == ["Maya Lindqvist"]
    assert "Shared already" in browser.get(f"{scene.page}/share").text
    assert browser.get(f"{scene.page}/share/{scene.aldermoor}").headers["Location"] == scene.page


def test_an_organisation_that_is_none_is_not_found(scene: Graduated) -> None:
    browser = scene.as_maya()

    assert browser.get(f"{scene.page}/share/{scene.centre}").status_code == 404
    assert browser.post(f"{scene.page}/share/{scene.centre}/confirm", {"fields": ["overall"]}).status_code == 404


@pytest.mark.feature("N08")
def test_an_exam_without_an_overall_score_offers_none_to_share(scene: Graduated) -> None:
    starters = scene.give_result(MAYA, exam="YLE-S")
    browser = scene.as_maya()

    page = browser.get(f"/my-results/{starters}").text
    offered = re.findall(
        r'name="fields" value="(\w+)"', browser.get(f"/my-results/{starters}/share/{scene.aldermoor}").text
    )

    assert "of 5" in words(page)
    assert offered == ["components", "date_of_birth", "id_number", "email"]


def test_the_photo_is_shown_to_the_candidate_alone_and_can_then_be_shared(scene: Graduated) -> None:
    others = scene.give_result(LI, name="Li Xiaolong")
    given = scene.give_photo(scene.result)
    browser, to = scene.as_maya(), f"{scene.page}/share/{scene.aldermoor}"

    picture = browser.get(f"{scene.page}/photo")

    assert (picture.status_code, picture.content_type, picture.data) == (200, "image/jpeg", given)
    assert f'src="{scene.page}/photo"' in browser.get(scene.page).text
    assert 'value="photo"' in browser.get(to).text
    assert browser.get(f"/my-results/{others}/photo").status_code == 404
    assert scene.world.client_as(Role.PLANNER).get(f"{scene.page}/photo").status_code == 403


def test_where_there_is_no_photo_the_page_says_so_and_offers_none(scene: Graduated) -> None:
    browser = scene.as_maya()

    assert "handed in no photo" in words(browser.get(scene.page).text)
    assert 'value="photo"' not in browser.get(f"{scene.page}/share/{scene.aldermoor}").text
    assert browser.get(f"{scene.page}/photo").status_code == 404


@pytest.mark.feature("X03")
def test_the_candidate_sees_whether_it_was_read_and_the_history_of_the_share(scene: Graduated) -> None:
    share = scene.share(Field.OVERALL, until=date(2026, 12, 24))
    browser = scene.as_maya()
    unread = words(browser.get(scene.page).text)
    scene.world.clock.advance(hours=2)

    open_as_organisation(scene, share)
    read = words(browser.get(scene.page).text)
    history = words(browser.get(share).text)

    assert "Not read yet" in unread
    assert "Not read yet" not in read
    assert "Aldermoor University opened it for the first time" in history
    assert "You shared it with Aldermoor University" in history
    assert "Until the end of 24 Dec 2026" in read
    assert "1 organisation" in words(browser.get("/my-results").text)


@pytest.mark.feature("X03")
def test_under_what_name_it_was_shared_is_told_when_the_organisation_is_called_otherwise(scene: Graduated) -> None:
    share = scene.share()
    scene.rename("University of Aldermoor")
    browser = scene.as_maya()

    pages = [words(browser.get(path).text) for path in (scene.page, share)]
    browser.post(f"{share}/withdraw", {"version": version_of(browser, share)})
    pages.append(words(browser.get(scene.page).text))
    scene.share()
    again = words(browser.get(scene.page).text)

    assert all("Aldermoor University, as it was called then" in page for page in pages)
    assert "You shared it with Aldermoor University" in pages[1]
    assert again.count("as it was called then") == 1


@pytest.mark.feature("X03")
def test_a_look_up_stands_in_the_history_of_the_result(scene: Graduated) -> None:
    look_up = Activity(
        result_id=scene.result,
        organisation_id=scene.aldermoor,
        share_id=None,
        kind=ActivityKind.LOOKED_UP,
        at=scene.world.clock.now(),
    )
    with scene.world.container.open_unit()() as unit:
        unit.activities.add(look_up)
        unit.commit()

    page = words(scene.as_maya().get(scene.page).text)

    assert "Aldermoor University looked it up by its reference number" in page


@pytest.mark.feature("X03")
def test_taking_back_hides_the_result_at_once_and_a_second_time_is_told(scene: Graduated) -> None:
    share = scene.share()
    browser = scene.as_maya()

    asked = browser.get(f"{share}/withdraw")
    done = browser.post(f"{share}/withdraw", follow=True)
    again = browser.post(f"{share}/withdraw", follow=True)

    assert "They have not opened it so far" in words(asked.text)
    assert "no longer sees your result" in done.text
    assert "Taken back" in done.text
    assert "This share is over already" in again.text
    assert seen_by(scene, scene.aldermoor) == []
    assert scene.share() != share


@pytest.mark.feature("X03")
@pytest.mark.feature("N08")
def test_a_change_is_something_new_to_the_organisation_and_the_history_says_changed(scene: Graduated) -> None:
    share = scene.share(Field.OVERALL)
    open_as_organisation(scene, share)
    browser = scene.as_maya()
    scene.world.clock.advance(minutes=5)
    form = {
        "fields": ["overall", "components"],
        "expires_on": "2027-01-31",
        "version": version_of(browser, share),
    }

    done = browser.post(f"{share}/change", form, follow=True)

    told = words(done.text)
    assert "sees it as something new" in told
    assert "Not read yet" in told
    assert "You changed what Aldermoor University sees" in told
    result = scene.world.container.verification_reader().result(
        scene.result, scene.aldermoor, now=scene.world.clock.now()
    )
    assert result.components is not None
    assert result.expires_at == utc(2027, 2, 1)
    assert seen_by(scene, scene.aldermoor) == ["Maya Lindqvist"]


@pytest.mark.feature("X03")
def test_a_change_that_is_wrong_or_comes_too_late_is_told(scene: Graduated) -> None:
    share = scene.share(Field.OVERALL)
    browser = scene.as_maya()

    version = version_of(browser, share)
    nothing = browser.post(f"{share}/change", {"fields": [], "version": version})
    outdated = browser.post(f"{share}/change", {"fields": ["components"], "version": "77"})
    garbled = browser.post(f"{share}/change", {"fields": ["components"], "version": "x"})
    browser.post(f"{share}/withdraw")
    over = browser.post(f"{share}/change", {"fields": ["components"], "version": version})

    assert [nothing.status_code, outdated.status_code, garbled.status_code, over.status_code] == [422] * 4
    assert "Share the overall result" in nothing.text
    assert "Somebody else changed this" in outdated.text


@pytest.mark.feature("X03")
def test_a_share_ends_by_itself_after_its_last_day(scene: Graduated) -> None:
    scene.share(until=date(2026, 12, 3))
    scene.world.clock.set(utc(2026, 12, 3, 23, 59))
    scene.world.run_jobs()
    last_minute = seen_by(scene, scene.aldermoor)
    scene.world.clock.set(utc(2026, 12, 4))

    midnight = seen_by(scene, scene.aldermoor)
    scene.world.run_jobs()
    page = words(scene.as_maya().get(scene.page).text)

    assert last_minute == ["Maya Lindqvist"]
    assert midnight == []
    assert "The share with Aldermoor University expired" in page
    assert "share_expired" in scene.world.trail()


def test_anothers_share_is_not_found_by_any_way_in(scene: Graduated) -> None:
    li = scene.candidate("Li Xiaolong", LI)
    theirs = scene.give_result(LI, name="Li Xiaolong")
    share = scene.share(by=li, result=theirs)
    mixed = f"{scene.page}/shares/{_id_of(share)}"
    browser = scene.as_maya()

    answers = [
        browser.get(f"{page}{step}").status_code for page in (share, mixed) for step in ("", "/change", "/withdraw")
    ]
    posts = [browser.post(f"{page}/withdraw").status_code for page in (share, mixed)]

    assert answers == [404] * 6
    assert posts == [404] * 2
    assert seen_by(scene, scene.aldermoor) == ["Li Xiaolong"]


@pytest.mark.parametrize("status", [ResultStatus.WITHHELD, ResultStatus.REVOKED])
def test_a_result_that_hides_its_scores_says_so_and_is_not_shared(scene: Graduated, status: ResultStatus) -> None:
    hidden = scene.give_result(MAYA, exam="YLE-S", status=status)
    browser = scene.as_maya()

    page = words(browser.get(f"/my-results/{hidden}").text)

    assert f"This result {'is withheld' if status is ResultStatus.WITHHELD else 'was revoked'}" in page
    assert "of 5" not in page
    assert browser.get(f"/my-results/{hidden}/share").status_code == 409


@pytest.mark.feature("X03")
def test_an_organisation_that_is_not_listed_is_invited(scene: Graduated) -> None:
    scene.world.open_mailbox()
    browser, to = scene.as_maya(), f"{scene.page}/share/invite"

    nobody = words(browser.get(f"{scene.page}/share?q=brook").text)
    done = browser.post(to, {"name": "Brook College", "email": "office@brook.example"}, follow=True)
    scene.world.run_jobs()

    assert "Invite an organisation" in nobody
    assert "The invitation is on its way" in done.text
    assert [letter.to for letter in scene.world.mailbox() if "brook.example" in letter.to]
    assert "organisation_invited" in scene.world.trail()


@pytest.mark.feature("X03")
def test_one_that_is_listed_is_offered_instead_and_the_sixth_invitation_waits(scene: Graduated) -> None:
    browser, to = scene.as_maya(), f"{scene.page}/share/invite"

    listed = browser.post(to, {"name": "aldermoor UNIVERSITY", "email": "someone@aldermoor.example"})
    wrong = browser.post(to, {"name": "", "email": "brook"})
    sent = [
        browser.post(to, {"name": f"College {place}", "email": f"office@{place}.example"}).status_code
        for place in range(6)
    ]

    assert listed.status_code == wrong.status_code == 422
    assert f'href="{scene.page}/share/{scene.aldermoor}"' in listed.text
    assert sent == [302] * 5 + [422]


@pytest.mark.feature("R39")
def test_the_guidance_can_be_read_by_everybody_and_is_linked_where_it_is_needed(scene: Graduated) -> None:
    page = scene.world.client().get("/sharing-your-results")

    assert page.status_code == 200
    wanted = ("Make your account", "Choose what they see", "reference number", "take it back", "Invite them")
    assert [part for part in wanted if part not in words(page.text)] == []
    assert 'href="/sharing-your-results"' in scene.as_maya().get(scene.page).text
