"""Every kind of message: who is told, what there is to tell, and its words."""

from collections.abc import Mapping
from functools import partial

from core.notifications.account_wording import freeing_words, password_words, primary_user_words, welcome_words
from core.notifications.booking_wording import booking_words
from core.notifications.confirmation_wording import confirmation_words
from core.notifications.deadline_wording import deadline_words
from core.notifications.download_wording import download_words
from core.notifications.help_wording import help_words
from core.notifications.invitation_wording import invitation_words, listed_words
from core.notifications.message import Message, message
from core.notifications.model import MessageKind
from core.notifications.news import (
    accounts,
    bookings,
    downloads,
    entries,
    invitations,
    proposals,
    registrations,
    requests,
    results,
)
from core.notifications.proposal_wording import answered_words, nearly_late_words, proposed_words
from core.notifications.registration_wording import due_words, received_words, refused_words
from core.notifications.result_wording import alarm_words, change_words, look_up_words, share_words


def _of_booking(kind: MessageKind) -> Message:
    return message(
        told=partial(bookings.told_of_booking, kind), news=bookings.booking, words=partial(booking_words, kind)
    )


def _of_request(kind: MessageKind) -> Message:
    return message(told=partial(requests.told_of_request, kind), news=requests.request, words=partial(help_words, kind))


MESSAGES: Mapping[MessageKind, Message] = {
    MessageKind.SET_PASSWORD: message(
        told=accounts.told_of_password, news=accounts.whose_password, words=password_words, waits=True
    ),
    MessageKind.BOOKING_CONFIRMED: _of_booking(MessageKind.BOOKING_CONFIRMED),
    MessageKind.BOOKING_REJECTED: _of_booking(MessageKind.BOOKING_REJECTED),
    MessageKind.BOOKING_NEEDS_ATTENTION: _of_booking(MessageKind.BOOKING_NEEDS_ATTENTION),
    MessageKind.HELP_ASKED: _of_request(MessageKind.HELP_ASKED),
    MessageKind.HELP_ANSWERED: _of_request(MessageKind.HELP_ANSWERED),
    MessageKind.ENTRY_CONFIRMED: message(
        told=entries.told_of_entry, news=entries.confirmed_entry, words=confirmation_words
    ),
    MessageKind.DEADLINE_REMINDER: message(told=entries.told_of_deadline, news=entries.deadline, words=deadline_words),
    MessageKind.REGISTRATION_RECEIVED: message(
        told=registrations.told_applicant, news=registrations.open_registration, words=received_words, waits=True
    ),
    MessageKind.REGISTRATION_DUE: message(
        told=registrations.told_team, news=registrations.open_registration, words=due_words
    ),
    MessageKind.REGISTRATION_REFUSED: message(
        told=registrations.told_applicant, news=registrations.registration, words=refused_words, waits=True
    ),
    MessageKind.PROPOSAL_RECEIVED: message(
        told=proposals.told_team, news=proposals.open_proposal, words=proposed_words
    ),
    MessageKind.PROPOSAL_DUE: message(told=proposals.told_team, news=proposals.open_proposal, words=nearly_late_words),
    MessageKind.PROPOSAL_ANSWERED: message(
        told=proposals.told_primary_user, news=proposals.proposal, words=answered_words
    ),
    MessageKind.MEMBER_ADDED: message(
        told=accounts.told_of_welcome, news=accounts.welcome, words=welcome_words, waits=True
    ),
    MessageKind.PRIMARY_USER_CHANGED: message(
        told=accounts.told_of_primary_user, news=accounts.primary_user, words=primary_user_words
    ),
    MessageKind.SHARE_RECEIVED: message(told=results.told_of_share, news=results.share, words=share_words),
    MessageKind.RESULT_CHANGED: message(told=results.told_of_change, news=results.change, words=change_words),
    MessageKind.RESULT_LOOKED_UP: message(
        told=results.told_of_look_up, news=results.look_up, words=look_up_words, waits=True
    ),
    MessageKind.CANDIDATE_NUMBER_FREED: message(
        told=accounts.told_of_freeing, news=accounts.freeing, words=freeing_words, waits=True, names_reader=False
    ),
    MessageKind.GUESSING_ALARM: message(told=results.told_of_guessing, news=results.guessing, words=alarm_words),
    MessageKind.INVITATION: message(
        told=invitations.told_invited, news=invitations.invitation, words=invitation_words, waits=True
    ),
    MessageKind.INVITED_LISTED: message(
        told=invitations.told_candidate, news=invitations.invitation, words=listed_words
    ),
    MessageKind.DOWNLOAD_READY: message(told=downloads.told_of_download, news=downloads.download, words=download_words),
}
