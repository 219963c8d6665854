"""The letters of the third door, each as it arrives: from what people do to the mail that others read."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from core.access.permissions import Role
from core.notifications.views import ReceivedLetter
from core.results.model import Result, ResultId
from core.results.reference import written_reference
from core.shared.errors import ExamhallError
from core.shared.ids import OrganisationId
from core.verification.model.registration import Applicant, InstitutionKind, OrganisationDetails, RegistrationId
from core.verification.model.searching import Criteria
from core.verification.model.sharing import InvitationId
from core.verification.usecases.approving import ApproveRegistrationCommand, RefuseRegistrationCommand
from core.verification.usecases.inviting import InviteOrganisationCommand
from core.verification.usecases.looking_up import WRONG_PER_PERSON, LookUpResultCommand
from core.verification.usecases.registering import RegisterOrganisationCommand
from core.verification.usecases.staffing import AddUserCommand
from core.verification.usecases.succeeding import ChangePrimaryUserCommand
from tests.e2e.finding import Office, found_words
from tests.e2e.graduated import LI, Graduated
from tests.e2e.letters import keep_letters, letters
from tests.e2e.world import Someone, World

BRIGHTWATER = OrganisationDetails(
    name="Brightwater Ltd", kind=InstitutionKind.EMPLOYER, city="Lagos", country="NG", email="hello@brightwater.example"
)
GRACE = Applicant(name="Grace Holt", email="grace@brightwater.example", time_zone="Africa/Lagos")


class Post:
    """What people do in the third door, and the letters that come of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        keep_letters(world)
        self.officer = world.person(Role.RECOGNITION_OFFICER, name="Oscar Officer", email="oscar@meridian.example")

    def register(self, *, invitation: InvitationId | None = None) -> RegistrationId:
        command = RegisterOrganisationCommand(
            details=BRIGHTWATER,
            applicant=GRACE,
            purpose="We check what applicants tell us.",
            origin="127.0.0.1",
            invitation=invitation,
        )
        made: RegistrationId = self.world.container.register_organisation()(command)
        return made

    def approve(self, registration: RegistrationId) -> OrganisationId:
        command = ApproveRegistrationCommand(actor=self.officer.actor, registration_id=registration)
        made: OrganisationId = self.world.container.approve_registration()(command)
        return made

    def to(self, address: str) -> list[ReceivedLetter]:
        """The newest first."""
        return [one for one in letters(self.world) if address in one.to]

    def latest(self, address: str) -> ReceivedLetter:
        return self.to(address)[0]


def paths(letter: ReceivedLetter) -> list[str]:
    """Where its links lead on this house."""
    links = [urlsplit(link) for link in re.findall(r"http://127\.0\.0\.1:8000\S*", letter.text)]
    return [link.path + (f"?{link.query}" if link.query else "") for link in links]


def opens(post: Post, letter: ReceivedLetter, person: Someone | None = None) -> list[int]:
    """What each of its links answers to who got it."""
    return [post.world.client(person).get(path).status_code for path in paths(letter)]


@pytest.fixture
def post(world: World) -> Post:
    return Post(world)


# Registering


@pytest.mark.feature("R02")
def test_a_registration_is_acknowledged_and_the_team_is_warned_before_the_answer_is_late(post: Post) -> None:
    registration = post.register()
    acknowledged = post.latest(GRACE.email)
    for _ in range(3):
        post.world.clock.advance(hours=16)
        post.world.container.watch_registrations()([])

    (warning,) = post.to(post.officer.email)

    assert acknowledged.subject == "We have your registration of Brightwater Ltd"
    assert "before 4 Dec 2026, 01:00 (Africa/Lagos)" in acknowledged.text
    assert warning.subject == "Nearly late: the registration of Brightwater Ltd"
    assert f"/registrations/{registration}" in paths(warning)
    assert opens(post, warning, post.officer) == [200, 200]


@pytest.mark.feature("R03")
def test_an_approval_brings_a_link_that_sets_a_password_once(post: Post) -> None:
    post.approve(post.register())

    welcome = post.latest(GRACE.email)

    assert welcome.subject == "Brightwater Ltd is approved: welcome to Examhall"
    link, log_in = paths(welcome)
    browser = post.world.client()
    assert browser.post(link, {"password": "three green umbrellas"}).status_code == 302
    assert browser.get(link).status_code != 200
    assert log_in == "/log-in"
    assert post.world.client().log_in(GRACE.email, "three green umbrellas").status_code == 302


@pytest.mark.feature("R03")
def test_a_link_that_was_never_followed_runs_out(post: Post) -> None:
    post.approve(post.register())
    link = paths(post.latest(GRACE.email))[0]

    post.world.clock.advance(days=30)

    assert post.world.client().post(link, {"password": "three green umbrellas"}).status_code != 302


