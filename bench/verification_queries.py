"""What is asked of shared results, and the same answers by the driver alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event

from adapters.sql.database import PRAGMAS, Database
from bench.verification_filling import connected, email_of, number_of, reference_of
from bench.verification_people import FIRST_DAY, sat
from core.catalogue.model import ExamCode
from core.results.reference import ReferenceNumber
from core.verification.model.searching import Criteria

# Any, here and below: a driver's values and columns.
Sent = tuple[str, Any]
Ask = Callable[[Sent], Sequence[tuple[Any, ...]]]


def questions() -> dict[str, Criteria]:
    """Every criterion alone, and the usual pairs. `one` is a candidate like others, from the middle of the crowd."""
    # Of every house with the one organisation, whichever others there are.
    place, shared = 5000, 70_010
    one = next(islice(sat(place + 1), place, None))
    day = FIRST_DAY + timedelta(days=one.day)
    year = date(2020, 1, 1), date(2020, 12, 31)
    return {
        "nothing: the newest shares": Criteria(),
        "a rare surname": Criteria(name="Naçosa"),
        "a common surname": Criteria(name="garcia"),
        "first name and surname, both common": Criteria(name="maria garcia"),
        "a common surname, a rare first name": Criteria(name="Xóchitl García"),
        "two rare words": Criteria(name="Dorota Lindqvist"),
        "one letter": Criteria(name="a"),
        "two letters": Criteria(name="ba"),
        "two beginnings": Criteria(name="an gar"),
        "one Chinese character": Criteria(name="王"),
        "nobody's name": Criteria(name="qqqq"),
        "date of birth": Criteria(date_of_birth=one.born),
        "candidate ID number": Criteria(number=number_of(shared)),
        "exam": Criteria(exam=ExamCode("FCE")),
        "a rare exam": Criteria(exam=ExamCode("BULATS")),
        "place of entry": Criteria(place=one.centre.city.name),
        "centre": Criteria(centre=one.centre.name),
        "a word of many centres' names": Criteria(centre="academy"),
        "e-mail address": Criteria(email=email_of(shared)),
        "day of the exam": Criteria(taken_from=day, taken_to=day),
        "a year of exams": Criteria(taken_from=year[0], taken_to=year[1]),
        "reference number": Criteria(reference=ReferenceNumber(reference_of(shared))),
        "surname and date of birth": Criteria(name="garcia", date_of_birth=one.born),
        "surname and exam": Criteria(name="garcia", exam=ExamCode("CAE")),
        "surname and centre": Criteria(name="garcia", centre=one.centre.name),
        "surname and year": Criteria(name="garcia", taken_from=year[0], taken_to=year[1]),
        "one letter and a day": Criteria(name="m", taken_from=day, taken_to=day),
        "exam and place": Criteria(exam=ExamCode("BULATS"), place=one.centre.city.name),
        "exam and day": Criteria(exam=ExamCode("FCE"), taken_from=day, taken_to=day),
        "centre and year": Criteria(centre=one.centre.name, taken_from=year[0], taken_to=year[1]),
    }


def answering(sent: Sequence[Sent]) -> Sent:
    """The statement that gave the rows; another may have asked whether there are more."""
    return next(one for one in reversed(sent) if "share_id" in one[0])


@contextmanager
def all_sent(database: Database) -> Iterator[list[Sent]]:
    """The statements of the block, as the driver was given them."""
    sent: list[Sent] = []

    def note(_: Connection, __: object, statement: str, parameters: Any, ___: object, ____: bool) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@contextmanager
def asking(url: str, *, keeps_plans: bool = False) -> Iterator[Ask]:
    """On one connection that stays open, as a pool keeps it. SQLite's driver knows neither ids nor times: they are read
    here as well, for the answer is the same one. PostgreSQL's plans every time, as it comes."""
    with _on_sqlite(url) if url.startswith("sqlite") else _on_postgres(url, keeps_plans=keeps_plans) as ask:
        yield ask


@contextmanager
def _on_sqlite(url: str) -> Iterator[Ask]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        yield lambda sent: [_read(row) for row in connection.execute(*sent).fetchall()]


def _read(row: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(row) == 1:
        return row
    sid, share_id, shared_at, expires_at, shows, result_id, *rest = row
    return (
        sid,
        UUID(bytes=share_id),
        datetime.fromisoformat(shared_at).replace(tzinfo=UTC),
        datetime.fromisoformat(expires_at).replace(tzinfo=UTC) if expires_at else None,
        shows,
        UUID(bytes=result_id),
        *rest,
    )


@contextmanager
def _on_postgres(url: str, *, keeps_plans: bool) -> Iterator[Ask]:
    with connected(url) as connection:
        connection.execute("SET max_parallel_workers_per_gather = 0")
        if keeps_plans:
            connection.execute("SET plan_cache_mode = force_generic_plan")

        def ask(sent: tuple[str, Mapping[str, Any]]) -> Sequence[tuple[Any, ...]]:
            # Literal text: the statements are the house's own.
            return connection.execute(sent[0].encode(), sent[1]).fetchall()

        yield ask
