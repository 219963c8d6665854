"""The checks before the deadline: what would cost a place or money later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from core.access.model import Scope
from core.bookings.model import CandidateId, EntryId, PaymentStatus, Rule
from core.bookings.usecases.checking import CheckEntries, CheckEntriesCommand
from core.bookings.views import EntryCheck
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId, new_id
from tests.unit.bookings.house import PREPARATION, TEACHER

SESSION = TestSessionId(new_id())


def entry(name: str, **changes: object) -> EntryCheck:
    plain = EntryCheck(
        session_id=SESSION,
        entry_id=EntryId(new_id()),
        candidate_id=CandidateId(new_id()),
        name=name,
        id_number=f"ID {name}",
        same_person_key=f"{name}|2009-04-23",
        date_of_birth=date(2009, 4, 23),
        consent=True,
        payment=PaymentStatus.PAID,
        clash="",
    )
    # Each change is one of the fields above, with its type.
    return replace(plain, **changes)  # type: ignore[arg-type]


class ReaderOf:
    """Answers for one booking; whoever asks for another one, or for somebody else, gets a failed test."""

    def __init__(self, *entries: EntryCheck) -> None:
        self._entries = entries

    def checks(self, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> Sequence[EntryCheck]:
        assert (session_id, entrant, scope) == (SESSION, PREPARATION, TEACHER.scope)
        return self._entries


def doubts(*entries: EntryCheck) -> list[tuple[Rule, str]]:
    command = CheckEntriesCommand(actor=TEACHER, session_id=SESSION, entrant_id=PREPARATION)
    return [(one.rule, one.candidate) for one in CheckEntries(reader=ReaderOf(*entries))(command)]


def test_entries_in_order_leave_no_doubt() -> None:
    assert doubts(entry("Ana"), entry("Ben")) == []


def test_what_is_missing_is_named_rule_by_rule() -> None:
    entries = [
        entry("Ana", consent=False),
        entry("Ben", clash="C1 Advanced"),
        entry("Cem", payment=PaymentStatus.UNPAID),
    ]

    assert doubts(*entries) == [(Rule.CONSENT_MISSING, "Ana"), (Rule.CLASH, "Ben"), (Rule.UNPAID, "Cem")]


@pytest.mark.parametrize(
    ("payment", "is_open"),
    [
        (PaymentStatus.UNPAID, True),
        (PaymentStatus.PART_PAID, True),
        (PaymentStatus.REFUNDED, True),
        (PaymentStatus.PAID, False),
        (PaymentStatus.WAIVED, False),
    ],
)
def test_whoever_is_entered_with_something_open_is_named(payment: PaymentStatus, is_open: bool) -> None:
    assert doubts(entry("Ana", payment=payment)) == ([(Rule.UNPAID, "Ana")] if is_open else [])


def test_the_same_document_or_the_same_name_and_birthday_is_a_double_named_once() -> None:
    ana = entry("Ana", id_number="AB-12")
    document = entry("Anna", id_number="ab 12")
    both = entry("Ana", id_number="AB 12")
    other_name_again = entry("Anna", id_number="Z9")

    found = doubts(ana, document, both, other_name_again)

    assert found == [(Rule.DOUBLE, "Anna"), (Rule.DOUBLE, "Ana"), (Rule.DOUBLE, "Anna")]


def test_a_doubt_leads_to_its_entry() -> None:
    unpaid = entry("Ana", payment=PaymentStatus.UNPAID)
    command = CheckEntriesCommand(actor=TEACHER, session_id=SESSION, entrant_id=PREPARATION)

    [doubt] = CheckEntries(reader=ReaderOf(unpaid))(command)

    assert doubt.entry_id == unpaid.entry_id
