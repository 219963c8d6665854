"""Messages about help requests: who gets them, and what they tell."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.access.model import Actor, Organisation, OrganisationKind
from core.access.permissions import Role
from core.bookings.model import HelpRequest, Message, RequestId
from core.notifications.letters import LetterWriter
from core.notifications.model import MessageKind, Recipient, optional_kinds
from core.notifications.ports import DELIVER
from core.notifications.usecases.deliver import Deliver
from core.notifications.usecases.notify import NOTIFY, Notify
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Job
from tests.contract.notifications_storage import CENTRE, ORGANISATIONS, PEOPLE, person
from tests.fakes.notifications import (
    NOON,
    FakeChannel,
    FakeChannels,
    FixedClock,
    MemoryStorage,
    desk,
)

PREPARATION = OrganisationId(UUID(int=4))
REQUEST = RequestId(UUID(int=41))
KEEPER, TEACHER, OTHER_TEACHER = (PersonId(UUID(int=number)) for number in (51, 52, 53))
SECRET = "Ana García needs a ramp"


class House:
    """One request between a preparation centre and a test centre, and the two handlers."""

    def __init__(self) -> None:
        self.storage = MemoryStorage()
        stored = self.storage.stored
        people = (
            *PEOPLE,
            person(KEEPER, CENTRE, Role.CENTRE_MANAGER),
            person(TEACHER, PREPARATION, Role.PREPARATION_USER),
            person(OTHER_TEACHER, PREPARATION, Role.PREPARATION_USER),
        )
        preparation = Organisation(
            id=PREPARATION,
            kind=OrganisationKind.PREPARATION_CENTRE,
            name="Lingua House",
            number="P1",
            time_zone="Europe/Rome",
        )
        stored.people = {one.id: one for one in people}
        stored.organisations = {one.id: one for one in (*ORGANISATIONS, preparation)}
        stored.bookings.requests[REQUEST] = HelpRequest(
            id=REQUEST,
            centre_id=CENTRE,
            entrant_id=PREPARATION,
            session_id=None,
            subject=SECRET,
            messages=[Message(at=NOON, by=f"person:{TEACHER}", text=SECRET)],
        )
        self.channel = FakeChannel(self.storage)
        channels = FakeChannels(email=self.channel)
        self._notify = Notify(open_unit=self.storage.open_unit, channels=channels, clock=FixedClock())
        self._deliver = Deliver(
            open_unit=self.storage.open_unit,
            channels=channels,
            letters=LetterWriter(desk=desk()),
            clock=FixedClock(),
        )

    def tell(self, kind: str, to: OrganisationId, *, request: RequestId = REQUEST, entry: int = 1) -> None:
        payload = {"kind": kind, "request": str(request), "organisation": str(to), "entry": str(entry)}
        self._notify([Job(kind=NOTIFY, payload=payload, attempt=1)])

    def deliver(self) -> None:
        self._deliver([job for job in self.storage.stored.jobs.values() if job.kind == DELIVER])

    @property
    def told(self) -> set[Recipient]:
        return {one.to for one in self.storage.stored.deliveries.values()}


@pytest.fixture
def house() -> House:
    return House()


def test_a_question_is_told_to_whoever_may_answer_at_the_test_centre(house: House) -> None:
    house.tell("help_asked", CENTRE)

    assert house.told == {KEEPER}


def test_an_answer_is_told_to_whoever_may_ask_at_the_preparation_centre(house: House) -> None:
    house.tell("help_answered", PREPARATION)

    assert house.told == {TEACHER, OTHER_TEACHER}


def test_who_does_without_these_messages_gets_none(house: House) -> None:
    house.storage.stored.chosen[TEACHER, MessageKind.HELP_ANSWERED] = False

    house.tell("help_answered", PREPARATION)

    assert house.told == {OTHER_TEACHER}


def test_each_message_of_a_request_is_told_and_each_once(house: House) -> None:
    for entry in (1, 1, 3):
        house.tell("help_asked", CENTRE, entry=entry)

    assert len(house.storage.stored.deliveries) == 2


@pytest.mark.parametrize(
    ("kind", "to", "subject"),
    [
        ("help_asked", CENTRE, "Lingua House asks for help"),
        ("help_answered", PREPARATION, "Centre has answered"),
    ],
)
def test_the_mail_leads_to_the_request_and_tells_nothing_of_what_was_written(
    house: House, kind: str, to: OrganisationId, subject: str
) -> None:
    house.tell(kind, to)
    house.deliver()

    letter = next(iter(house.channel.letters.values()))
    assert letter.subject == subject
    assert f"https://exams.example.org/help/{REQUEST}" in letter.text
    assert "https://exams.example.org/choices" in letter.text
    carried = [value for job in house.storage.stored.jobs.values() for value in job.payload.values()]
    assert not any("Ana" in text for text in (letter.subject, letter.text, *carried))


def test_a_request_that_is_not_there_fails(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.tell("help_asked", CENTRE, request=RequestId(UUID(int=99)))


@pytest.mark.parametrize(
    ("kind", "role", "chosen"),
    [
        (OrganisationKind.TEST_CENTRE, Role.CENTRE_MANAGER, MessageKind.HELP_ASKED),
        (OrganisationKind.PREPARATION_CENTRE, Role.PREPARATION_USER, MessageKind.HELP_ANSWERED),
    ],
)
def test_each_side_chooses_whether_to_get_its_own_kind(kind: OrganisationKind, role: Role, chosen: MessageKind) -> None:
    actor = Actor(person_id=KEEPER, organisation_id=CENTRE, organisation_kind=kind, roles=frozenset({role}))

    about_help = set(optional_kinds(actor)) & {MessageKind.HELP_ASKED, MessageKind.HELP_ANSWERED}

    assert about_help == {chosen}
