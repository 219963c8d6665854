"""The awarding body's own list among all results: narrowed and searched, beside the driver alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from rich.table import Table

from adapters.sql.database import Database
from adapters.sql.results.reader import SqlResultsReader
from bench.verification_filling import number_of
from bench.verification_people import FIRST_DAY
from bench.verification_queries import Sent, all_sent
from bench.work import READS, medians, opened
from core.catalogue.model import ExamCode
from core.results.model import ResultStatus
from core.results.views import ResultFilter
from core.shared.paging import PageRequest

_DEEP = 20
"""Pages of 200 before the deep one."""
_ALL, _RARE = ResultFilter(), ExamCode("BULATS")
_NAMED = {
    "a rare surname": "Naçosa",
    "a common surname": "garcia",
    "first name and surname, both common": "maria garcia",
    "two beginnings": "an gar",
    "one letter": "m",
    "nobody's name": "qqqq",
    "candidate ID number": number_of(70_010),
}
_WANTED = {
    "all": _ALL,
    "withheld, as none is": replace(_ALL, status=ResultStatus.WITHHELD),
    "final": replace(_ALL, status=ResultStatus.FINAL),
    "waiting, as none is": replace(_ALL, is_released=False),
    "released": replace(_ALL, is_released=True),
    "a rare exam": replace(_ALL, exam=_RARE),
    "day of the exam": replace(_ALL, taken_on=FIRST_DAY),
    **{name: replace(_ALL, search=search) for name, search in _NAMED.items()},
    "a common surname and an exam": replace(_ALL, search="garcia", exam=_RARE),
    "a common surname, withheld": replace(_ALL, search="garcia", status=ResultStatus.WITHHELD),
}


def lists(title: str, url: str) -> Table:
    """The driver is given the two statements that find the page and read its rows, on a connection of the house's; it
    need not find out which word is the rarest."""
    table = Table(title=f"{title}: the awarding body's list, milliseconds, medians of {READS}", title_justify="left")
    table.add_column("asked for")
    for heading in ("page 1", "bare", "more", "deep"):
        table.add_column(heading, justify="right")
    with opened(url) as database:
        reader = SqlResultsReader(database)
        for name, wanted in _WANTED.items():
            table.add_row(name, *_took(database, reader, wanted))
    return table


def _took(database: Database, reader: SqlResultsReader, wanted: ResultFilter) -> list[str]:
    with all_sent(database) as sent:
        reader.results(PageRequest(size=25), wanted)
    with closing(database.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:

        def ask(statements: list[Sent]) -> None:
            for statement, parameters in statements:
                cursor.execute(statement, parameters)
                cursor.fetchall()

        ways: list[Callable[[], object]] = [
            lambda: reader.results(PageRequest(size=25), wanted),
            lambda: ask(sent[-2:]),
        ]
        after = _deep(reader, wanted)
        if after is not None:
            ways.append(lambda: reader.results(PageRequest(size=25, after=after), wanted))
        page, bare, *deep = medians(ways)
        connection.rollback()
    return [f"{page:.2f}", f"{bare:.2f}", f"{page - bare:.2f}", *(f"{one:.2f}" for one in deep)]


def _deep(reader: SqlResultsReader, wanted: ResultFilter) -> str | None:
    after: str | None = None
    for _ in range(_DEEP):
        page = reader.results(PageRequest(size=200, after=after), wanted)
        if page.next is None:
            return None
        after = page.next
    return after