@pytest.mark.feature("R03")
def test_a_refusal_brings_the_reason(post: Post) -> None:
    registration = post.register()
    reason = "Your website does not open. <b>Please check.</b>"
    post.world.container.refuse_registration()(
        RefuseRegistrationCommand(actor=post.officer.actor, registration_id=registration, reason=reason)
    )

    refusal = post.latest(GRACE.email)

    assert refusal.subject == "Your registration of Brightwater Ltd is refused"
    assert f"The reason given: {reason}" in refusal.text
    assert opens(post, refusal) == [200]


# Users


def add(post: Post, to: OrganisationId, *, by: Someone, team: bool = False) -> ReceivedLetter:
    command = AddUserCommand(
        actor=by.actor,
        name="Ruby Reader",
        email="ruby@aldermoor.example",
        may_see_photos=False,
        organisation_id=to if team else None,
    )
    post.world.container.add_user()(command)
    return post.latest(command.email)


@pytest.mark.feature("R31")
def test_a_new_user_gets_a_mail_that_says_how_to_log_in(post: Post) -> None:
    aldermoor = post.world.recognising_organisation("Aldermoor University")

    letter = add(post, aldermoor, by=post.world.person(Role.PRIMARY_USER, at=aldermoor))

    assert letter.subject == "You can now find results for Aldermoor University"
    link, log_in = paths(letter)
    post.world.client().post(link, {"password": "three green umbrellas"})
    assert log_in == "/log-in"
    assert post.world.client().log_in("ruby@aldermoor.example", "three green umbrellas").status_code == 302


@pytest.mark.feature("R31")
def test_a_new_user_who_has_an_account_keeps_the_password(post: Post) -> None:
    aldermoor = post.world.recognising_organisation("Aldermoor University")
    ruby = post.world.person(Role.PLANNER, name="Ruby Reader", email="ruby@aldermoor.example")

    letter = add(post, aldermoor, by=post.officer, team=True)

    assert "the password that you have already" in letter.text
    assert paths(letter) == ["/log-in"]
    assert post.world.client(ruby).get("/account").status_code == 200


@pytest.mark.feature("R32")
def test_the_new_and_the_former_primary_user_hear_of_the_change(post: Post) -> None:
    world = post.world
    aldermoor = world.recognising_organisation("Aldermoor University")
    former = world.person(Role.PRIMARY_USER, at=aldermoor, email="former@aldermoor.example")
    new = world.person(Role.MEMBER, at=aldermoor, name="Ruby Reader", email="new@aldermoor.example")

    world.container.change_primary_user()(
        ChangePrimaryUserCommand(actor=post.officer.actor, organisation_id=aldermoor, to=new.id, former_stays=True)
    )

    assert post.latest(new.email).subject == "You are now the Primary User of Aldermoor University"
    assert "Ruby Reader" in post.latest(former.email).text
    assert "You can still find results for it." in post.latest(former.email).text
    assert opens(post, post.latest(new.email), new) == [200]


# Shares


@pytest.mark.feature("R37")
def test_who_switches_it_on_under_email_notifications_hears_of_each_share(post: Post) -> None:
    graduated = Graduated(world=post.world)
    reader = post.world.person(Role.MEMBER, at=graduated.aldermoor, email="reader@aldermoor.example")
    browser = post.world.client(reader)
    graduated.share(result=graduated.give_result(LI, name="Li Wei"), by=graduated.candidate("Li Wei", LI))
    before = post.to(reader.email)

    menu = browser.get("/account").text
    page = browser.get("/account/notifications").text
    browser.post("/account/notifications", {"share_received": "y", "result_changed": "y"})
    graduated.share()

    assert before == []
    assert re.search(r'<a class="menu-item" href="/account/notifications">.*?Email notifications', menu, re.DOTALL)
    assert "<title>Email notifications" in page
    assert checked(page) == ["result_changed"]
    assert checked(browser.get("/account/notifications").text) == ["share_received", "result_changed"]
    (letter,) = post.to(reader.email)
    assert letter.subject == "A candidate has shared a result with Aldermoor University"
    assert "B2 First, 7 Nov 2026" in letter.text
    assert "Maya" not in letter.text
    assert opens(post, letter, reader) == [200, 200]


def checked(page: str) -> list[str]:
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    return [re.findall(r'name="(\w+)"', box)[0] for box in boxes if "checked" in box]


