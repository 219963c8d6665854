"""From rows of lists to the views that pages are made of."""

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping

from adapters.sql.proctoring.mappings import window_in
from core.proctoring.log_codes import CATALOGUE, Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.session import Rating
from core.proctoring.model.test import Proctoring, TestStatus
from core.proctoring.views import AttentionRow, CandidateRow, LogRow, SessionRow, SimpleStatus, TestRow

Names = Mapping[str, str]
"""The names of people, by actor."""

_OTHER_ACTORS = {"job": "Examhall", "vendor": "Vendor", "person": "A person no longer here"}


def test_row(row: RowMapping) -> TestRow:
    proctoring = Proctoring(row["proctoring"])
    return TestRow(
        id=row["id"],
        title=row["title"],
        organisation_name=row["organisation_name"],
        proctoring=proctoring,
        status=TestStatus(row["status"]),
        window=window_in(row),
        time_zone=row["time_zone"],
        candidates=row["candidates"],
        booking=SimpleStatus(row["simple_status"]) if proctoring is Proctoring.LIVE else None,
    )


def candidate_row(row: RowMapping) -> CandidateRow:
    return CandidateRow(number=row["number"], name=row["name"], email=row["email"], extra_minutes=row["extra_minutes"])


def log_row(row: RowMapping, names: Names) -> LogRow:
    code, actor = Code(row["code"]), row["actor"]
    return LogRow(
        sequence=row["sequence"],
        at=row["at"],
        code=code,
        message=CATALOGUE[code].fill(row["parameters"]),
        parameters=row["parameters"],
        from_state=BookingState(row["from_state"]),
        to_state=BookingState(row["to_state"]),
        actor=actor,
        actor_name=names.get(actor) or _OTHER_ACTORS.get(actor.partition(":")[0], actor),
        attempt=row["attempt"],
        correlation=row["correlation"],
        request_id=row["request_id"],
        payload_digest=row["payload_digest"],
        digest=row["digest"],
    )


def session_row(row: RowMapping, ratings: Sequence[Rating]) -> SessionRow:
    """`ratings` are given oldest first, as their table has them, and shown newest first."""
    return SessionRow(
        candidate_number=row["candidate_number"],
        candidate_name=row["candidate_name"],
        joined_at=row["joined_at"],
        ratings=tuple(reversed(ratings)),
    )


def attention_row(row: RowMapping) -> AttentionRow:
    return AttentionRow(
        test_id=row["test_id"],
        booking_id=row["id"],
        title=row["title"],
        organisation_name=row["organisation_name"],
        provider=row["provider"],
        window=window_in(row),
        time_zone=row["time_zone"],
        state=BookingState(row["state"]),
        vendor_side_unknown=row["vendor_side_unknown"],
        last_code=Code(row["last_code"]),
        since=row["attention_since"],
    )
