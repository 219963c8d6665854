"""The booking log as a file, streamed: CSV for spreadsheets, JSON for programs."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO

from core.proctoring.log_codes import CATALOGUE
from core.proctoring.views import LogRow

_COLUMNS = (
    "sequence",
    "time",
    "code",
    "message",
    "from",
    "to",
    "actor",
    "attempt",
    "correlation",
    "request_id",
    "payload_digest",
    "digest",
)
# A cell that begins so would be a formula in a spreadsheet (OWASP ASVS 5, 1.2.10).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _values(row: LogRow) -> tuple[str | int, ...]:
    return (
        row.sequence,
        row.at.isoformat(),
        row.code.value,
        row.message,
        row.from_state.value,
        row.to_state.value,
        row.actor_name,
        row.attempt,
        row.correlation,
        row.request_id,
        row.payload_digest,
        row.digest,
    )


def as_csv(rows: Iterable[LogRow]) -> Iterator[str]:
    yield _line(_COLUMNS)
    for row in rows:
        yield _line(_values(row))


def _line(values: Iterable[str | int]) -> str:
    buffer = StringIO()
    guarded = (f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value for value in values)
    csv.writer(buffer).writerow(guarded)
    return buffer.getvalue()


def as_json(rows: Iterable[LogRow]) -> Iterator[str]:
    separator = "["
    for row in rows:
        entry = {**dict(zip(_COLUMNS, _values(row), strict=True)), "facts": row.parameters}
        yield separator + json.dumps(entry, ensure_ascii=False)
        separator = ",\n"
    yield "[]" if separator == "[" else "]\n"


def catalogue() -> list[dict[str, str]]:
    """The log codes as programs read them."""
    return [
        {
            "code": line.code.value,
            "message": line.message,
            "title": line.title,
            "severity": line.severity.value,
            "cause": line.cause,
            "whose_move": line.move.value,
            "next_step": line.next_step,
            "retry": line.retry,
            "origin": line.origin.value,
        }
        for line in CATALOGUE.values()
    ]
