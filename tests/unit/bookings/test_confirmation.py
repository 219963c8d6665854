"""What a confirmation of entry says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.bookings.confirmation import LINK_KEPT
from core.bookings.model import EntryStatus, PaymentStatus
from core.notifications.confirmation_wording import confirmation_words
from core.notifications.message import Addressee, Outdated
from core.notifications.ports import LinkedConfirmation
from core.sessions.model import SpeakingDates
from core.shared.money import Money
from tests.fakes.confirmations import confirmation
from tests.fakes.notifications import desk


def test_papers_stand_in_the_sessions_own_time() -> None:
    assert confirmation().papers() == [
        ("Reading and Use of English", "8 Mar 2027", "11:00 to 12:15"),
        ("Writing", "8 Mar 2027", "13:00 to 14:20"),
        ("Speaking test", "5 Mar 2027 to 9 Mar 2027", "The centre tells you day and time"),
    ]


@pytest.mark.parametrize("speaking", [None, SpeakingDates(first=date(2027, 3, 9), last=date(2027, 3, 9))])
def test_speaking_is_named_only_where_there_is_one_and_by_its_day(speaking: SpeakingDates | None) -> None:
    shown = confirmation()
    shown = replace(shown, session=replace(shown.session, plan=replace(shown.session.plan, speaking=speaking)))

    told = shown.papers()[2:]

    assert told == ([("Speaking test", "9 Mar 2027", "The centre tells you the time")] if speaking else [])


def test_who_registered_directly_pays_the_centre_by_the_deadline() -> None:
    facts = dict(confirmation().facts())

    assert "Pay 168.00 EUR to Northgate College before 10 Feb 2027, 17:00 (Europe/Athens)" in facts["How to pay"]
    assert "Entered by" not in facts


def test_who_was_entered_asks_the_preparation_centre() -> None:
    facts = dict(confirmation(entrant="Lingua House").facts())

    assert facts["Entered by"] == "Lingua House"
    assert "Lingua House settles the fee" in facts["How to pay"]


def test_who_has_paid_or_is_withdrawn_is_asked_for_nothing() -> None:
    shown = confirmation()
    account = replace(shown.entry.account, paid=Money(amount=16800, currency="EUR"))
    paid = replace(shown, entry=replace(shown.entry, account=account, payment=PaymentStatus.PAID))

    told = [dict(one.facts())["How to pay"] for one in (paid, confirmation(status=EntryStatus.WITHDRAWN))]

    assert told == ["Nothing is open."] * 2


def test_the_link_works_until_some_time_after_the_results() -> None:
    shown = confirmation()
    end = shown.session.plan.deadlines.results + LINK_KEPT

    assert [shown.is_over(now=end - timedelta(seconds=1)), shown.is_over(now=end)] == [False, True]


def test_the_mail_has_number_papers_fee_what_to_bring_and_the_link() -> None:
    linked = LinkedConfirmation(confirmation=confirmation(), url="https://exams.example.org/confirmation/s")
    to = Addressee(name="李", email="li@example.org", time_zone="UTC")

    words = confirmation_words(linked.confirmation.entry.entry_id, to, desk(confirmation_for=lambda _: linked))

    assert not isinstance(words, Outdated)
    subject, text = words
    assert subject == "You are entered: B2 First, 8 Mar 2027"
    parts = [
        "Hello 李,",
        "K7QF2-M9XRT",
        "Writing: 8 Mar 2027, 13:00 to 14:20",
        "168.00 EUR (unpaid)",
        "identity document",
    ]
    assert [part for part in parts if part not in text] == []
    assert "https://exams.example.org/confirmation/s\n" in text
    assert "exams@northgate.example" in text
