"""What exports need from the world."""

from collections.abc import Sequence
from typing import Protocol

from core.exports.model import ExportFormat


class Formats(Protocol):
    """The formats the awarding body lets data leave the house in: what is installed and was not switched off.

    What they raise is InvalidInputError for a cell that a format cannot hold, and UnavailableError("format_failed") for
    whatever else goes wrong in a plugin. What the rows or the stream raise comes through as it is.
    """

    def all(self) -> Sequence[ExportFormat]:
        """In the order of their titles."""
        ...

    def get(self, name: str) -> ExportFormat | None: ...
