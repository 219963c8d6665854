"""An organisation proposes to be called otherwise; candidates see it when the recognition team has approved it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core.access.permissions import Role
from core.shared.errors import ConflictError
from core.shared.time import utc
from core.verification.model.proposing import ProposalId
from core.verification.usecases.answering import ApproveProposalCommand
from core.verification.usecases.proposing import ProposeIdentityCommand, WithdrawProposalCommand
from tests.e2e.applying import add_user, approved, register, world_on
from tests.e2e.hall import words
from tests.e2e.letters import keep_letters, letters
from tests.e2e.world import Someone, World

GRACE = "grace@aldermoor.example"
GIVEN = {
    "name": "University of Aldermoor",
    "kind": "university",
    "city": "Alder",
    "country": "GB",
    "website": "www.aldermoor.example",
    "why": "We were given the charter of a university.",
}


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
        self.officer = world.person(Role.RECOGNITION_OFFICER, email="oscar@meridian.example")
        self.team = world.client(self.officer)

    def propose(self, **changed: str) -> str:
        """The path of its page for the recognition team."""
        answer = self.browser.post("/organisation/propose", GIVEN | changed)
        assert answer.location == "/organisation", answer.text
        return f"/registrations/changes/{self.latest}"

    @property
    def latest(self) -> ProposalId:
        found = self.world.container.recognition_reader().latest_proposal(self.at)
        assert found is not None
        return found.row.id

    @property
    def withdrawal(self) -> str:
        return f"/organisation/proposal/{self.latest}/withdraw"

    @property
    def public(self) -> str:
        return words(self.world.client().get(f"/recognised-by/{self.at}").text)

    @property
    def own(self) -> str:
        return words(self.browser.get("/organisation").text)


@pytest.fixture
def aldermoor(world: World) -> Aldermoor:
    return Aldermoor(world)


def letters_to(world: World, address: str) -> str:
    """All of them: those of one moment are in no order."""
    return "\n".join(f"{one.subject}\n{one.text}" for one in letters(world) if address in one.to)


@pytest.mark.feature("R33", "R36")
def test_a_proposed_name_is_shown_to_nobody_before_it_is_approved(world: World, aldermoor: Aldermoor) -> None:
    keep_letters(world)
    page = aldermoor.propose()

    before, waits = aldermoor.public, aldermoor.own
    asked = letters_to(world, aldermoor.officer.email)
    shown = words(aldermoor.team.get(page).text)
    sure = words(aldermoor.team.get(f"{page}/approve").text)
    answer = aldermoor.team.post(f"{page}/approve", follow=True)

    assert "Aldermoor University" in before
    assert "University of Aldermoor" not in before
    assert "A change waits for the awarding body Proposed 1 Dec 2026" in waits
    assert "Name Aldermoor University University of Aldermoor" in waits
    assert "Aldermoor University proposes a change of its details" in asked
    assert page in asked
    for part in (shown, sure):
        assert "Name Aldermoor University University of Aldermoor City Aldermoor Alder" in part
    assert GIVEN["why"] in shown
    assert "The change is approved." in answer.text
    assert "University of Aldermoor" in aldermoor.public
    assert "Alder, United Kingdom" in aldermoor.public
    assert world.organisation(aldermoor.at).name == "University of Aldermoor"
    assert "The change you proposed is approved: University of Aldermoor" in letters_to(world, GRACE)
    assert "A change waits" not in aldermoor.own
    assert {"identity_proposed", "proposal_approved"} <= set(world.trail())


@pytest.mark.feature("R33")
def test_a_website_is_proposed_and_approved_too(world: World, aldermoor: Aldermoor) -> None:
    page = aldermoor.propose(name="Aldermoor University", city="Aldermoor", website="alder.example")

    before, shown = aldermoor.public, words(aldermoor.team.get(page).text)
    queue = words(aldermoor.team.get("/registrations").text)
    aldermoor.team.post(f"{page}/approve")

    assert "https://www.aldermoor.example" in before
    assert "Website https://www.aldermoor.example https://alder.example" in shown
    assert "Change of website" in queue
    assert "https://alder.example" in aldermoor.public
    assert "https://www.aldermoor.example" not in aldermoor.public


@pytest.mark.feature("R04", "R36")
def test_it_is_found_by_its_former_name_until_the_new_one_is_approved(world: World, aldermoor: Aldermoor) -> None:
    page = aldermoor.propose(name="Oxbridge College")
    entry = f"/recognised-by/{aldermoor.at}"

    found = [entry in world.client().get(f"/recognised-by?q={name}").text for name in ("oxbridge", "aldermoor")]
    aldermoor.team.post(f"{page}/approve")
    found += [entry in world.client().get(f"/recognised-by?q={name}").text for name in ("oxbridge", "aldermoor")]

    assert found == [False, True, True, False]


@pytest.mark.feature("R33")
def test_a_refusal_tells_its_reason_and_leaves_everything_as_it_was(world: World, aldermoor: Aldermoor) -> None:
    keep_letters(world)
    page = aldermoor.propose(name="Oxbridge University")

    without = aldermoor.team.post(f"{page}/refuse", {"reason": " "})
    answer = aldermoor.team.post(f"{page}/refuse", {"reason": "<Oxbridge> is another one."}, follow=True)

    assert without.status_code == 422
    assert 'id="reason-error"' in without.text
    assert "The change is refused." in answer.text
    assert "The reason given: <Oxbridge> is another one." in letters_to(world, GRACE)
    assert "The change you proposed is refused" in aldermoor.own
    assert "&lt;Oxbridge&gt; is another one." in aldermoor.own
    assert "Oxbridge" not in aldermoor.public
    kept = words(aldermoor.team.get("/registrations?state=refused").text)
    assert "Aldermoor University Change of name and city" in kept
    assert "proposal_refused" in world.trail()
    aldermoor.propose(name="Aldermoor and Oxbridge")


@pytest.mark.feature("R33")
def test_the_primary_user_withdraws_what_waits_before_they_propose_another(world: World, aldermoor: Aldermoor) -> None:
    page = aldermoor.propose()
    path = aldermoor.withdrawal

    second = aldermoor.browser.post("/organisation/propose", GIVEN | {"name": "Another"})
    offered = "/organisation/propose" in aldermoor.browser.get("/organisation").text
    sure = words(aldermoor.browser.get(path).text)
    answer = aldermoor.browser.post(path, follow=True)

    assert second.status_code == 422
    assert "Withdraw it before you propose another" in words(second.text)
    assert 'value="Another"' in second.text
    assert not offered
    assert "Name Aldermoor University University of Aldermoor" in sure
    assert "Withdrawn. The details stay as they are." in answer.text
    assert "Everything is answered" in aldermoor.team.get("/registrations").text
    assert "There is nothing to answer." in aldermoor.team.get(page).text
    for way, given in (("approve", {}), ("refuse", {"reason": "No."})):
        late = aldermoor.team.post(f"{page}/{way}", given)
        assert late.status_code == 422
        assert "in the meantime" in words(late.text)
    assert aldermoor.browser.post(path).status_code == 422
    assert "proposal_withdrawn" in world.trail()
    aldermoor.propose(name="Another")


@pytest.mark.feature("R33")
def test_nobody_but_the_primary_user_proposes_and_withdraws(world: World, aldermoor: Aldermoor) -> None:
    aldermoor.propose()
    ravi = world.client(add_user(world, aldermoor.browser, "ravi@aldermoor.example", at=aldermoor.at))
    elsewhere = world.client_as(Role.PRIMARY_USER)
    path = aldermoor.withdrawal

    seen = ravi.get("/organisation").text

    assert "A change waits for the awarding body" in seen
    assert path not in seen
    for browser in (ravi, aldermoor.team, world.client_as(Role.ADMINISTRATOR)):
        for address in ("/organisation/propose", path):
            assert (browser.get(address).status_code, browser.post(address, GIVEN).status_code) == (403, 403)
    for address in (path, f"/organisation/proposal/{uuid4()}/withdraw"):
        assert (elsewhere.get(address).status_code, elsewhere.post(address).status_code) == (404, 404)
    assert "A change waits for the awarding body" in aldermoor.own


@pytest.mark.feature("R33")
def test_nobody_but_the_team_sees_and_answers_a_proposal(world: World, aldermoor: Aldermoor) -> None:
    page = aldermoor.propose()

    others = [world.client_as(role) for role in (Role.ADMINISTRATOR, Role.RESULTS_OFFICER, Role.CANDIDATE)]
    for browser in (aldermoor.browser, *others):
        assert browser.get(page).status_code == 403
        for way in ("approve", "refuse"):
            assert browser.post(f"{page}/{way}", {"reason": "No."}).status_code == 403
    assert world.client().get(page).status_code == 302
    assert aldermoor.team.get(f"/registrations/changes/{uuid4()}").status_code == 404
    assert "Aldermoor University" in aldermoor.public


@pytest.mark.feature("R33")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "See www.prizes.example"}, "name"),
        ({"city": "  "}, "city"),
        ({"country": "GBR"}, "country"),
        ({"kind": ""}, "kind"),
        ({"website": "ftp://alder.example"}, "website"),
        ({"website": "https://grace@alder.example/"}, "website"),
        ({"why": ""}, "why"),
        ({"why": "x" * 2001}, "why"),
        ({"name": "Aldermoor University", "city": "Aldermoor"}, "name"),
    ],
)
def test_a_proposal_that_is_not_right_is_told_at_its_field(
    aldermoor: Aldermoor, changed: dict[str, str], field: str
) -> None:
    answer = aldermoor.browser.post("/organisation/propose", GIVEN | changed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert aldermoor.world.container.recognition_reader().latest_proposal(aldermoor.at) is None


@pytest.mark.feature("R02")
def test_proposals_stand_among_the_registrations_and_are_warned_of_alike(world: World, aldermoor: Aldermoor) -> None:
    keep_letters(world)
    register(world, name="First College", applicant_email="f@first.example")
    world.clock.advance(days=1)
    # Nobody stays logged in for so long.
    aldermoor.browser = world.client(aldermoor.grace)
    page = aldermoor.propose()
    world.clock.advance(days=1)
    register(world, name="Last College", applicant_email="l@last.example")
    queue = words(world.client(aldermoor.officer).get("/registrations").text)

    world.clock.set(utc(2026, 12, 4))
    for _ in range(2):
        world.container.watch_registrations()([])
    told = [one.subject for one in letters(world) if aldermoor.officer.email in one.to]
    world.clock.set(utc(2026, 12, 5, 3))
    late = words(world.client(aldermoor.officer).get(page).text)

    assert queue.index("First College Registration") < queue.index("Aldermoor University Change of name and city")
    assert queue.index("Change of name and city") < queue.index("Last College Registration")
    assert "the end of 4 Dec 2026" in queue
    assert told.count("Nearly late: the change that Aldermoor University proposes") == 1
    assert "Late by 3 hours" in late
    assert "This is late" in late


def test_a_namesake_is_shown_before_approving_and_the_organisation_leads_there(
    world: World, aldermoor: Aldermoor
) -> None:
    world.recognising_organisation("Oxbridge University")
    page = aldermoor.propose(name="Oxbridge College")

    shown = words(aldermoor.team.get(page).text)
    organisation = aldermoor.team.get(f"/recognising-organisations/{aldermoor.at}").text

    assert "Would it be mistaken for another?" in shown
    assert "Oxbridge University" in shown
    assert page in organisation


def at_once(*acts: tuple[Any, object]) -> list[str]:
    """What was refused of use cases, each with its command. Any: each takes a command of its own."""
    begin, refused = threading.Barrier(len(acts)), []

    def do(act: Any, command: object) -> None:
        begin.wait()
        try:
            act(command)
        except ConflictError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=do, args=each) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.feature("R33")
def test_of_three_proposed_at_once_one_waits(world: World, aldermoor: Aldermoor) -> None:
    was = world.container.recognition_reader().listed_organisation(aldermoor.at).details.identity
    commands = [
        ProposeIdentityCommand(actor=aldermoor.grace.actor, identity=replace(was, city=city), why="We move.")
        for city in ("Oxford", "Cambridge", "Durham")
    ]

    refused = at_once(*((world.container.propose_identity(), command) for command in commands))

    assert refused == ["proposal_waits"] * 2
    assert world.trail().count("identity_proposed") == 1


@pytest.mark.feature("R33")
def test_approved_and_withdrawn_at_once_one_of_both_holds(world: World, aldermoor: Aldermoor) -> None:
    aldermoor.propose()
    grace, officer = aldermoor.grace.actor, aldermoor.officer.actor
    approve = (world.container.approve_proposal(), ApproveProposalCommand(actor=officer, proposal_id=aldermoor.latest))
    withdraw = (world.container.withdraw_proposal(), WithdrawProposalCommand(actor=grace, proposal_id=aldermoor.latest))

    refused = at_once(approve, withdraw)

    assert refused == ["proposal_is_decided"]
    is_renamed = "University of Aldermoor" in aldermoor.public
    assert is_renamed is ("proposal_approved" in world.trail())


@pytest.mark.feature("R32", "R33")
def test_a_new_primary_user_finds_what_the_former_one_proposed_and_hears_the_answer(
    world: World, aldermoor: Aldermoor
) -> None:
    keep_letters(world)
    page = aldermoor.propose()
    ravi: Someone = add_user(world, aldermoor.browser, "ravi@aldermoor.example", at=aldermoor.at)
    path = f"/recognising-organisations/{aldermoor.at}/primary-user"
    aldermoor.team.post(path, {"to": str(ravi.id), "former": "stays"})

    waits = world.client(ravi).get(aldermoor.withdrawal)
    aldermoor.team.post(f"{page}/approve")

    assert waits.status_code == 200
    assert "is approved: University of Aldermoor" in letters_to(world, ravi.email)
    assert "is approved: University of Aldermoor" not in letters_to(world, GRACE)
