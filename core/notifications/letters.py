"""Writing the letter of a delivery, at the moment it is handed over."""

from core.access.model import Person
from core.bookings.model import EntryId
from core.notifications.confirmation_wording import confirmation_words
from core.notifications.deadline_wording import DeadlineNews, deadline_words
from core.notifications.help_wording import HelpNews, help_words
from core.notifications.model import ABOUT_HELP, Delivery, MessageKind, letter_key
from core.notifications.ports import ConfirmationFor, Letter, PageAddresses, PasswordLinkFor
from core.notifications.wording import BookingNews, booking_words, password_words
from core.shared.jobs import Payload


class LetterWriter:
    """Links are minted for each try, so that no secret waits in a table; a try that follows one whose outcome is
    unknown sends another link."""

    def __init__(
        self, *, password_link_for: PasswordLinkFor, confirmation_for: ConfirmationFor, addresses: PageAddresses
    ) -> None:
        self._password_link_for = password_link_for
        self._confirmation_for = confirmation_for
        self._addresses = addresses

    def to_person(self, delivery: Delivery, person: Person, facts: Payload) -> Letter:
        subject, text = self._words(delivery.kind, person, facts)
        key = letter_key(delivery.message, str(person.id), person.email, subject, text)
        return Letter(key=key, to_name=person.name, to_address=person.email, subject=subject, text=text)

    def _words(self, kind: MessageKind, person: Person, facts: Payload) -> tuple[str, str]:
        if kind is MessageKind.SET_PASSWORD:
            return password_words(person, self._password_link_for(person.id))
        if kind in ABOUT_HELP:
            return help_words(kind, HelpNews.from_facts(facts), person, self._addresses)
        if kind is MessageKind.DEADLINE_REMINDER:
            return deadline_words(DeadlineNews.from_facts(facts), person, self._addresses)
        return booking_words(kind, BookingNews.from_facts(facts), person, self._addresses)

    def to_candidate(self, delivery: Delivery, entry_id: EntryId) -> Letter | None:
        """None when the entry was withdrawn meanwhile: nobody is told that they are entered who is not."""
        linked = self._confirmation_for(entry_id)
        if linked is None:
            return None
        confirmation = linked.confirmation
        subject, text = confirmation_words(confirmation, linked.url)
        address = confirmation.entry.details.email
        key = letter_key(delivery.message, str(entry_id), address, subject, text)
        return Letter(key=key, to_name=confirmation.name, to_address=address, subject=subject, text=text)
