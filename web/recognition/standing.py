"""How long what the recognition team answers may still wait, in words, and what a proposal changes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.verification.views import ProposalRow, QueueRow
from web.candidates.words import KINDS
from web.catalogue.forms import country_name
from web.interface.times import duration

_LAST_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`kind` and `icon` are those of a badge."""

    text: str
    kind: str
    icon: str


_DECIDED = {
    "approved": Standing(text="Approved", kind="success", icon="circle-check"),
    "refused": Standing(text="Refused", kind="neutral", icon="ban"),
    "withdrawn": Standing(text="Withdrawn", kind="neutral", icon="undo-2"),
}
"""By the value of the state, of a registration or a proposal."""


def standing_of(row: QueueRow, *, now: datetime) -> Standing:
    if row.state in _DECIDED:
        return _DECIDED[row.state]
    left = row.due_at - now
    if left <= timedelta(0):
        return Standing(text=f"Late by {in_words(-left)}", kind="danger", icon="alarm-clock")
    is_last = left <= _LAST_DAY
    return Standing(
        text=f"Due in {in_words(left)}",
        kind="warning" if is_last else "info",
        icon="clock-alert" if is_last else "clock",
    )


def in_words(span: timedelta) -> str:
    """Without seconds, which nobody plans by."""
    minutes = timedelta(minutes=max(1, span // timedelta(minutes=1)))
    return duration(minutes)


def last_day(due_at: datetime, zone: str) -> date | None:
    """The day at whose end it is due there; None where it is not due at midnight."""
    there = due_at.astimezone(ZoneInfo(zone))
    return there.date() - timedelta(days=1) if there.time() == time() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One detail, in words."""

    label: str
    was: str
    becomes: str


def changed(row: ProposalRow) -> tuple[Changed, ...]:
    """What differs, and nothing else."""
    was, becomes = row.former, row.identity
    details = (
        Changed(label="Name", was=was.name, becomes=becomes.name),
        Changed(label="Kind", was=KINDS[was.kind], becomes=KINDS[becomes.kind]),
        Changed(label="City", was=was.city, becomes=becomes.city),
        Changed(label="Country", was=country_name(was.country), becomes=country_name(becomes.country)),
        Changed(label="Website", was=was.website or "None", becomes=becomes.website or "None"),
    )
    return tuple(one for one in details if one.was != one.becomes)
