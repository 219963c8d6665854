"""The form of a person's choices."""

from collections.abc import Iterable, Mapping

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice

from core.notifications.model import MessageKind
from web.notifications.words import KINDS, NOTES


class ChoicesForm(FlaskForm):
    kinds = SelectMultipleField("Send me an e-mail")

    def offer(self, kinds: Iterable[MessageKind], *, switched_off: frozenset[MessageKind]) -> None:
        kinds = tuple(kinds)
        self.kinds.choices = [SelectChoice(kind.value, f"{KINDS[kind]}. {NOTES[kind]}") for kind in kinds]
        if not self.is_submitted():
            self.kinds.data = [kind.value for kind in kinds if kind not in switched_off]

    def wanted(self) -> Mapping[MessageKind, bool]:
        return {MessageKind(value): value in self.kinds.data for value, *_ in self.kinds.iter_choices()}
