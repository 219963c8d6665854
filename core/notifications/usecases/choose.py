"""A person chooses which messages to get."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.access.model import Actor
from core.notifications.model import MessageKind, optional_kinds
from core.notifications.ports import NotificationsUnit
from core.shared.errors import InvalidInputError
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseMessages:
    """`wanted` says on or off for each kind to be changed; kinds left out stay as they are."""

    actor: Actor
    wanted: Mapping[MessageKind, bool]


class MessageChoice:
    """Needs no permission: everyone chooses for themselves, among the kinds their work can bring them."""

    def __init__(self, *, open_unit: OpenUnit[NotificationsUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: ChooseMessages) -> None:
        for kind in command.wanted.keys() - optional_kinds(command.actor):
            raise InvalidInputError.of(kind.value, "These messages cannot be chosen.")
        with self._open_unit() as unit:
            for kind, on in command.wanted.items():
                unit.message_preferences.choose(command.actor.person_id, kind, on=on)
            unit.commit()
