"""Forms about bookings: they check shape and build the command; rules live in the core."""

from collections.abc import Sequence

from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from core.bookings.model import Account, LineKind
from core.sessions.views import SessionRow
from core.shared.money import Money
from web.bookings.words import LINES
from web.entering.forms import CandidateForm
from web.forms import PageForm
from web.interface.times import ReadersClock

_NOTE = "Such as the bank's reference. The preparation centre sees it too."


class AmountForm(PageForm):
    """An amount in the booking's own currency."""

    amount = StringField("Amount", [DataRequired("Enter the amount"), Length(max=20)])
    note = StringField("Note", [Optional(), Length(max=200)], description=_NOTE)

    def money(self, currency: str) -> Money:
        """Raises InvalidInputError("amount") for what is no amount."""
        return Money.parse(self.amount.data, currency=currency, field="amount")

    def propose(self, amount: Money) -> None:
        """Stand in the field until somebody types."""
        if self.amount.data is None:
            self.amount.data = str(amount).partition(" ")[0]


class SettleForm(AmountForm):
    kind = RadioField("What happened", [InputRequired("Choose what happened")])

    def offer(self, account: Account) -> None:
        """Only what the account allows now."""
        kinds = [LineKind.PAYMENT, LineKind.WAIVER] if account.open.amount else []
        kinds += [LineKind.REFUND] if (account.paid - account.refunded).amount > 0 else []
        self.kind.choices = [SelectChoice(one.value, LINES[one]) for one in kinds]
        if self.kind.data is None and kinds:
            self.kind.data = kinds[0].value


class CorrectForm(CandidateForm):
    version = IntegerField(widget=HiddenInput())


class MoveForm(PageForm):
    to = SelectField("Session", [DataRequired("Choose the session")])

    def offer(self, sessions: Sequence[SessionRow]) -> None:
        clock = ReadersClock(lambda: "UTC")
        self.to.choices = [
            SelectChoice("", "Choose a session"),
            *(
                SelectChoice(
                    str(one.id),
                    f"{clock.when(one.starts_at, one.time_zone).striptags()}, {one.seats_left} seats left",
                )
                for one in sessions
            ),
        ]
        self.to.flags.required = True


class SureForm(PageForm):
    """A question that is answered by sending it or not."""
