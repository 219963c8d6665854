"""How test sessions become rows and back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from adapters.sql.sessions.tables import test_session
from adapters.sql.tracking import Mapping, Row
from core.bookings.views import DeadlineKind
from core.sessions.model import Deadlines, Paper, Price, SessionPlan, SessionStatus, SpeakingDates, TestSession
from core.shared.money import Money
from core.shared.time import TimeWindow


def _row(session: TestSession) -> Row:
    plan = session.plan
    return {
        "id": session.id,
        "centre_id": session.centre_id,
        "exam_code": plan.exam,
        "venue_id": plan.venue_id,
        "code": session.code,
        "status": session.status.value,
        "time_zone": plan.time_zone,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "speaking_first": plan.speaking.first if plan.speaking else None,
        "speaking_last": plan.speaking.last if plan.speaking else None,
        "entries_until": plan.deadlines.entries,
        "late_entries_until": plan.deadlines.late_entries,
        "payments_until": plan.deadlines.payments,
        "results_at": plan.deadlines.results,
        "currency": plan.price.entry.currency,
        "price": plan.price.entry.amount,
        "late_fee": plan.price.late_fee.amount,
        "capacity": plan.capacity,
        "taken": session.taken,
        "version": session.version,
    }


def _session(row: RowMapping) -> TestSession:
    """Without its papers and those who see it, which the repository adds: a plan has papers, so one paper of no name
    stands for all of them until then."""
    return TestSession(
        id=row["id"],
        centre_id=row["centre_id"],
        plan=plan_of(row, [Paper(name="", window=TimeWindow(start=row["starts_at"], end=row["ends_at"]))]),
        code=row["code"],
        status=SessionStatus(row["status"]),
        taken=row["taken"],
        version=row["version"],
    )


def plan_of(row: RowMapping, papers: Sequence[Paper]) -> SessionPlan:
    return SessionPlan(
        exam=row["exam_code"],
        papers=tuple(papers),
        speaking=speaking_of(row),
        time_zone=row["time_zone"],
        deadlines=Deadlines(
            entries=row["entries_until"],
            late_entries=row["late_entries_until"],
            payments=row["payments_until"],
            results=row["results_at"],
        ),
        price=Price(entry=price_of(row), late_fee=Money(amount=row["late_fee"], currency=row["currency"])),
        venue_id=row["venue_id"],
        capacity=row["capacity"],
    )


def speaking_of(row: RowMapping) -> SpeakingDates | None:
    first, last = row["speaking_first"], row["speaking_last"]
    return SpeakingDates(first=first, last=last) if first else None


def price_of(row: RowMapping) -> Money:
    return Money(amount=row["price"], currency=row["currency"])


SESSIONS = Mapping(test_session, to_row=_row, to_domain=_session)


def paper_rows(session: TestSession) -> list[Row]:
    zone = ZoneInfo(session.plan.time_zone)
    return [
        {
            "session_id": session.id,
            "place": place,
            "name": paper.name,
            "starts_at": paper.window.start,
            "ends_at": paper.window.end,
            "centre_id": session.centre_id,
            "day": paper.window.start.astimezone(zone).date(),
        }
        for place, paper in enumerate(session.plan.papers)
    ]


def paper_of(row: RowMapping) -> Paper:
    return Paper(name=row["name"], window=TimeWindow(start=row["starts_at"], end=row["ends_at"]))


def date_rows(session: TestSession) -> list[Row]:
    plan = session.plan
    dates: dict[DeadlineKind, datetime | None] = {
        DeadlineKind.ENTRIES: plan.deadlines.entries,
        DeadlineKind.LATE_ENTRIES: plan.deadlines.late_entries,
        DeadlineKind.PAYMENTS: plan.deadlines.payments,
        DeadlineKind.EXAM: plan.starts_at,
        DeadlineKind.SPEAKING: _beginning(plan.speaking.first, plan.time_zone) if plan.speaking else None,
        DeadlineKind.RESULTS: plan.deadlines.results,
    }
    return [
        {"session_id": session.id, "kind": kind.value, "at": at, "centre_id": session.centre_id}
        for kind, at in dates.items()
        if at is not None
    ]


def _beginning(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)
