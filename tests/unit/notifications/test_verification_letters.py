"""Letters about registrations, users, shares, results and invitations: who gets them, and what they tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from core.access.model import Organisation, OrganisationKind, Person
from core.access.permissions import Role
from core.catalogue.marking import Outcome
from core.catalogue.model import ExamCode
from core.notifications.letters import LetterWriter
from core.notifications.model import Delivery, DeliveryState, MessageKind, Outsider, OutsiderKind
from core.notifications.ports import DELIVER, Letter, LinkToSetPassword, NotificationsUnit
from core.notifications.usecases.deliver import Deliver
from core.notifications.usecases.notify import NOTIFY, Notify
from core.results.model import Holder, Marks, Result, ResultId, ResultStatus, Sitting, SortId
from core.results.reference import ReferenceNumber
from core.shared.errors import NotFoundError, UnavailableError
from core.shared.ids import OrganisationId, PersonId
from core.verification.model.proposing import Proposal, ProposalId
from core.verification.model.registration import (
    Applicant,
    Identity,
    InstitutionKind,
    OrganisationDetails,
    Registration,
    RegistrationId,
)
from core.verification.model.sharing import ALL_FIELDS, Invitation, InvitationId, Share, ShareId
from core.verification.promises import (
    promise_acknowledgement,
    promise_alarm,
    promise_change_news,
    promise_freeing_news,
    promise_invitation,
    promise_invited_news,
    promise_look_up_news,
    promise_primary_user_news,
    promise_proposal_answer,
    promise_proposal_news,
    promise_proposal_warning,
    promise_refusal,
    promise_share_news,
    promise_warning,
    promise_welcome,
)
from tests.contract.notifications_storage import BODY, CENTRE, person
from tests.fakes.notifications import NOON, FakeChannel, FakeChannels, FixedClock, MemoryStorage, desk

ALDERMOOR = OrganisationId(UUID(int=5))
OFFICER, GRACE, RUBY, ZOE = (PersonId(UUID(int=number)) for number in range(61, 65))
REGISTRATION, RESULT, SHARE, INVITATION, PROPOSAL = (
    RegistrationId(UUID(int=71)),
    ResultId(UUID(int=72)),
    ShareId(UUID(int=73)),
    InvitationId(UUID(int=74)),
    ProposalId(UUID(int=75)),
)
NUMBER = "K7QF2-M9XRT"
LATER = NOON + timedelta(days=1)

SECRETS = ("Zoë", "Łęska", "zoe@example.org", NUMBER, "2009", "171", "168", "B2-secret")
"""What no message about a result may tell, and no job or delivery hold."""


def a_result() -> Result:
    return Result(
        id=RESULT,
        sid=SortId(1),
        reference=ReferenceNumber("7K4M92QXB3TD"),
        holder=Holder(
            number=NUMBER,
            given_name="Zoë",
            family_name="Łęska",
            date_of_birth=date(2009, 4, 23),
            email="zoe@example.org",
        ),
        sitting=Sitting(exam=ExamCode("B2F"), taken_on=date(2026, 10, 3), centre_id=CENTRE, place="Kraków"),
        marks=Marks(scores=(("Reading", 171),), outcome=Outcome(overall=168, grade="C", cefr="B2-secret")),
        status=ResultStatus.FINAL,
        release_at=NOON,
        released_at=NOON,
    )


class House:
    """A recognition team, an organisation with its Primary User and a member, and a candidate."""

    def __init__(self) -> None:
        self.storage = MemoryStorage()
        stored = self.storage.stored
        stored.organisations = {
            BODY: Organisation(
                id=BODY,
                kind=OrganisationKind.AWARDING_BODY,
                name="Meridian Awards",
                number="AB1",
                time_zone="Europe/London",
                email="recognition@meridian.example",
            ),
            ALDERMOOR: Organisation(
                id=ALDERMOOR,
                kind=OrganisationKind.RECOGNISING_ORGANISATION,
                name="Aldermoor University",
                number="RO-00001",
                time_zone="Europe/London",
            ),
        }
        people = [
            replace(person(OFFICER, BODY, Role.RECOGNITION_OFFICER), name="Oscar Officer"),
            replace(person(GRACE, ALDERMOOR, Role.PRIMARY_USER), name="Grace Holt", password_hash="x"),
            replace(person(RUBY, ALDERMOOR, Role.MEMBER), name="Ruby Reader", password_hash="x"),
            replace(person(ZOE, OrganisationId(UUID(int=6)), Role.CANDIDATE), name="Zoë Łęska"),
        ]
        stored.people = {one.id: one for one in people}
        stored.registrations = {
            REGISTRATION: Registration(
                id=REGISTRATION,
                details=OrganisationDetails(
                    name="Aldermoor University", kind=InstitutionKind.UNIVERSITY, city="Aldermoor", country="GB"
                ),
                applicant=Applicant(name="Grace Holt", email="grace@aldermoor.example", time_zone="America/New_York"),
                purpose="Admissions.",
                received_at=NOON,
                due_at=NOON + timedelta(days=2),
            )
        }
        was = Identity(name="Aldermoor University", kind=InstitutionKind.UNIVERSITY, city="Aldermoor", country="GB")
        stored.proposals = {
            PROPOSAL: Proposal(
                id=PROPOSAL,
                organisation_id=ALDERMOOR,
                former=was,
                identity=replace(was, name="University of Aldermoor"),
                why="We have a charter.",
                received_at=NOON,
                due_at=NOON + timedelta(days=2),
            )
        }
        stored.results = {RESULT: a_result()}
        stored.shares = {
            SHARE: Share(
                id=SHARE,
                result_id=RESULT,
                organisation_id=ALDERMOOR,
                shared_with="Aldermoor University",
                shared_by=ZOE,
                fields=ALL_FIELDS,
                shared_at=NOON - timedelta(days=1),
                expires_at=LATER,
            )
        }
        stored.invitations = {
            INVITATION: Invitation(
                id=INVITATION,
                invited_by=ZOE,
                organisation_name="Brightwater Ltd",
                email="hello@brightwater.example",
                sent_at=NOON,
            )
        }
        self.channel = FakeChannel(self.storage)
        self.channels = FakeChannels(email=self.channel)
        self.links: list[PersonId] = []
        self._notify = Notify(open_unit=self.storage.open_unit, channels=self.channels, clock=FixedClock())
        self._deliver = Deliver(
            open_unit=self.storage.open_unit,
            channels=self.channels,
            letters=LetterWriter(desk=desk(password_link_for=self._mint)),
            clock=FixedClock(),
        )

    def _mint(self, person_id: PersonId) -> LinkToSetPassword:
        self.links.append(person_id)
        return LinkToSetPassword(url="https://exams.example.org/set-password/s", expires_at=LATER)

    @property
    def person(self) -> dict[PersonId, Person]:
        return self.storage.stored.people

    @property
    def result(self) -> Result:
        return self.storage.stored.results[RESULT]

    def choose(self, person_id: PersonId, kind: MessageKind, *, on: bool) -> None:
        self.storage.stored.chosen[person_id, kind] = on

    def promise(self, kind: MessageKind) -> None:
        """As verification promises it."""
        with self.storage.open_unit() as unit:
            PROMISES[kind](unit, self)
            unit.commit()

    def tell(self) -> list[Delivery]:
        self._notify([job for job in self.storage.stored.jobs.values() if job.kind == NOTIFY])
        return list(self.storage.stored.deliveries.values())

    def write(self) -> list[Letter]:
        self._deliver([job for job in self.storage.stored.jobs.values() if job.kind == DELIVER])
        return list(self.channel.letters.values())

    def letters(self, kind: MessageKind) -> list[Letter]:
        self.promise(kind)
        self.tell()
        return self.write()

    @property
    def problems(self) -> list[tuple[DeliveryState, str]]:
        return [(one.state, one.problem) for one in self.storage.stored.deliveries.values()]


PROMISES: dict[MessageKind, Callable[[NotificationsUnit, House], None]] = {
    MessageKind.REGISTRATION_RECEIVED: lambda unit, _: promise_acknowledgement(unit, REGISTRATION, now=NOON),
    MessageKind.REGISTRATION_DUE: lambda unit, _: promise_warning(unit, REGISTRATION, now=NOON),
    MessageKind.REGISTRATION_REFUSED: lambda unit, _: promise_refusal(unit, REGISTRATION, now=NOON),
    MessageKind.PROPOSAL_RECEIVED: lambda unit, _: promise_proposal_news(unit, PROPOSAL, now=NOON),
    MessageKind.PROPOSAL_DUE: lambda unit, _: promise_proposal_warning(unit, PROPOSAL, now=NOON),
    MessageKind.PROPOSAL_ANSWERED: lambda unit, _: promise_proposal_answer(unit, PROPOSAL, now=NOON),
    MessageKind.MEMBER_ADDED: lambda unit, _: promise_welcome(unit, RUBY, ALDERMOOR, now=NOON),
    MessageKind.PRIMARY_USER_CHANGED: lambda unit, _: promise_primary_user_news(
        unit, ALDERMOOR, person=RUBY, former=GRACE, now=NOON
    ),
    MessageKind.SHARE_RECEIVED: lambda unit, _: promise_share_news(unit, SHARE, now=NOON),
    MessageKind.RESULT_CHANGED: lambda unit, house: promise_change_news(
        unit, RESULT, ALDERMOOR, change=len(house.result.history), now=NOON
    ),
    MessageKind.RESULT_LOOKED_UP: lambda unit, _: promise_look_up_news(unit, RESULT, ALDERMOOR, now=NOON),
    MessageKind.CANDIDATE_NUMBER_FREED: lambda unit, _: promise_freeing_news(unit, ZOE, now=NOON),
    MessageKind.GUESSING_ALARM: lambda unit, _: promise_alarm(unit, ALDERMOOR, RUBY, now=NOON),
    MessageKind.INVITATION: lambda unit, _: promise_invitation(unit, INVITATION, now=NOON),
    MessageKind.INVITED_LISTED: lambda unit, _: promise_invited_news(unit, INVITATION, now=NOON),
}
"""How verification promises each kind."""


@pytest.fixture
def house() -> House:
    return House()


# Registrations


def test_an_applicant_hears_when_the_answer_comes_on_their_own_clock(house: House) -> None:
    (letter,) = house.letters(MessageKind.REGISTRATION_RECEIVED)

    assert (letter.to_name, letter.to_address) == ("Grace Holt", "grace@aldermoor.example")
    assert letter.subject == "We have your registration of Aldermoor University"
    assert "within two working days" in letter.text
    assert "before 3 Dec 2026, 07:00 (America/New_York)" in letter.text
    assert "Meridian Awards, recognition@meridian.example" in letter.text


def test_the_recognition_team_is_warned_with_the_page_that_decides(house: House) -> None:
    (letter,) = house.letters(MessageKind.REGISTRATION_DUE)

    assert letter.to_name == "Oscar Officer"
    assert f"https://exams.example.org/registrations/{REGISTRATION}" in letter.text
    assert "late from 3 Dec 2026, 13:00 (Europe/Rome) on" in letter.text
    assert "Grace" not in letter.text


@pytest.mark.parametrize("kind", [MessageKind.REGISTRATION_DUE, MessageKind.REGISTRATION_RECEIVED])
def test_of_a_registration_decided_meanwhile_nobody_is_told_that_it_waits(house: House, kind: MessageKind) -> None:
    house.promise(kind)
    house.tell()
    house.storage.stored.registrations[REGISTRATION].approve(ALDERMOOR, by="person:x", now=NOON)

    assert house.write() == []
    assert house.problems == [(DeliveryState.REFUSED, "The registration is decided.")]


def test_a_refusal_gives_the_reason_and_the_way_to_try_again(house: House) -> None:
    house.storage.stored.registrations[REGISTRATION].refuse("Your website does not open.", by="person:x", now=NOON)

    (letter,) = house.letters(MessageKind.REGISTRATION_REFUSED)

    assert letter.to_address == "grace@aldermoor.example"
    assert "The reason given: Your website does not open." in letter.text
    assert "https://exams.example.org/register-organisation\n" in letter.text
    assert not any("website" in value for job in house.storage.stored.jobs.values() for value in job.payload.values())


# Proposals


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (MessageKind.PROPOSAL_RECEIVED, "Aldermoor University proposes a change of its details"),
        (MessageKind.PROPOSAL_DUE, "Nearly late: the change that Aldermoor University proposes"),
    ],
)
def test_the_team_is_told_of_a_proposal_and_warned_unless_it_does_without(
    house: House, kind: MessageKind, subject: str
) -> None:
    (letter,) = house.letters(kind)
    silent = House()
    silent.choose(OFFICER, kind, on=False)

    assert (letter.to_name, letter.subject) == ("Oscar Officer", subject)
    assert f"https://exams.example.org/registrations/changes/{PROPOSAL}" in letter.text
    assert "late from 3 Dec 2026, 13:00 (Europe/Rome) on" in letter.text
    assert "charter" not in letter.text
    assert silent.letters(kind) == []


def test_the_news_of_a_proposal_says_the_new_name_where_that_changes(house: House) -> None:
    elsewhere = House()
    one = elsewhere.storage.stored.proposals[PROPOSAL]
    one.identity = replace(one.former, city="Alder")

    (renamed,), (moved,) = (each.letters(MessageKind.PROPOSAL_RECEIVED) for each in (house, elsewhere))

    assert "proposes the new name University of Aldermoor." in renamed.text
    assert "proposes a change of its details." in moved.text


@pytest.mark.parametrize("kind", [MessageKind.PROPOSAL_RECEIVED, MessageKind.PROPOSAL_DUE])
def test_of_a_proposal_withdrawn_meanwhile_the_team_hears_nothing(house: House, kind: MessageKind) -> None:
    house.promise(kind)
    house.tell()
    house.storage.stored.proposals[PROPOSAL].withdraw(by="person:x", now=NOON)

    assert house.write() == []
    assert house.problems == [(DeliveryState.REFUSED, "The proposal is decided or withdrawn.")]


def test_the_primary_user_hears_that_the_change_is_approved_or_why_it_is_not(house: House) -> None:
    refused = House()
    house.storage.stored.proposals[PROPOSAL].approve(by="person:x", now=NOON)
    refused.storage.stored.proposals[PROPOSAL].refuse("In no register.", by="person:x", now=NOON)

    (yes,), (no,) = (each.letters(MessageKind.PROPOSAL_ANSWERED) for each in (house, refused))

    assert [one.to_name for one in (yes, no)] == ["Grace Holt", "Grace Holt"]
    assert yes.subject == "The change you proposed is approved: University of Aldermoor"
    assert no.subject == "The change you proposed for Aldermoor University is refused"
    assert "The reason given: In no register." in no.text
    for letter in (yes, no):
        assert "https://exams.example.org/organisation\n" in letter.text
        assert "Meridian Awards, recognition@meridian.example" in letter.text


# Users


def test_a_new_user_without_a_password_gets_a_link_to_set_one(house: House) -> None:
    house.person[RUBY].password_hash = None

    (letter,) = house.letters(MessageKind.MEMBER_ADDED)

    assert letter.subject == "You can now find results for Aldermoor University"
    assert "https://exams.example.org/set-password/s\n" in letter.text
    assert "until 2 Dec 2026, 13:00 (Europe/Rome)" in letter.text
    assert "approved" not in letter.text
    assert house.links == [RUBY]


def test_a_new_user_who_has_a_password_is_told_where_to_log_in_and_keeps_it(house: House) -> None:
    (letter,) = house.letters(MessageKind.MEMBER_ADDED)

    assert "the password that you have already.\nhttps://exams.example.org/log-in" in letter.text
    assert house.links == []


def test_the_primary_users_welcome_says_that_the_organisation_is_approved(house: House) -> None:
    house.person[RUBY].memberships[ALDERMOOR] = frozenset({Role.PRIMARY_USER})

    (letter,) = house.letters(MessageKind.MEMBER_ADDED)

    assert letter.subject == "Aldermoor University is approved: welcome to Examhall"
    assert "Primary User" in letter.text


def test_who_was_taken_off_meanwhile_is_not_welcomed(house: House) -> None:
    house.promise(MessageKind.MEMBER_ADDED)
    house.tell()
    house.person[RUBY].memberships.clear()

    assert house.write() == []
    assert (house.links, house.problems[0][0]) == ([], DeliveryState.REFUSED)


@pytest.mark.parametrize("stays", [True, False])
def test_both_primary_users_hear_of_the_change_each_in_their_own_words(house: House, stays: bool) -> None:
    house.person[GRACE].memberships = {ALDERMOOR: frozenset({Role.MEMBER})} if stays else {}

    new, former = house.letters(MessageKind.PRIMARY_USER_CHANGED)

    assert (new.to_name, former.to_name) == ("Ruby Reader", "Grace Holt")
    assert new.subject == "You are now the Primary User of Aldermoor University"
    assert "https://exams.example.org/organisation\n" in new.text
    assert "Ruby Reader the Primary User of Aldermoor University instead of you" in former.text
    assert ("You can still find results for it." in former.text) is stays
    assert all("Meridian Awards, recognition@meridian.example" in one.text for one in (new, former))


# Shares


def test_a_share_is_told_to_nobody_who_has_not_asked_for_it(house: House) -> None:
    assert house.letters(MessageKind.SHARE_RECEIVED) == []


def test_a_share_is_told_to_who_switched_it_on_and_names_no_candidate(house: House) -> None:
    house.choose(RUBY, MessageKind.SHARE_RECEIVED, on=True)
    house.choose(GRACE, MessageKind.SHARE_RECEIVED, on=False)

    (letter,) = house.letters(MessageKind.SHARE_RECEIVED)

    assert letter.to_name == "Ruby Reader"
    assert "shared a result with Aldermoor University: Exam B2F, 3 Oct 2026." in letter.text
    assert "until 2 Dec 2026, 13:00 (Europe/Rome)" in letter.text
    assert f"https://exams.example.org/find/result/{RESULT}" in letter.text


def test_a_share_that_is_over_meanwhile_is_not_told(house: House) -> None:
    house.choose(RUBY, MessageKind.SHARE_RECEIVED, on=True)
    house.promise(MessageKind.SHARE_RECEIVED)
    house.tell()
    house.storage.stored.shares[SHARE].withdraw(now=NOON)

    assert house.write() == []
    assert house.problems == [(DeliveryState.REFUSED, "The share is over.")]


# Changes of results


def test_a_change_is_told_to_the_primary_user_in_any_case_and_to_members_unless_they_do_without(house: House) -> None:
    house.result.revoke(reason="Proven impersonation", by="person:x", now=NOON)
    for one in (GRACE, RUBY):
        house.choose(one, MessageKind.RESULT_CHANGED, on=False)

    letters = house.letters(MessageKind.RESULT_CHANGED)

    assert [one.to_name for one in letters] == ["Grace Holt"]
    assert "You choose" not in letters[0].text
    assert "impersonation" not in letters[0].text


@pytest.mark.parametrize(
    ("turn", "subject", "told"),
    [
        ("amend", "A result was amended: Exam B2F, 3 Oct 2026", "What you saw before no longer holds."),
        ("withhold", "A result is withheld: Exam B2F, 3 Oct 2026", "Do not rely on it for now."),
        ("restore", "A result is shown again: Exam B2F, 3 Oct 2026", "you can rely on the result as it stands now"),
        ("revoke", "A result is revoked: Exam B2F, 3 Oct 2026", "It is not valid"),
        ("make_final", "A result is final now: Exam B2F, 3 Oct 2026", "From now on it changes only by amendment."),
    ],
)
def test_each_change_is_told_as_what_it_is(house: House, turn: str, subject: str, told: str) -> None:
    result = house.result
    match turn:
        case "amend":
            marks = replace(result.marks, scores=(("Reading", 168),))
            result.amend(holder=result.holder, marks=marks, reason="A slip", by="person:x", now=NOON)
        case "withhold":
            result.withhold(reason="A slip", by="person:x", now=NOON)
        case "restore":
            result.withhold(reason="A slip", by="person:x", now=NOON)
            result.restore(reason="A slip", by="person:x", now=NOON)
        case "make_final":
            result.status = ResultStatus.PROVISIONAL
            result.make_final(by="person:x", now=NOON)
        case "revoke":
            result.revoke(reason="A slip", by="person:x", now=NOON)

    primary, member = house.letters(MessageKind.RESULT_CHANGED)

    assert (primary.subject, member.subject) == (subject, subject)
    assert told in member.text
    assert "Reference number: 7K4M-92QX-B3TD" in member.text
    assert f"https://exams.example.org/find/result/{RESULT}" in member.text
    assert "https://exams.example.org/choices" in member.text


def test_a_letter_tells_the_change_it_was_promised_for_also_when_another_followed(house: House) -> None:
    house.result.withhold(reason="A slip", by="person:x", now=NOON)
    house.promise(MessageKind.RESULT_CHANGED)
    house.result.restore(reason="A slip", by="person:x", now=NOON)

    house.tell()

    assert {one.subject for one in house.write()} == {"A result is withheld: Exam B2F, 3 Oct 2026"}


# Look-ups


def test_a_look_up_is_told_to_who_owns_the_candidate_id_number(house: House) -> None:
    house.storage.stored.candidate_numbers[NUMBER] = ZOE

    (letter,) = house.letters(MessageKind.RESULT_LOOKED_UP)

    assert letter.to_address == "p64@example.org"
    assert letter.subject == "Aldermoor University has looked up your result"
    assert f"https://exams.example.org/my-results/{RESULT}" in letter.text
    assert "1 Dec 2026, 13:00 (Europe/Rome)" in letter.text


@pytest.mark.parametrize("owner", ["nobody", "somebody whose account is closed"])
def test_without_an_account_the_candidate_is_told_at_the_address_of_the_result(house: House, owner: str) -> None:
    if owner != "nobody":
        house.storage.stored.candidate_numbers[NUMBER] = ZOE
        house.person[ZOE].deactivate()

    (letter,) = house.letters(MessageKind.RESULT_LOOKED_UP)

    (delivery,) = house.storage.stored.deliveries.values()
    assert delivery.to == Outsider(kind=OutsiderKind.RESULT, id=RESULT)
    assert (letter.to_name, letter.to_address) == ("Zoë Łęska", "zoe@example.org")
    assert "https://exams.example.org/candidates/join" in letter.text
    assert "1 Dec 2026, 12:00 (Europe/London)" in letter.text


def test_a_candidate_without_any_address_is_not_written_to(house: House) -> None:
    house.result.holder = replace(house.result.holder, email="")

    assert house.letters(MessageKind.RESULT_LOOKED_UP) == []
    assert house.problems == [(DeliveryState.REFUSED, "No e-mail address is known.")]


def test_a_look_up_is_not_told_to_an_account_that_lost_the_number_before_the_letter_was_written(house: House) -> None:
    house.storage.stored.candidate_numbers[NUMBER] = ZOE
    house.promise(MessageKind.RESULT_LOOKED_UP)
    house.tell()
    del house.storage.stored.candidate_numbers[NUMBER]

    assert house.write() == []
    assert house.problems == [(DeliveryState.REFUSED, "The candidate ID number is no longer that account's.")]


def test_an_account_that_lost_a_number_is_told_without_a_word_about_anybody(house: House) -> None:
    (letter,) = house.letters(MessageKind.CANDIDATE_NUMBER_FREED)

    assert (letter.to_name, letter.to_address) == ("", "p64@example.org")
    assert "on 1 Dec 2026, 13:00 (Europe/Rome)" in letter.text
    assert "Meridian Awards, recognition@meridian.example" in letter.text
    assert "https://exams.example.org/candidates/join" in letter.text
    assert not any(secret in letter.subject + letter.text for secret in SECRETS)


def test_an_alarm_tells_the_recognition_team_who_guesses_and_where(house: House) -> None:
    (letter,) = house.letters(MessageKind.GUESSING_ALARM)

    assert letter.to_name == "Oscar Officer"
    assert "Ruby Reader of Aldermoor University" in letter.text
    assert f"https://exams.example.org/recognising-organisations/{ALDERMOOR}" in letter.text


# Invitations


def test_an_invitation_names_the_candidate_and_leads_to_the_form(house: House) -> None:
    (letter,) = house.letters(MessageKind.INVITATION)

    assert (letter.to_name, letter.to_address) == ("Brightwater Ltd", "hello@brightwater.example")
    assert "Zoë Łęska wants to share results of Meridian Awards with Brightwater Ltd" in letter.text
    assert f"https://exams.example.org/register-organisation?invitation={INVITATION}\n" in letter.text
    assert not any(secret in letter.text for secret in ("p64@example.org", NUMBER))


def test_who_invited_hears_that_the_organisation_is_listed_unless_they_do_without(house: House) -> None:
    house.promise(MessageKind.INVITED_LISTED)
    (letter,) = house.letters(MessageKind.INVITED_LISTED)
    silent = House()
    silent.choose(ZOE, MessageKind.INVITED_LISTED, on=False)

    assert letter.to_address == "p64@example.org"
    assert "Brightwater Ltd, which you have invited" in letter.text
    assert "https://exams.example.org/my-results\n" in letter.text
    assert silent.letters(MessageKind.INVITED_LISTED) == []


# All of them


@pytest.mark.parametrize("kind", PROMISES)
def test_jobs_and_deliveries_hold_no_personal_data_and_a_promise_run_twice_is_one_message(
    house: House, kind: MessageKind
) -> None:
    house.result.withhold(reason="A slip", by="person:x", now=NOON)
    house.choose(RUBY, MessageKind.SHARE_RECEIVED, on=True)
    house.promise(kind)

    told = house.tell()
    again = house.tell()

    assert len(told) == len(again) > 0
    payloads = [job.payload for job in house.storage.stored.jobs.values()]
    # The id of a delivery is drawn at random, and any digits may be in it.
    carried = " ".join(value for one in payloads for name, value in one.items() if name != "delivery")
    assert not any(secret in carried for secret in (*SECRETS, "Grace", "Holt", "Ruby", "Brightwater", "@"))


@pytest.mark.parametrize("kind", [MessageKind.SHARE_RECEIVED, MessageKind.RESULT_CHANGED, MessageKind.GUESSING_ALARM])
def test_what_goes_to_an_organisation_or_the_team_tells_nothing_of_the_candidate(
    house: House, kind: MessageKind
) -> None:
    house.result.withhold(reason="A slip", by="person:x", now=NOON)
    house.choose(RUBY, MessageKind.SHARE_RECEIVED, on=True)

    letters = house.letters(kind)

    assert letters
    assert not any(secret in letter.subject + letter.text for letter in letters for secret in SECRETS)


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (MessageKind.REGISTRATION_RECEIVED, True),
        (MessageKind.REGISTRATION_REFUSED, True),
        (MessageKind.MEMBER_ADDED, True),
        (MessageKind.RESULT_LOOKED_UP, True),
        (MessageKind.CANDIDATE_NUMBER_FREED, True),
        (MessageKind.INVITATION, True),
        (MessageKind.REGISTRATION_DUE, False),
        (MessageKind.GUESSING_ALARM, False),
    ],
)
def test_what_no_page_tells_its_recipients_waits_for_a_channel(house: House, kind: MessageKind, waits: bool) -> None:
    house.channels.channels.clear()
    house.promise(kind)

    if waits:
        with pytest.raises(UnavailableError):
            house.tell()
    else:
        assert house.tell() == []


def test_an_invitation_that_is_gone_fails_where_it_is_seen(house: House) -> None:
    house.storage.stored.invitations.clear()
    house.promise(MessageKind.INVITED_LISTED)

    with pytest.raises(NotFoundError):
        house.tell()
