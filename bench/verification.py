"""Searching a million shared results: each criterion beside the bare driver, and the page that people see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import flask
from rich.table import Table

from adapters.sql.database import Database
from adapters.sql.verification.reader import SqlVerificationReader
from adapters.sql.verification.searching import Search
from bench.filling import NOW
from bench.results import lists
from bench.verification_filling import ONE, OTHERS, READER, UNIVERSITY, Kept, Size
from bench.verification_queries import all_sent, answering, asking, questions
from bench.work import READS, medians, opened
from core.access.permissions import Role
from core.shared.ids import new_id
from core.shared.paging import Page, PageRequest
from core.verification.model.searching import Criteria
from core.verification.usecases.searching import SearchResultsCommand
from core.verification.views import Count, FoundRow
from tests.e2e.world import SettableClock, World

_DEEP = 20
"""Pages of 200 before the deep one."""
_SHOWN = ("nothing: the newest shares", "a common surname", "first name and surname, both common", "centre", "exam")


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Milliseconds, medians; `deep` is None where there is no page so deep, `kept` where a driver plans nothing."""

    page: float
    bare: float
    kept: float | None
    deep: float | None
    count: float
    found: str


def search(*, ten_million: bool, with_postgres: bool) -> Iterator[Table]:
    """One table of queries, one of pages and one of the awarding body's list, with a house of a million and, if asked
    for, one of ten."""
    for size in [Size(one=ONE, others=0), Size(one=ONE, others=OTHERS)][: 1 + ten_million]:
        for name, kept in _kept(size, with_postgres=with_postgres):
            with kept as url:
                yield _queries(f"{name}, {size.one + size.others:,} results, {size.one:,} of them shared with one", url)
                yield _pages(name, url)
                yield lists(f"{name}, {size.one + size.others:,} results", url)


def _kept(size: Size, *, with_postgres: bool) -> Iterator[tuple[str, AbstractContextManager[str]]]:
    kept = Kept()
    yield "SQLite", kept.sqlite(size)
    if with_postgres:
        yield "PostgreSQL", kept.postgres(size)


def _queries(title: str, url: str) -> Table:
    table = Table(title=f"{title}: milliseconds, medians of {READS}", title_justify="left")
    for heading in ("asked for", "found"):
        table.add_column(heading)
    for heading in ("page 1", "bare", "ratio", "more", "plans kept", "more", "deep", "ratio", "count", "ratio"):
        table.add_column(heading, justify="right")
    with opened(url) as database, asking(url) as ask, asking(url, keeps_plans=True) as ask_again:
        for name, criteria in questions().items():
            with all_sent(database) as sent:
                _page(database, criteria)
            asked = answering(sent)
            kept = None if database.is_sqlite else partial(ask_again, asked)
            took = _took(database, criteria, partial(ask, asked), kept)
            of_kept = ("", "") if took.kept is None else (f"{took.kept:.2f}", f"{took.page - took.kept:.2f}")
            deep = ("", "") if took.deep is None else (f"{took.deep:.2f}", f"{took.deep / took.page:.1f}")
            table.add_row(
                name,
                took.found,
                f"{took.page:.2f}",
                f"{took.bare:.2f}",
                f"{took.page / took.bare:.2f}",
                f"{took.page - took.bare:.2f}",
                *of_kept,
                *deep,
                f"{took.count:.2f}",
                f"{took.count / took.page:.1f}",
            )
    return table


def _page(database: Database, criteria: Criteria, *, size: int = 50, after: str | None = None) -> Page[FoundRow]:
    with database.read() as connection:
        return Search(connection, UNIVERSITY, criteria, NOW).page(PageRequest(size=size, after=after), READER)


def _count(database: Database, criteria: Criteria) -> Count:
    with database.read() as connection:
        return Search(connection, UNIVERSITY, criteria, NOW).count()


def _took(
    database: Database, criteria: Criteria, bare: Callable[[], object], kept: Callable[[], object] | None
) -> Took:
    """Together, so that what else the machine does falls on all of them."""
    count = _count(database, criteria)
    after = _deep(database, criteria)
    ways: dict[str, Callable[[], object]] = {
        "page": lambda: _page(database, criteria),
        "bare": bare,
        "count": lambda: _count(database, criteria),
    }
    if kept is not None:
        ways["kept"] = kept
    if after is not None:
        ways["deep"] = lambda: _page(database, criteria, after=after)
    took = dict(zip(ways, medians(list(ways.values())), strict=True))
    found = f"> {count.number:,}" if count.is_capped else f"{count.number:,}"
    return Took(
        page=took["page"],
        bare=took["bare"],
        kept=took.get("kept"),
        deep=took.get("deep"),
        count=took["count"],
        found=found,
    )


def _deep(database: Database, criteria: Criteria) -> str | None:
    after: str | None = None
    for _ in range(_DEEP):
        page = _page(database, criteria, size=200, after=after)
        if page.next is None:
            return None
        after = page.next
    return after


def _pages(name: str, url: str) -> Table:
    """What a person waits for, through the application with its template; beside it what the page asks the database."""
    table = Table(title=f"{name}: the page, milliseconds, medians of {READS}", title_justify="left")
    for heading in ("asked for", "page", "its list and count", "its template", "more"):
        table.add_column(heading, justify="left" if heading == "asked for" else "right")
    with _world(url) as world, opened(url) as database:
        member = world.person(Role.MEMBER, at=UNIVERSITY, email=f"{new_id()}@example.org")
        browser, reader = world.client(member), SqlVerificationReader(database)
        for asked in _SHOWN:
            criteria = questions()[asked]
            path = "/find"
            if not criteria.is_empty:
                command = SearchResultsCommand(actor=member.actor, criteria=criteria)
                path = f"/find/{world.container.search_results()(command)}"
            assert browser.get(path).status_code == 200

            def both(criteria: Criteria = criteria) -> None:
                reader.search(UNIVERSITY, criteria, PageRequest(size=25), person_id=READER, now=NOW)

            def whole(path: str = path) -> None:
                browser.get(path)

            with _rendering(world) as spent:
                page, lists = medians([whole, both])
            template = median(spent)
            table.add_row(asked, *(f"{one:.1f}" for one in (page, lists, template, page - lists - template)))
    return table


@contextmanager
def _world(url: str) -> Iterator[World]:
    with TemporaryDirectory(prefix="hall-bench-") as folder:
        world = World(Path(folder) / "none.db", clock=SettableClock(NOW), settings={"EXAMHALL_DATABASE_URL": url})
        yield world
        world.close()


@contextmanager
def _rendering(world: World) -> Iterator[list[float]]:
    """How long each template took that was rendered in the block."""
    spent: list[float] = []
    begun = 0.0

    def begin(_: object, **__: object) -> None:
        nonlocal begun
        begun = perf_counter()

    def end(_: object, **__: object) -> None:
        spent.append((perf_counter() - begun) * 1000)

    with (
        flask.before_render_template.connected_to(begin, world.app),
        flask.template_rendered.connected_to(end, world.app),
    ):
        yield spent
