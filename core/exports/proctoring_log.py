"""The dataset of the log of one proctor booking."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

from core.access.model import Actor
from core.access.permissions import Permission
from core.exports.downloads import Differences, Download
from core.exports.model import Cell, Column, ColumnType
from core.exports.ports import DataRow, MakingUnit
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import ProctoringReader
from core.proctoring.views import LogFilter, LogRow
from core.shared.errors import NotFoundError


class ProctoringLog:
    """A selection names the proctored test: `test`. The log is the whole one, the newest entry first."""

    name = "proctoring_log"
    title = "Proctoring log"

    def __init__(self, *, reader: ProctoringReader) -> None:
        self._reader = reader

    def require(self, actor: Actor) -> None:
        actor.require(Permission.SEE_TESTS)

    def columns(self) -> Sequence[Column]:
        return tuple(Column(id=name, title=title, type=kind, group="Log entry") for name, title, kind in _COLUMNS)

    def gives(self, columns: Collection[str]) -> bool:
        return {one.id for one in self.columns()}.issuperset(columns)

    def sample(self) -> Sequence[Mapping[str, Cell]]:
        return _SAMPLE

    def count(self, actor: Actor, selection: Mapping[str, str], *, now: datetime) -> int:
        del now
        return sum(1 for _ in self._log(actor, selection))

    def rows(
        self,
        actor: Actor,
        selection: Mapping[str, str],
        columns: Sequence[str],
        *,
        subjects: Iterator[UUID] | None,
        now: datetime,
    ) -> Iterator[DataRow]:
        """A log only grows: repeated, it is downloaded with what came to it since."""
        del subjects, now
        test = _test(selection)
        for row in self._log(actor, selection):
            cells = _cells(row)
            yield DataRow(subject=_subject(test, row), version=0, cells=tuple(cells[one] for one in columns))

    def note(self, unit: MakingUnit, download: Download, *, at: datetime) -> None:
        """Nobody is told: it is the test centre's own log."""

    def differences(
        self, actor: Actor, download: Download, stood: Iterator[tuple[UUID, int]], *, now: datetime
    ) -> Differences:
        """Entries never change, so all there is to ask is whether the actor sees the test still."""
        del stood, now
        self._reader.test(_test(download.order.selection), actor.scope)
        return Differences()

    def _log(self, actor: Actor, selection: Mapping[str, str]) -> Iterator[LogRow]:
        return self._reader.whole_log(_test(selection), actor.scope, LogFilter())


def _test(selection: Mapping[str, str]) -> ProctoredTestId:
    try:
        return ProctoredTestId(UUID(selection["test"]))
    except (KeyError, ValueError):
        raise NotFoundError("proctored_test") from None


def _subject(test: ProctoredTestId, row: LogRow) -> UUID:
    """Entries are known by their number in the test's log."""
    return uuid5(test, str(row.sequence))


def _cells(row: LogRow) -> dict[str, Cell]:
    told = row.catalogued
    return {
        "sequence": row.sequence,
        "at": row.at,
        "code": row.code.value,
        "message": row.message,
        "severity": told.severity.value,
        "from_state": row.from_state.value,
        "to_state": row.to_state.value,
        "actor": row.actor_name,
        "attempt": row.attempt,
        "correlation": row.correlation,
        "request_id": row.request_id or None,
        "payload_digest": row.payload_digest or None,
        "digest": row.digest,
    }


_COLUMNS = (
    ("sequence", "Number", ColumnType.WHOLE_NUMBER),
    ("at", "Time", ColumnType.MOMENT),
    ("code", "Code", ColumnType.TEXT),
    ("message", "Message", ColumnType.TEXT),
    ("severity", "Severity", ColumnType.TEXT),
    ("from_state", "State before", ColumnType.TEXT),
    ("to_state", "State after", ColumnType.TEXT),
    ("actor", "By", ColumnType.TEXT),
    ("attempt", "Attempt", ColumnType.WHOLE_NUMBER),
    ("correlation", "Correlation key", ColumnType.TEXT),
    ("request_id", "Vendor's request id", ColumnType.TEXT),
    ("payload_digest", "Hash of the payload", ColumnType.TEXT),
    ("digest", "Hash of the entry", ColumnType.TEXT),
)

_SAMPLE: tuple[Mapping[str, Cell], ...] = tuple(
    {
        "sequence": number,
        "at": datetime(2026, 11, 2, 9, number, tzinfo=UTC),
        "code": code,
        "message": message,
        "severity": "info",
        "from_state": before,
        "to_state": after,
        "actor": "Priya Raman",
        "attempt": 1,
        "correlation": "7d0c",
        "digest": "f2a9",
    }
    for number, code, message, before, after in (
        (2, "booking_declared_as_sent", "The booking was sent to the vendor.", "scheduled", "sent"),
        (1, "booking_declared_as_scheduled", "The booking was scheduled.", "not_requested", "scheduled"),
    )
)
