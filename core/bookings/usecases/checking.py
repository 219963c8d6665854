"""The checks before the deadline: what would cost a place or money later (FEATURES N12)."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.model import Actor
from core.bookings.model import Doubt, PaymentStatus
from core.bookings.ports import BookingsReader
from core.bookings.views import EntryCheck
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId
from core.shared.text import fold_name


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntriesCommand:
    actor: Actor
    session_id: TestSessionId
    entrant_id: OrganisationId


class CheckEntries:
    """Everything doubtful in one booking, rule by rule; nothing is changed."""

    def __init__(self, *, reader: BookingsReader) -> None:
        self._reader = reader

    def __call__(self, command: CheckEntriesCommand) -> list[Doubt]:
        entries = self._reader.checks(command.session_id, command.entrant_id, command.actor.scope)
        doubts = _doubles(entries)
        for entry in entries:
            if not entry.consent:
                text = "Consent to pass on the data is missing."
                doubts.append(Doubt(rule="consent_missing", candidate=entry.name, text=text))
            if entry.clash:
                text = f"Sits {entry.clash} on the same day."
                doubts.append(Doubt(rule="clash", candidate=entry.name, text=text))
            if entry.payment in {PaymentStatus.UNPAID, PaymentStatus.PART_PAID}:
                doubts.append(Doubt(rule="unpaid", candidate=entry.name, text=f"The entry is {entry.payment}."))
        return doubts


def _doubles(entries: Sequence[EntryCheck]) -> list[Doubt]:
    seen: dict[str, str] = {}
    doubts = []
    for entry in entries:
        for key in (f"id|{fold_name(entry.id_number)}", f"person|{entry.same_person_key}"):
            if key in seen:
                text = f"May be the same person as {seen[key]}."
                doubts.append(Doubt(rule="double", candidate=entry.name, text=text))
                break
            seen.setdefault(key, entry.name)
    return doubts