@pytest.mark.feature("R37")
def test_a_share_taken_back_before_its_mail_went_out_is_not_told(post: Post) -> None:
    office = Office(world=post.world)
    reader = post.world.person(Role.MEMBER, at=office.aldermoor, email="reader@aldermoor.example")
    post.world.client(reader).post("/account/notifications", {"share_received": "y"})
    share = office.share(office.result())
    office.withdraw(share)

    assert post.to(reader.email) == []


# Results that change


@pytest.mark.feature("X10")
def test_who_relied_on_a_result_is_told_when_it_changes_and_nobody_else(post: Post) -> None:
    office = Office(world=post.world)
    world = post.world
    looking = world.person(Role.MEMBER, email="looking@nordhavn.example", at=office.stranger.organisation_id)
    primary = world.person(Role.PRIMARY_USER, at=office.aldermoor, email="primary@aldermoor.example")
    outside = world.person(Role.PRIMARY_USER, email="primary@elsewhere.example")
    result = office.shared()
    look_up(post, looking, result)

    office.change(result, "withhold", reason="An inquiry into the centre")
    withheld = [post.latest(one.email) for one in (primary, looking)]
    office.change(result, "revoke", reason="Proven impersonation")
    revoked = post.latest(primary.email)

    assert {one.subject for one in withheld} == {"A result is withheld: B2 First, 10 Oct 2026"}
    assert revoked.subject == "A result is revoked: B2 First, 10 Oct 2026"
    assert post.to(outside.email) == []
    for letter in (*withheld, revoked):
        assert written_reference(result.reference) in letter.text
        assert found_words(letter.text, "Maya", "Lindqvist", "184", "179", "inquiry", "impersonation") == []
    assert opens(post, withheld[0], primary) == [200, 200]
    assert opens(post, withheld[1], looking) == [200, 200, 200]


# Look-ups


def look_up(post: Post, by: Someone, result: Result) -> None:
    post.world.container.look_up_result()(
        LookUpResultCommand(
            actor=by.actor,
            reference=result.reference,
            criteria=Criteria(reference=result.reference),
            origin="127.0.0.1",
        )
    )


def stored(post: Post, result_id: ResultId) -> Result:
    with post.world.container.open_unit()() as unit:
        found: Result = unit.results.get(result_id)
    return found


@pytest.mark.feature("R16")
def test_a_candidate_is_told_of_a_look_up_by_their_account_or_at_the_address_of_the_result(post: Post) -> None:
    graduated = Graduated(world=post.world)
    reader = post.world.person(Role.MEMBER, at=graduated.aldermoor)
    without_account = stored(post, graduated.give_result(LI, name="Li Wei"))

    look_up(post, reader, stored(post, graduated.result))
    look_up(post, reader, without_account)

    owner, holder = post.latest(graduated.maya.email), post.latest("wei@example.org")
    assert owner.subject == holder.subject == "Aldermoor University has looked up your result"
    assert "1 Dec 2026, 09:00 (Europe/London)" in owner.text
    assert opens(post, owner, graduated.maya) == [200]
    assert paths(holder) == ["/candidates/join"]
    assert opens(post, holder) == [200]
    administrator = post.world.client_as(Role.ADMINISTRATOR).get("/admin/messages").text
    assert f"Candidate {LI}" in administrator
    assert "wei@example.org" not in administrator


@pytest.mark.feature("R16")
def test_guessing_reference_numbers_alarms_the_recognition_team(post: Post) -> None:
    office = Office(world=post.world)
    unreleased = office.result(released=False)
    for _ in range(WRONG_PER_PERSON):
        with pytest.raises(ExamhallError):
            look_up(post, office.reader, unreleased)

    (alarm,) = post.to(post.officer.email)

    assert alarm.subject == "Reference numbers are being guessed at Aldermoor University"
    assert "Ada Reader" in alarm.text
    assert opens(post, alarm, post.officer) == [200, 200]


# Invitations


@pytest.mark.feature("X03")
def test_an_invited_organisation_registers_by_its_link_and_the_candidate_hears_when_it_is_listed(post: Post) -> None:
    graduated = Graduated(world=post.world)
    command = InviteOrganisationCommand(
        actor=graduated.maya.actor, name=BRIGHTWATER.name, email="hello@brightwater.example"
    )
    post.world.container.invite_organisation()(command)
    invitation = post.latest("hello@brightwater.example")

    (link,) = paths(invitation)
    post.approve(post.register(invitation=InvitationId(UUID(link.partition("=")[2]))))
    listed = post.latest(graduated.maya.email)

    assert "Maya Lindqvist wants to share results" in invitation.text
    assert graduated.maya.email not in invitation.text
    assert opens(post, invitation) == [200]
    assert listed.subject == "Brightwater Ltd is listed now"
    assert opens(post, listed, graduated.maya) == [200, 200]
