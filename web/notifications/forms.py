"""The form of a person's choices."""

from collections.abc import Collection, Mapping

from wtforms import BooleanField

from core.notifications.model import MessageKind, is_wanted
from web.forms import PageForm
from web.notifications.words import KINDS, NOTES


def _box(kind: MessageKind) -> BooleanField:
    return BooleanField(KINDS[kind], description=NOTES[kind])


class ChoicesForm(PageForm):
    """A box for each kind that can be chosen; `offer` leaves those of the person. They are named after the kinds."""

    booking_confirmed = _box(MessageKind.BOOKING_CONFIRMED)
    booking_rejected = _box(MessageKind.BOOKING_REJECTED)
    booking_needs_attention = _box(MessageKind.BOOKING_NEEDS_ATTENTION)
    help_asked = _box(MessageKind.HELP_ASKED)
    help_answered = _box(MessageKind.HELP_ANSWERED)
    deadline_reminder = _box(MessageKind.DEADLINE_REMINDER)
    registration_due = _box(MessageKind.REGISTRATION_DUE)
    proposal_received = _box(MessageKind.PROPOSAL_RECEIVED)
    proposal_due = _box(MessageKind.PROPOSAL_DUE)
    guessing_alarm = _box(MessageKind.GUESSING_ALARM)
    share_received = _box(MessageKind.SHARE_RECEIVED)
    result_changed = _box(MessageKind.RESULT_CHANGED)
    invited_listed = _box(MessageKind.INVITED_LISTED)

    def offer(self, kinds: Collection[MessageKind], *, chosen: Mapping[MessageKind, bool]) -> None:
        for kind in NOTES:
            if kind not in kinds:
                delattr(self, kind.value)
            elif not self.is_submitted():
                self[kind.value].data = is_wanted(kind, chosen.get(kind))

    def wanted(self) -> Mapping[MessageKind, bool]:
        return {kind: self[kind.value].data for kind in NOTES if kind.value in self}
