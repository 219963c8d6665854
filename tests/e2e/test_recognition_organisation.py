"""Your organisation: its details, its users and their one Primary User, and the exams and tests it recognises."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from core.access.model import EVERYTHING
from core.access.permissions import Role
from core.catalogue.model import Exam, ExamCode
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from core.verification.usecases.staffing import UserCommand
from core.verification.usecases.succeeding import ChangePrimaryUserCommand, NewcomerDetails
from tests.e2e.applying import add_user, approved, person, primary_users, someone, world_on
from tests.e2e.graduated import EXAMS
from tests.e2e.hall import words
from tests.e2e.world import PASSWORD, Someone, World

GRACE = "grace@aldermoor.example"
FIRST, STARTERS, LINGUASKILL, CELTA = (ExamCode(code) for code in ("FCE", "YLE-S", "LSK", "CELTA"))


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    with world_on(database_url, tmp_path) as world:
        yield world


class Aldermoor:
    """An approved organisation, its Primary User at work, and the recognition team."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.at, self.grace = approved(world)
        self.browser = world.client(self.grace)
        self.officer = world.person(Role.RECOGNITION_OFFICER)
        self.team = world.client(self.officer)

    def member(self, email: str = "ravi@aldermoor.example", *, photos: bool = False) -> Someone:
        return add_user(self.world, self.browser, email, at=self.at, photos=photos)

    @property
    def page(self) -> str:
        return f"/recognising-organisations/{self.at}"


@pytest.fixture
def aldermoor(world: World) -> Aldermoor:
    return Aldermoor(world)


def roles(world: World, email: str, at: OrganisationId) -> frozenset[Role]:
    found = [one.roles for one in person(world, email).memberships if one.organisation_id == at]
    return found[0] if found else frozenset()


# Details


@pytest.mark.feature("R33")
def test_only_the_primary_user_edits_the_contact_which_everybody_sees_at_once(
    world: World, aldermoor: Aldermoor
) -> None:
    # What else comes along changes nothing: that is proposed, and approved.
    given = {
        "name": "University of Oxbridge",
        "website": "https://oxbridge.example",
        "email": "",
        "phone": "+353 1 234",
    }
    ravi = world.client(aldermoor.member())

    refused = ravi.post("/organisation/edit", given)
    seen = ravi.get("/organisation").text
    saved = aldermoor.browser.post("/organisation/edit", given, follow=True)

    assert (refused.status_code, ravi.get("/organisation/edit").status_code) == (403, 403)
    assert "Aldermoor University" in seen
    assert "/organisation/edit" not in seen
    assert "Saved." in saved.text
    public = words(world.client().get(f"/recognised-by/{aldermoor.at}").text)
    assert "+353 1 234" in public
    assert "https://oxbridge.example" not in public
    assert world.organisation(aldermoor.at).name == "Aldermoor University"
    assert "contact_told" in world.trail()


