"""The checks before the deadline: what would cost a place or money later (FEATURES N12)."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.model import Actor
from core.bookings.model import Doubt, PaymentStatus, Rule, fold_document
from core.bookings.ports import EntryChecks
from core.bookings.views import EntryCheck
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId

_OPEN = frozenset({PaymentStatus.UNPAID, PaymentStatus.PART_PAID, PaymentStatus.REFUNDED})
"""Who is entered and has nothing paid any more is as open as who never paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntriesCommand:
    actor: Actor
    session_id: TestSessionId
    entrant_id: OrganisationId


class CheckEntries:
    """Everything doubtful in one booking, rule by rule; nothing is changed."""

    def __init__(self, *, reader: EntryChecks) -> None:
        self._reader = reader

    def __call__(self, command: CheckEntriesCommand) -> list[Doubt]:
        entries = self._reader.checks(command.session_id, command.entrant_id, command.actor.scope)
        doubts = _doubles(entries)
        for entry in entries:
            if entry.clash:
                doubts.append(_doubt(Rule.CLASH, entry, f"Sits {entry.clash} on the same day."))
            if not entry.consent:
                doubts.append(_doubt(Rule.CONSENT_MISSING, entry, "Consent to pass on the data is missing."))
            if entry.payment in _OPEN:
                doubts.append(_doubt(Rule.UNPAID, entry, f"The entry is {entry.payment}."))
        return doubts


def _doubt(rule: Rule, entry: EntryCheck, text: str) -> Doubt:
    return Doubt(rule=rule, entry_id=entry.entry_id, candidate=entry.name, text=text)


def _doubles(entries: Sequence[EntryCheck]) -> list[Doubt]:
    seen: dict[str, str] = {}
    doubts = []
    for entry in entries:
        keys = (f"id|{fold_document(entry.id_number)}", f"person|{entry.same_person_key}")
        for key in keys:
            if key in seen:
                text = f"May be the same person as {seen[key]}."
                doubts.append(_doubt(Rule.DOUBLE, entry, text))
                break
        for key in keys:
            seen.setdefault(key, entry.name)
    return doubts
