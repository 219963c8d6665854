from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

import pytest

from core.notifications.account_wording import password_words
from core.notifications.booking_wording import BookingNews, booking_words
from core.notifications.message import Addressee
from core.notifications.model import MessageKind, letter_key, message_key
from core.notifications.ports import LinkToSetPassword
from core.notifications.views import BookingStep
from core.proctoring.log_codes import CATALOGUE, Code, Move
from core.proctoring.model.test import ProctoredTestId
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import TimeWindow, utc
from tests.fakes.notifications import desk

READER = Addressee(name="Łucja Żółć", email="l@example.org", time_zone="America/New_York")
STEP = BookingStep(
    test_id=ProctoredTestId(UUID(int=2)),
    organisation_id=OrganisationId(UUID(int=3)),
    centre="Lernhaus {title}",
    title="B2 {centre}",
    window=TimeWindow(start=utc(2026, 12, 8, 14), end=utc(2026, 12, 8, 17)),
    requested_by="",
    code=Code.REJECTED_CAPACITY,
    parameters={"Test title": "B2", "vendor_says": "Only two proctors are left."},
)


def words(kind: MessageKind, step: BookingStep) -> tuple[str, str]:
    news = BookingNews.from_facts(BookingNews.of(step).as_facts())
    return booking_words(kind, news, READER, desk())


def test_the_password_mail_says_what_to_do_until_when_in_the_readers_zone() -> None:
    link = LinkToSetPassword(url="https://exams.example.org/set-password/secret", expires_at=utc(2026, 12, 4, 3, 5))

    subject, text = password_words(PersonId(UUID(int=1)), READER, desk(password_link_for=lambda _: link))

    assert subject == "Set your password for Examhall"
    assert "Hello Łucja Żółć,\n" in text
    assert "https://exams.example.org/set-password/secret\n" in text
    assert "until 3 Dec 2026, 22:05 (America/New_York)" in text


def test_a_rejection_tells_cause_whose_move_next_step_and_when_to_try_again() -> None:
    subject, text = words(MessageKind.BOOKING_REJECTED, STEP)

    line = CATALOGUE[Code.REJECTED_CAPACITY]
    assert subject == "Proctor booking rejected: B2 {centre}"
    for told in (line.cause, line.next_step, line.retry, "the planner of the test centre"):
        assert told in text
    assert "The vendor says: Only two proctors are left." in text
    assert "Test centre: Lernhaus {title}" in text
    assert "8 Dec 2026, 09:00 to 12:00 (America/New_York)" in text
    assert "https://exams.example.org/tests/" in text


def test_a_test_over_midnight_names_both_days_and_one_without_a_time_names_none() -> None:
    late = replace(STEP, window=TimeWindow(start=utc(2026, 12, 9, 3), end=utc(2026, 12, 9, 7)))

    _, over_midnight = words(MessageKind.BOOKING_CONFIRMED, late)
    _, without_time = words(MessageKind.BOOKING_CONFIRMED, replace(STEP, window=None))

    assert "8 Dec 2026, 22:00 to 9 Dec 2026, 02:00 (America/New_York)" in over_midnight
    assert "Time of the test" not in without_time


def test_a_confirmation_by_hand_does_not_claim_that_the_vendor_confirmed() -> None:
    told = replace(STEP, code=Code.CONFIRMED_BY_HAND, parameters={"reason": "Told by telephone."})

    _, text = words(MessageKind.BOOKING_CONFIRMED, told)

    assert "The service desk has confirmed them." in text
    assert "The reason given: Told by telephone." in text


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [
        (MessageKind.BOOKING_REJECTED, Code.CANCELLED_BY_VENDOR, "the vendor has cancelled the booking"),
        (MessageKind.BOOKING_REJECTED, Code.EXPIRED, "did not confirm proctors for this test before its time came"),
        (MessageKind.BOOKING_CONFIRMED, Code.CANCELLATION_REFUSED, "the vendor did not take the booking back"),
    ],
)
def test_what_was_neither_rejected_nor_confirmed_is_told_as_what_it_is(
    kind: MessageKind, code: Code, said: str
) -> None:
    subject, text = words(kind, replace(STEP, code=code, parameters={}))

    assert said in text
    assert CATALOGUE[code].next_step in text
    assert "rejected" not in subject + text
    assert "confirmed them" not in text


REJECTIONS = [code for code, line in CATALOGUE.items() if line.is_rejection]
FOR_THE_DESK = [code for code, line in CATALOGUE.items() if line.move is Move.DESK]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        *((MessageKind.BOOKING_REJECTED, code) for code in REJECTIONS),
        *((MessageKind.BOOKING_NEEDS_ATTENTION, code) for code in FOR_THE_DESK),
        *((MessageKind.BOOKING_CONFIRMED, code) for code in (Code.CONFIRMED, Code.CONFIRMED_EXISTING)),
    ],
)
def test_every_message_that_can_come_says_what_happened_and_what_to_do(kind: MessageKind, code: Code) -> None:
    _, text = words(kind, replace(STEP, code=code))

    assert re.search(r"^What happened: [A-Z].+\.$", text, re.MULTILINE)
    assert re.search(r"^What to do next: [A-Z].+\.$", text, re.MULTILINE)
    assert "\n\n\n" not in text


def test_a_message_is_the_same_for_the_same_promise_in_any_order_and_no_other() -> None:
    promise = {"kind": "set_password", "person": "1", "asked_at": "noon"}

    assert message_key(promise) == message_key(dict(reversed(promise.items())))
    assert message_key(promise) != message_key({**promise, "asked_at": "later"})
    assert letter_key("m", "ab", "c") != letter_key("m", "a", "bc")