@pytest.mark.feature("R33")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "alder.example"}, "email"),
        ({"phone": "0"}, "phone"),
    ],
)
def test_a_contact_that_is_not_right_is_told_at_its_field(
    aldermoor: Aldermoor, changed: dict[str, str], field: str
) -> None:
    given = {"email": "", "phone": ""}

    answer = aldermoor.browser.post("/organisation/edit", given | changed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "admissions@aldermoor.example" in aldermoor.browser.get("/organisation").text


# Users


@pytest.mark.feature("R30", "R31")
def test_the_primary_user_adds_a_user_who_is_told_how_to_log_in(world: World, aldermoor: Aldermoor) -> None:
    world.open_mailbox()
    given = {"name": "Ravi Das", "email": "ravi@aldermoor.example", "photos": "y"}

    answer = aldermoor.browser.post("/organisation/users/new", given, follow=True)
    world.run_jobs()

    assert "Ravi Das is added." in answer.text
    (letter,) = [one for one in world.mailbox() if "ravi@aldermoor.example" in one.to]
    assert "/set-password/" in letter.text
    assert "Aldermoor University" in letter.text
    assert roles(world, "ravi@aldermoor.example", aldermoor.at) == {Role.MEMBER, Role.PHOTO_VIEWER}
    listed = words(aldermoor.browser.get("/organisation/users").text)
    assert "Grace Holt grace@aldermoor.example Primary User Active" in listed
    assert "Ravi Das ravi@aldermoor.example User, sees photos No password yet" in listed


@pytest.mark.feature("R30")
def test_the_primary_user_edits_and_deletes_a_user(world: World, aldermoor: Aldermoor) -> None:
    ravi = aldermoor.member(photos=True)
    at_work = world.client(ravi)
    path = f"/organisation/users/{ravi.id}"

    wrong = aldermoor.browser.post(path, {"name": ""})
    aldermoor.browser.post(path, {"name": "Ravi K. Das"})
    edited = person(world, ravi.email)
    asked = aldermoor.browser.get(f"{path}/delete")
    aldermoor.browser.post(f"{path}/delete")

    assert wrong.status_code == 422
    assert edited.name == "Ravi K. Das"
    assert edited.memberships[0].roles == {Role.MEMBER}
    assert "They are out at once" in asked.text
    assert at_work.get("/organisation").status_code == 302
    assert not person(world, ravi.email).active
    assert world.client().log_in(ravi.email, PASSWORD).status_code == 422
    assert {"user_added", "user_edited", "user_deleted"} <= set(world.trail())


@pytest.mark.feature("R30")
def test_a_user_keeps_nobody_and_sees_who_there_is(world: World, aldermoor: Aldermoor) -> None:
    ravi = aldermoor.member()
    other = aldermoor.member("ada@aldermoor.example")
    browser = world.client(ravi)

    seen = browser.get("/organisation/users").text

    assert "grace@aldermoor.example" in seen
    assert "/organisation/users/new" not in seen
    path = f"/organisation/users/{other.id}"
    for address in ("/organisation/users/new", path, f"{path}/delete"):
        assert (browser.get(address).status_code, browser.post(address).status_code) == (403, 403)
    assert browser.post(f"{path}/send-link").status_code == 403


@pytest.mark.feature("R30")
def test_a_new_link_is_sent_to_the_address_on_record(world: World, aldermoor: Aldermoor) -> None:
    ravi = aldermoor.member()
    world.open_mailbox()
    world.run_jobs()
    before = len(world.mailbox())

    answer = aldermoor.browser.post(f"/organisation/users/{ravi.id}/send-link", follow=True)
    world.run_jobs()

    assert "is on its way to Ravi Das" in answer.text
    letter = world.mailbox()[0]
    assert len(world.mailbox()) == before + 1
    assert ravi.email in letter.to


def test_an_account_of_others_is_let_in_by_the_team_only_and_stays_as_it_is(world: World, aldermoor: Aldermoor) -> None:
    candidate = world.person(Role.CANDIDATE, name="Zoe Ward", email="zoe@mail.example")
    given = {"name": "Zoe", "email": "Zoe@mail.example"}

    refused = aldermoor.browser.post("/organisation/users/new", given)
    twice = aldermoor.browser.post("/organisation/users/new", {"name": "Grace", "email": GRACE})
    added = aldermoor.team.post(f"{aldermoor.page}/users/new", given)

    assert refused.status_code == 422
    assert "Somebody has an account with this e-mail address already" in words(refused.text)
    assert "Zoe Ward" not in refused.text
    assert "belongs to the organisation already" in words(twice.text)
    assert added.status_code == 302
    row = person(world, candidate.email)
    assert (row.id, row.name, len(row.memberships)) == (candidate.id, "Zoe Ward", 2)
    assert world.client(candidate).get("/account").status_code == 200
    form = aldermoor.browser.get(f"/organisation/users/{candidate.id}")
    assert 'name="name"' not in form.text
    aldermoor.browser.post(f"/organisation/users/{candidate.id}", {"name": "Renamed", "photos": "y"})
    assert person(world, candidate.email).name == "Zoe Ward"
    assert roles(world, candidate.email, aldermoor.at) == {Role.MEMBER, Role.PHOTO_VIEWER}


def test_people_of_another_organisation_are_not_found(world: World, aldermoor: Aldermoor) -> None:
    elsewhere = world.person(Role.MEMBER)
    path = f"/organisation/users/{elsewhere.id}"

    for address in (path, f"{path}/delete", f"/organisation/users/{uuid4()}"):
        assert aldermoor.browser.get(address).status_code == 404
    assert aldermoor.browser.post(f"{path}/send-link").status_code == 404
    assert elsewhere.email not in aldermoor.browser.search("/organisation/users", "person").text


# The Primary User


@pytest.mark.feature("R32")
def test_nobody_changes_the_primary_user_but_the_recognition_team(world: World, aldermoor: Aldermoor) -> None:
    ravi = aldermoor.member()
    path = f"{aldermoor.page}/primary-user"
    given = {"to": str(ravi.id), "former": "stays"}

    refused = [
        world.client_as(role).post(path, given).status_code for role in (Role.ADMINISTRATOR, Role.RESULTS_OFFICER)
    ]
    refused += [aldermoor.browser.post(path, given).status_code, world.client(ravi).post(path, given).status_code]
    own = f"/organisation/users/{aldermoor.grace.id}"
    by_themselves = [aldermoor.browser.post(f"{own}{way}").status_code for way in ("/delete", "/send-link")]
    still = primary_users(world, aldermoor.at)
    changed = aldermoor.team.post(path, given, follow=True)

    assert refused == [403] * 4
    assert by_themselves == [409, 409]
    assert still == [GRACE]
    assert "has a new Primary User" in changed.text
    assert primary_users(world, aldermoor.at) == [ravi.email]
    assert roles(world, GRACE, aldermoor.at) == {Role.MEMBER, Role.PHOTO_VIEWER}
    assert aldermoor.browser.get("/organisation/edit").status_code == 403
    assert world.client(ravi).get("/organisation/edit").status_code == 200


@pytest.mark.feature("R32")
def test_a_new_primary_user_is_told_and_the_former_one_leaves(world: World, aldermoor: Aldermoor) -> None:
    world.open_mailbox()
    path = f"{aldermoor.page}/primary-user"
    given = {"to": "", "name": "Hal Ito", "email": "hal@aldermoor.example", "former": "leaves"}

    without = aldermoor.team.post(path, given | {"name": "", "email": ""})
    aldermoor.team.post(path, given)
    world.run_jobs()

    assert without.status_code == 422
    assert {f'id="{name}-error"' in without.text for name in ("name", "email")} == {True}
    assert primary_users(world, aldermoor.at) == ["hal@aldermoor.example"]
    assert not person(world, GRACE).active
    told = [one.to for one in world.mailbox()]
    assert any("hal@aldermoor.example" in to for to in told)
    assert "primary_user_changed" in world.trail()
    hal = someone(world, "hal@aldermoor.example", at=aldermoor.at)
    assert world.client(hal).get("/organisation/edit").status_code == 200


@pytest.mark.feature("R32")
def test_there_is_one_primary_user_also_when_two_of_the_team_choose_at_once(world: World, aldermoor: Aldermoor) -> None:
    ravi, ada = aldermoor.member(), aldermoor.member("ada@aldermoor.example")
    change, delete = world.container.change_primary_user(), world.container.delete_user()
    begin, refused = threading.Barrier(4), []

    def at_once(act: object, command: object) -> None:
        begin.wait()
        try:
            act(command)  # type: ignore[operator]  # One of two use cases with its own command.
        except (ConflictError, NotFoundError) as error:
            refused.append(error.code)

    def choose(to: object) -> ChangePrimaryUserCommand:
        return ChangePrimaryUserCommand(
            actor=aldermoor.officer.actor,
            organisation_id=aldermoor.at,
            to=to,  # type: ignore[arg-type]  # Somebody's id, or a newcomer.
            former_stays=True,
        )

    newcomer = NewcomerDetails(name="Hal Ito", email="hal@aldermoor.example")
    threads = [threading.Thread(target=at_once, args=(change, choose(to))) for to in (ravi.id, ada.id, newcomer)]
    threads.append(
        threading.Thread(target=at_once, args=(delete, UserCommand(actor=aldermoor.grace.actor, person_id=ravi.id)))
    )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(primary_users(world, aldermoor.at)) == 1
    # Ravi was deleted before he was to be chosen, or chosen before he was to be deleted.
    assert set(refused) <= {"person", "is_primary_user"}


@pytest.mark.feature("R32")
def test_an_administrator_has_no_hand_in_it(world: World, aldermoor: Aldermoor) -> None:
    boss = world.client_as(Role.ADMINISTRATOR)
    people = world.container.access_reader().people(EVERYTHING, PageRequest(), search=GRACE).items
    number = world.organisation(aldermoor.at).number
    new = {"kind": "recognising_organisation", "name": "Mine", "number": "RO-9", "time_zone": "Europe/London"}
    somebody = {"name": "Spy", "email": "spy@x.example", "time_zone": "Europe/London", "roles": ["primary_user"]}
    path = f"/admin/people/{people[0].id}"

    assert boss.post("/admin/organisations/new", new).status_code == 422
    assert boss.post(f"/admin/organisations/{aldermoor.at}/people/new", somebody).status_code == 409
    assert boss.post(f"{path}/roles/{aldermoor.at}", {"roles": ["member"]}).status_code == 409
    assert boss.post(f"/admin/organisations/{aldermoor.at}", {"name": "X", "time_zone": "UTC"}).status_code == 409
    joined = boss.post(f"{path}/roles", {"number": number})
    assert joined.status_code == 422
    assert "choose their own people" in words(joined.text)
    assert f"{path}/roles/{aldermoor.at}" not in boss.get(path).text
    assert f"/admin/organisations/{aldermoor.at}" not in boss.get("/admin/organisations").text
    assert primary_users(world, aldermoor.at) == [GRACE]


# Recognised Exams and Tests


@pytest.fixture
def exams(world: World) -> None:
    """Two that can be verified, two that can only be recognised, and one that is no longer offered."""
    more = [
        Exam(code=code, name=name, level="", papers=(), has_speaking=False, in_use=code != "OLD")
        for code, name in ((LINGUASKILL, "Linguaskill"), (CELTA, "CELTA"), (ExamCode("OLD"), "Old test"))
    ]
    with world.container.open_unit()() as unit:
        for exam in (*EXAMS, *more):
            unit.exams.put(exam)
        unit.commit()


def recognised(world: World, at: OrganisationId) -> set[ExamCode]:
    return {code for code, _, _ in world.container.recognition_reader().listed_organisation(at).recognised}


@pytest.mark.feature("R34", "R35")
@pytest.mark.usefixtures("exams")
def test_the_primary_user_ticks_exams_of_all_kinds_and_may_untick_them(world: World, aldermoor: Aldermoor) -> None:
    path = "/organisation/exams"

    offered = words(aldermoor.browser.get(path).text)
    first = aldermoor.browser.post(path, {"verifiable": [FIRST, STARTERS], "recognised_only": [LINGUASKILL]})
    ticked = recognised(world, aldermoor.at)
    page = aldermoor.browser.get(path).text
    aldermoor.browser.post(path, {"recognised_only": [CELTA]})

    assert offered.index("B2 First") < offered.index("cannot currently be verified") < offered.index("Linguaskill")
    assert "Old test" not in offered
    assert first.status_code == 302
    assert ticked == {FIRST, STARTERS, LINGUASKILL}
    assert page.count("checked") == 3
    assert recognised(world, aldermoor.at) == {CELTA}
    assert "exams_recognised" in world.trail()


@pytest.mark.feature("R34")
@pytest.mark.usefixtures("exams")
def test_members_see_the_list_and_tick_nothing(world: World, aldermoor: Aldermoor) -> None:
    aldermoor.browser.post("/organisation/exams", {"verifiable": [FIRST], "recognised_only": [LINGUASKILL]})
    ravi = world.client(aldermoor.member())

    page = ravi.get("/organisation/exams").text
    refused = ravi.post("/organisation/exams", {"verifiable": [STARTERS]})

    assert "checkbox" not in page
    shown = words(page)
    assert "B2 First Verified on this service" in shown
    assert "Linguaskill Cannot be verified on this service" in shown
    assert refused.status_code == 403
    assert recognised(world, aldermoor.at) == {FIRST, LINGUASKILL}


@pytest.mark.feature("R34")
@pytest.mark.usefixtures("exams")
@pytest.mark.parametrize("made_up", [{"verifiable": ["NIX"]}, {"verifiable": [LINGUASKILL]}, {"verifiable": ["OLD"]}])
def test_an_exam_that_is_not_offered_is_not_ticked(
    world: World, aldermoor: Aldermoor, made_up: dict[str, object]
) -> None:
    assert aldermoor.browser.post("/organisation/exams", made_up).status_code == 422
    assert recognised(world, aldermoor.at) == set()


@pytest.mark.usefixtures("exams")
def test_one_that_is_no_longer_offered_stays_while_it_is_ticked(world: World, aldermoor: Aldermoor) -> None:
    with world.container.open_unit()() as unit:
        unit.recognising_organisations.get(aldermoor.at, for_update=True).recognise({ExamCode("OLD"), FIRST})
        unit.commit()

    page = aldermoor.browser.get("/organisation/exams").text
    aldermoor.browser.post("/organisation/exams", {"recognised_only": ["OLD"]})

    assert "Old test" in page
    assert recognised(world, aldermoor.at) == {ExamCode("OLD")}
