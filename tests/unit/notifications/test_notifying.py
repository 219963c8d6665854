"""From a promise to deliveries, and from a delivery to a letter."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.bookings.model import Candidate, CandidateId, Entry, EntryId
from core.notifications.letters import LetterWriter
from core.notifications.model import DeliveryState, MessageKind, Outsider, OutsiderKind, Recipient
from core.notifications.ports import (
    DELIVER,
    ChannelUnavailable,
    Letter,
    LetterRefused,
    LinkedConfirmation,
    LinkToSetPassword,
)
from core.notifications.usecases.deliver import Deliver
from core.notifications.usecases.forget import ForgetDeliveries
from core.notifications.usecases.notify import NOTIFY, Notify
from core.notifications.views import BookingStep
from core.proctoring.log_codes import Code
from core.proctoring.model.log import ProctorBookingId
from core.proctoring.model.test import ProctoredTestId
from core.shared.errors import NotFoundError, UnavailableError
from core.shared.ids import PersonId
from core.shared.jobs import Job
from core.shared.time import TimeWindow, utc
from tests.contract.notifications_storage import (
    ADMIN,
    CENTRE,
    DESK,
    ORGANISATIONS,
    PEOPLE,
    PLANNER,
    SCHEDULER,
    person,
)
from tests.fakes.confirmations import SESSION, confirmation
from tests.fakes.notifications import NOON, FakeChannel, FakeChannels, FixedClock, MemoryStorage, desk

BOOKING = ProctorBookingId(UUID(int=31))
STEP = BookingStep(
    test_id=ProctoredTestId(UUID(int=32)),
    organisation_id=CENTRE,
    centre="Centre",
    title="B2 First, morning",
    window=TimeWindow(start=utc(2026, 12, 8, 9), end=utc(2026, 12, 8, 12)),
    requested_by=f"person:{SCHEDULER}",
    code=Code.CONFIRMED,
    parameters={"Test title": "B2 First, morning"},
)


class House:
    """The two handlers with what they stand on, and a clockwork that runs one round of jobs."""

    def __init__(self) -> None:
        self.storage = MemoryStorage()
        self.storage.stored.people = {one.id: deepcopy(one) for one in PEOPLE}
        self.storage.stored.organisations = {one.id: one for one in ORGANISATIONS}
        self.channel = FakeChannel(self.storage)
        self.channels = FakeChannels(email=self.channel)
        self.links = 0
        self.withdrawn: set[EntryId] = set()
        self.notify = Notify(open_unit=self.storage.open_unit, channels=self.channels, clock=FixedClock())
        self.deliver = Deliver(
            open_unit=self.storage.open_unit,
            channels=self.channels,
            letters=LetterWriter(desk=desk(password_link_for=self._mint, confirmation_for=self._confirm)),
            clock=FixedClock(),
        )

    def _mint(self, person_id: PersonId) -> LinkToSetPassword:
        assert self.storage.open_units == 0
        self.links += 1
        url = f"https://exams.example.org/set-password/{person_id.int}-{self.links}"
        return LinkToSetPassword(url=url, expires_at=NOON + timedelta(days=3))

    def _confirm(self, entry_id: EntryId) -> LinkedConfirmation | None:
        assert self.storage.open_units == 0
        if entry_id in self.withdrawn:
            return None
        self.links += 1
        url = f"https://exams.example.org/confirmation/{self.links}"
        return LinkedConfirmation(confirmation=confirmation(), url=url)

    def tell(self, kind: MessageKind, step: BookingStep, *, entry: int = 4) -> None:
        self.storage.stored.steps[BOOKING, entry] = step
        payload = {"kind": kind.value, "booking": str(BOOKING), "code": step.code.value, "entry": str(entry)}
        self.notify([Job(kind=NOTIFY, payload=payload, attempt=1)])

    def ask_password(self, person_id: PersonId, *, asked_at: str = "noon") -> None:
        payload = {"kind": "set_password", "person": str(person_id), "asked_at": asked_at}
        self.notify([Job(kind=NOTIFY, payload=payload, attempt=1)])

    @property
    def jobs(self) -> list[Job]:
        return list(self.storage.stored.jobs.values())

    @property
    def letters(self) -> list[Letter]:
        return list(self.channel.letters.values())

    @property
    def told(self) -> set[Recipient]:
        return {one.to for one in self.storage.stored.deliveries.values()}

    @property
    def states(self) -> list[DeliveryState]:
        return [one.state for one in self.storage.stored.deliveries.values()]


@pytest.fixture
def house() -> House:
    return House()


# Who is told


def test_a_confirmation_goes_to_whoever_activated_the_test(house: House) -> None:
    house.tell(MessageKind.BOOKING_CONFIRMED, STEP)

    assert house.told == {SCHEDULER}


def test_when_that_person_has_left_all_who_may_activate_there_are_told(house: House) -> None:
    house.storage.stored.people[PLANNER].memberships[CENTRE] = PEOPLE[4].memberships[CENTRE]

    house.tell(MessageKind.BOOKING_CONFIRMED, replace(STEP, requested_by="person:somebody"))

    assert house.told == {PLANNER, SCHEDULER}


def test_the_whole_service_desk_is_told_what_needs_attention(house: House) -> None:
    house.tell(MessageKind.BOOKING_NEEDS_ATTENTION, replace(STEP, code=Code.REJECTED_EXHAUSTED))

    assert house.told == {DESK}


def test_refused_credentials_are_told_to_the_administrators_as_well(house: House) -> None:
    house.tell(MessageKind.BOOKING_REJECTED, replace(STEP, code=Code.REJECTED_SEND_CREDENTIALS))

    assert house.told == {ADMIN, SCHEDULER}


def test_who_does_without_a_kind_is_not_told(house: House) -> None:
    house.storage.stored.chosen[SCHEDULER, MessageKind.BOOKING_CONFIRMED] = False

    house.tell(MessageKind.BOOKING_CONFIRMED, STEP)
    house.tell(MessageKind.BOOKING_REJECTED, replace(STEP, code=Code.REJECTED_CAPACITY), entry=5)

    assert [one.kind for one in house.storage.stored.deliveries.values()] == [MessageKind.BOOKING_REJECTED]


def test_a_set_password_mail_is_sent_whatever_is_switched_off(house: House) -> None:
    house.storage.stored.chosen[PLANNER, MessageKind.SET_PASSWORD] = False

    house.ask_password(PLANNER)

    assert house.told == {PLANNER}


# Through which channel


def test_each_person_and_channel_is_one_job_of_its_own(house: House) -> None:
    house.channels.channels["inbox"] = FakeChannel(house.storage)

    house.tell(MessageKind.BOOKING_REJECTED, replace(STEP, code=Code.REJECTED_SEND_CREDENTIALS))

    assert [job.kind for job in house.jobs] == [DELIVER] * 4
    assert len({job.payload["delivery"] for job in house.jobs}) == 4


def test_a_promise_run_twice_delivers_once_and_another_event_delivers_again(house: House) -> None:
    house.ask_password(PLANNER, asked_at="noon")
    house.ask_password(PLANNER, asked_at="noon")
    house.ask_password(PLANNER, asked_at="later")

    assert len(house.jobs) == 2


def test_without_any_channel_a_password_mail_waits_and_booking_messages_are_let_go(house: House) -> None:
    house.channels.channels.clear()

    house.tell(MessageKind.BOOKING_CONFIRMED, STEP)
    with pytest.raises(UnavailableError):
        house.ask_password(PLANNER)

    assert (house.jobs, house.told) == ([], set())


def test_a_step_that_is_not_there_fails_where_it_is_seen(house: House) -> None:
    payload = {"kind": "booking_confirmed", "booking": str(BOOKING), "entry": "9"}

    with pytest.raises(NotFoundError):
        house.notify([Job(kind=NOTIFY, payload=payload, attempt=1)])


# Delivering


def test_a_letter_is_delivered_and_its_outcome_kept(house: House) -> None:
    house.tell(MessageKind.BOOKING_CONFIRMED, STEP)

    house.deliver(house.jobs)

    (letter,) = house.letters
    assert (letter.to_address, letter.subject) == ("p15@example.org", "Proctors confirmed: B2 First, morning")
    assert house.states == [DeliveryState.DELIVERED]


def test_what_is_delivered_is_not_delivered_again(house: House) -> None:
    house.ask_password(PLANNER)
    house.deliver(house.jobs)

    house.deliver(house.jobs)

    assert (len(house.letters), house.links) == (1, 1)


def test_an_unavailable_channel_is_tried_again_and_the_others_of_the_batch_go_out(house: House) -> None:
    house.ask_password(PLANNER)
    house.ask_password(SCHEDULER)
    house.channel.raises = [ChannelUnavailable("The mail server answered 451.")]

    with pytest.raises(ChannelUnavailable):
        house.deliver(house.jobs)
    first = [(one.state, one.attempts, one.problem) for one in house.storage.stored.deliveries.values()]
    house.deliver(house.jobs)

    assert first == [
        (DeliveryState.WAITING, 1, "The mail server answered 451."),
        (DeliveryState.DELIVERED, 1, ""),
    ]
    assert house.states == [DeliveryState.DELIVERED] * 2
    assert [letter.to_address for letter in house.letters] == ["p15@example.org", "p14@example.org"]


def test_a_refused_letter_is_kept_as_refused_and_never_tried_again(house: House) -> None:
    house.ask_password(PLANNER)
    house.channel.raises = [LetterRefused("The mail server answered 550.")]

    house.deliver(house.jobs)
    house.deliver(house.jobs)

    (delivery,) = house.storage.stored.deliveries.values()
    assert (delivery.state, delivery.problem) == (DeliveryState.REFUSED, "The mail server answered 550.")
    assert house.letters == []


@pytest.mark.parametrize("change", ["person leaves", "channel goes"])
def test_a_letter_that_nobody_should_get_any_more_is_let_go(house: House, change: str) -> None:
    house.ask_password(PLANNER)
    if change == "person leaves":
        house.storage.stored.people[PLANNER].deactivate()
    else:
        house.channels.channels.clear()

    house.deliver(house.jobs)

    assert (house.states, house.links, house.letters) == ([DeliveryState.REFUSED], 0, [])


def test_each_try_of_a_password_mail_mints_a_link_and_is_a_letter_of_its_own(house: House) -> None:
    house.ask_password(PLANNER)
    before = dict(house.storage.stored.deliveries)
    house.deliver(house.jobs)
    house.storage.stored.deliveries = before  # As after a crash between the delivery and its note.

    house.deliver(house.jobs)

    assert [("14-1" in one.text, "14-2" in one.text) for one in house.letters] == [(True, False), (False, True)]


def test_the_same_message_told_again_after_a_crash_is_the_same_letter(house: House) -> None:
    house.tell(MessageKind.BOOKING_CONFIRMED, STEP)
    before = dict(house.storage.stored.deliveries)
    house.deliver(house.jobs)
    house.storage.stored.deliveries = before

    house.deliver(house.jobs)

    assert len(house.letters) == 1


def test_two_people_told_the_same_get_letters_of_their_own(house: House) -> None:
    twin = replace(person(PersonId(UUID(int=18)), CENTRE, next(iter(PEOPLE[4].memberships[CENTRE]))), name="Person 15")
    house.storage.stored.people[twin.id] = twin

    house.tell(MessageKind.BOOKING_CONFIRMED, replace(STEP, requested_by=""))
    house.deliver(house.jobs)

    assert {letter.to_address for letter in house.letters} == {"p15@example.org", "p18@example.org"}


def test_who_was_told_is_forgotten_after_ninety_days(house: House) -> None:
    house.ask_password(PLANNER)
    house.deliver(house.jobs)
    (delivery,) = house.storage.stored.deliveries.values()
    forget = ForgetDeliveries(open_unit=house.storage.open_unit, clock=FixedClock())
    counts = []

    for age in (timedelta(days=90), timedelta(days=90, microseconds=1)):
        house.storage.stored.deliveries[delivery.id] = replace(delivery, at=NOON - age)
        forget([])
        counts.append(len(house.storage.stored.deliveries))

    assert counts == [1, 0]


# Candidates


ENTRY = EntryId(UUID(int=7))


def confirm(house: House) -> None:
    stored, details = house.storage.stored.bookings, confirmation().entry.details
    candidate = Candidate(id=CandidateId(UUID(int=8)), owner_id=CENTRE, number="K7QF2-M9XRT", details=details)
    entry = Entry(
        id=ENTRY,
        session_id=SESSION,
        centre_id=CENTRE,
        entrant_id=CENTRE,
        candidate_id=candidate.id,
        entered_at=NOON,
        late=False,
    )
    stored.candidates[candidate.id], stored.entries[ENTRY] = candidate, entry
    payload = {"kind": "entry_confirmed", "candidate_entry": str(ENTRY)}
    house.notify([Job(kind=NOTIFY, payload=payload, attempt=1)])


def test_a_candidate_is_written_to_at_the_address_of_the_entry(house: House) -> None:
    confirm(house)
    confirm(house)

    house.deliver(house.jobs)

    (letter,) = house.letters
    assert (letter.to_name, letter.to_address) == ("Maya Lindqvist", "maya@example.org")
    assert "https://exams.example.org/confirmation/1" in letter.text
    (delivery,) = house.storage.stored.deliveries.values()
    assert (delivery.to, delivery.state) == (Outsider(kind=OutsiderKind.ENTRY, id=ENTRY), DeliveryState.DELIVERED)


def test_whose_entry_is_withdrawn_meanwhile_gets_no_letter(house: House) -> None:
    confirm(house)
    house.withdrawn.add(ENTRY)

    house.deliver(house.jobs)

    assert (house.letters, house.states) == ([], [DeliveryState.REFUSED])


def test_a_confirmation_whose_outcome_is_unknown_is_sent_again_with_another_link(house: House) -> None:
    confirm(house)
    house.channel.raises = [ChannelUnavailable("No answer.")]

    with pytest.raises(ChannelUnavailable):
        house.deliver(house.jobs)
    house.deliver(house.jobs)

    assert ["/confirmation/2" in letter.text for letter in house.letters] == [True]
