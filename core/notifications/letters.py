"""Writing the letter of a delivery, at the moment it is handed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.access.model import EVERYTHING
from core.bookings.model import EntryId
from core.notifications.message import Addressee, Desk, Draft, Occasion, Outdated
from core.notifications.messages import MESSAGES
from core.notifications.model import Delivery, Outsider, OutsiderKind, Recipient, letter_key
from core.notifications.news.awarding_body import its_time_zone
from core.notifications.news.invitations import its_invitation
from core.notifications.ports import Letter, NotificationsUnit
from core.results.model import ResultId
from core.shared.jobs import Payload
from core.verification.model.registration import RegistrationId
from core.verification.model.sharing import InvitationId


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDraft:
    """All that a letter tells, and whom; the words and the links are still to come."""

    delivery: Delivery
    to: Addressee
    draft: Draft


class LetterWriter:
    """Reads in a unit and writes outside any. Links are minted for each try, so that no secret waits in a table; a try
    that follows one whose outcome is unknown sends another link."""

    def __init__(self, *, desk: Desk) -> None:
        self._desk = desk

    def read(
        self, unit: NotificationsUnit, delivery: Delivery, facts: Payload, *, now: datetime
    ) -> LetterDraft | Outdated:
        person = None if isinstance(delivery.to, Outsider) else unit.people.get(delivery.to)
        if person is not None and not person.active:
            return Outdated(reason="The account is deactivated.")
        message = MESSAGES[delivery.kind]
        draft = message.draft(unit, Occasion(facts=facts, to=delivery.to, person=person, now=now))
        if isinstance(draft, Outdated):
            return draft
        to = _addressee(unit, delivery.to)
        if not to.email:
            return Outdated(reason="No e-mail address is known.")
        return LetterDraft(delivery=delivery, to=to if message.names_reader else replace(to, name=""), draft=draft)

    def write(self, draft: LetterDraft) -> Letter | Outdated:
        words = draft.draft(draft.to, self._desk)
        if isinstance(words, Outdated):
            return words
        subject, text = words
        key = letter_key(draft.delivery.message, str(draft.delivery.to), draft.to.email, subject, text)
        return Letter(key=key, to_name=draft.to.name, to_address=draft.to.email, subject=subject, text=text)


def _addressee(unit: NotificationsUnit, to: Recipient) -> Addressee:
    if isinstance(to, Outsider):
        return _OUTSIDERS[to.kind](unit, to.id)
    one = unit.people.get(to)
    return Addressee(name=one.name, email=one.email, time_zone=one.time_zone)


def _applicant(unit: NotificationsUnit, outsider: UUID) -> Addressee:
    one = unit.registrations.get(RegistrationId(outsider)).applicant
    return Addressee(name=one.name, email=one.email, time_zone=one.time_zone)


def _entered(unit: NotificationsUnit, outsider: UUID) -> Addressee:
    entry = unit.entries.get(EntryId(outsider), EVERYTHING)
    one = unit.candidates.get(entry.candidate_id, EVERYTHING).details
    return Addressee(name=one.name, email=one.email, time_zone=its_time_zone(unit))


def _holder(unit: NotificationsUnit, outsider: UUID) -> Addressee:
    one = unit.results.get(ResultId(outsider)).holder
    return Addressee(name=one.name, email=one.email, time_zone=its_time_zone(unit))


def _invited(unit: NotificationsUnit, outsider: UUID) -> Addressee:
    one = its_invitation(unit, InvitationId(outsider))
    return Addressee(name=one.organisation_name, email=one.email, time_zone=its_time_zone(unit))


_OUTSIDERS: Mapping[OutsiderKind, Callable[[NotificationsUnit, UUID], Addressee]] = {
    OutsiderKind.ENTRY: _entered,
    OutsiderKind.REGISTRATION: _applicant,
    OutsiderKind.RESULT: _holder,
    OutsiderKind.INVITATION: _invited,
}
