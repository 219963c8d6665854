"""Downloads as a person asks for them, through the whole application, beside the bare driver and the bare writers."""

from __future__ import annotations

import csv
import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from rich.table import Table

from adapters.signing.pyhanko_signature import PdfSignature
from bench.exports import MEGABYTE, be_quiet, memory
from bench.filling import NOW
from bench.places import Place
from bench.statements import typst_by_hand
from bench.verification_filling import UNIVERSITY, Size, connected, fill, result_id
from core.access.model import Actor
from core.access.permissions import Role
from core.shared.ids import new_id
from plugins.pdf_statement.page import COLUMNS as STATED
from tests.e2e.world import Browser, SettableClock, World
from tests.fakes.identities import certificate_pem, identity, key_pem

SHARED, SMALL = 100_000, 25
ROUNDS, LONG_ROUNDS = 21, 3
_OPTIONS = "/downloads/new/shared_results"
_DEFAULT = {"template": "default"}
_IDENTITY = identity()

# Any, here and below: a driver's values and columns.
Row = tuple[Any, ...]
_STORED = """
SELECT r.given_name || ' ' || r.family_name, r.given_name, r.family_name, r.date_of_birth, r.number, r.email, e.name,
       e.code, r.taken_on, r.place, c.name, c.number, r.reference, r.status, r.released_at, r.overall, r.grade, r.cefr,
       e.marking, r.scores, s.shared_at, s.expires_at
FROM share s
JOIN result r ON r.id = s.result_id
JOIN exam e ON e.code = r.exam_code
JOIN organisation c ON c.id = r.centre_id
WHERE s.organisation_id = {mark} AND s.ended_at IS NULL {which} ORDER BY r.sid DESC
"""


def fetch(places: list[Place]) -> Iterator[Table]:
    """A table of what one waits for until a short file begins, and one of the longest that are usual."""
    houses = {place.name: place.pattern() for place in places}
    for url in houses.values():
        fill(url, Size(one=SHARED, others=0))
    yield _short(houses)
    yield _long(houses)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """Somebody who is logged in, and the form's token, which a browser has from the page before."""

    world: World
    browser: Browser
    token: str
    actor: Actor
    folder: Path
    url: str

    def ask(self, asked: Sequence[tuple[str, str]], chosen: dict[str, str]) -> str:
        """Press Download; where that leads to."""
        sent = {**chosen, "csrf_token": self.token}
        answer = self.browser.http.post(f"{_OPTIONS}?{urlencode(asked)}", data=sent)
        assert answer.status_code == 303, answer.text
        return answer.location

    def read(self, address: str) -> Iterator[bytes]:
        answer = self.browser.get(address)
        assert answer.status_code == 200, answer.text
        return iter(answer.iter_encoded())


@contextmanager
def _office(url: str) -> Iterator[_Office]:
    settings = {
        "EXAMHALL_DATABASE_URL": url,
        "EXAMHALL_SIGNING_KEY": key_pem(_IDENTITY),
        "EXAMHALL_SIGNING_CERTIFICATE": certificate_pem(_IDENTITY),
    }
    with TemporaryDirectory(prefix="hall-bench-") as name:
        folder = Path(name)
        world = World(folder / "none.db", clock=SettableClock(NOW), settings=settings)
        world.awarding_body()
        member = world.person(Role.MEMBER, at=UNIVERSITY, email=f"{new_id()}@example.org")
        browser = world.client(member)
        yield _Office(world=world, browser=browser, token=browser.token(), actor=member.actor, folder=folder, url=url)
        world.close()


# Short ones


def _short(houses: dict[str, str]) -> Table:
    title = f"Until the first byte of a short download, milliseconds, medians of {ROUNDS}"
    table = Table(title=title, title_justify="left")
    for heading in ("database", "file", "ours", "bare", "ratio", "more"):
        table.add_column(heading, justify="left" if heading in {"database", "file"} else "right")
    for name, url in houses.items():
        with _office(url) as office, _bare(office) as bare:
            for what, ours, alone in (
                (f"CSV of {SMALL} rows", _file(office, "csv"), bare.csv),
                (f"XLSX of {SMALL} rows", _file(office, "xlsx"), bare.xlsx),
                ("a signed statement", _statement(office), bare.statement),
            ):
                took, took_alone = _in_turn(ours, alone)
                figures = (f"{took:.1f}", f"{took_alone:.1f}", f"{took / took_alone:.1f}", f"{took - took_alone:.1f}")
                table.add_row(name, what, *figures)
    return table


def _in_turn(*ways: Callable[[list[UUID]], object]) -> list[float]:
    """Milliseconds. Nothing is asked for twice, or typst would give back what it worked out before."""
    times: list[list[float]] = [[] for _ in ways]
    numbers = count(1)
    for turn in range(ROUNDS + 1):
        for way, took in zip(ways, times, strict=True):
            chosen = [result_id(next(numbers)) for _ in range(SMALL)]
            begun = perf_counter()
            way(chosen)
            # The first round warms everything up.
            if turn:
                took.append((perf_counter() - begun) * 1000)
    return [median(took) for took in times]


def _file(office: _Office, form: str) -> Callable[[list[UUID]], object]:
    def fetch(chosen: list[UUID]) -> None:
        asked = [("format", form), *(("result", str(one)) for one in chosen)]
        assert next(office.read(office.ask(asked, _DEFAULT)))

    return fetch


def _statement(office: _Office) -> Callable[[list[UUID]], object]:
    def fetch(chosen: list[UUID]) -> None:
        asked = [("format", "pdf_statement"), ("result", str(chosen[0]))]
        assert next(office.read(office.ask(asked, {})))

    return fetch


class _Bare:
    """The driver's rows as they are stored, each kind of file by its library alone, on a connection that stays open."""

    def __init__(self, office: _Office, read: Callable[[Sequence[UUID]], list[Row]]) -> None:
        self._office, self._read = office, read
        self._target = office.folder / "bare"
        self._signature = PdfSignature(_IDENTITY)

    def csv(self, chosen: list[UUID]) -> None:
        with self._target.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(self._read(chosen))

    def xlsx(self, chosen: list[UUID]) -> None:
        from rustpy_xlsxwriter import write_worksheet

        rows = self._read(chosen)
        write_worksheet(({str(place): str(cell) for place, cell in enumerate(row)} for row in rows), self._target)

    def statement(self, chosen: list[UUID]) -> None:
        """Its data comes from the house: only its codes can be read there."""
        dataset, asked = self._office.world.container.datasets().get("shared_results"), {"results": str(chosen[0])}
        rows = dataset.rows(self._office.actor, asked, STATED, subjects=None, now=NOW)
        (pdf,) = typst_by_hand(row.cells for row in rows)
        self._target.write_bytes(self._signature.put_on(pdf))


@contextmanager
def _bare(office: _Office) -> Iterator[_Bare]:
    if office.url.startswith("sqlite"):
        with closing(sqlite3.connect(office.url.removeprefix("sqlite:///"))) as lite:
            named = _STORED.format(mark="?", which=f"AND r.id IN ({', '.join('?' * SMALL)})")
            yield _Bare(
                office, lambda ids: lite.execute(named, [UNIVERSITY.bytes, *(one.bytes for one in ids)]).fetchall()
            )
        return
    with connected(office.url) as connection:
        asked = _STORED.format(mark="%s", which="AND r.id = ANY(%s)").encode()
        yield _Bare(office, lambda ids: connection.execute(asked, [UNIVERSITY, list(ids)]).fetchall())


# A long one


def _long(houses: dict[str, str]) -> Table:
    title = f"CSV of {SHARED:,} rows by the default template, medians of {LONG_ROUNDS}"
    table = Table(title=title, title_justify="left")
    for heading in ("database", "asked s", "made s", "first byte s", "rows/s", "bare rows/s", "ratio", "MB", "bare MB"):
        table.add_column(heading, justify="left" if heading == "database" else "right")
    apart = multiprocessing.get_context("spawn")
    for name, url in houses.items():
        with _office(url) as office:
            took, bare = [], []
            for _ in range(LONG_ROUNDS):
                took.append(_whole_way(office))
                begun = perf_counter()
                _write_bare(url, office.folder / "bare")
                bare.append(perf_counter() - begun)
        with ProcessPoolExecutor(1, mp_context=apart, max_tasks_per_child=1, initializer=be_quiet) as processes:
            grown = [processes.submit(way, url).result() / MEGABYTE for way in (_grown, _grown_bare)]
        asked, made, first, whole = (median(some) for some in zip(*took, strict=True))
        speeds = SHARED / whole, SHARED / median(bare)
        figures = (f"{asked:.2f}", f"{made:.2f}", f"{first:.2f}", *(f"{one:,.0f}" for one in speeds))
        table.add_row(name, *figures, f"{speeds[1] / speeds[0]:.1f}", *(f"{one:.0f}" for one in grown))
    return table


def _whole_way(office: _Office) -> tuple[float, float, float, float]:
    """Seconds: until the page says that it is being made, until it is made, from there until the first byte of the
    file, and all together until the last."""
    begun = perf_counter()
    page = office.ask([("format", "csv"), ("all", "yes")], _DEFAULT)
    asked = perf_counter()
    office.world.run_jobs()
    made = perf_counter()
    pieces = office.read(f"{page}/file")
    lines = next(pieces).count(b"\n")
    first = perf_counter()
    lines += sum(piece.count(b"\n") for piece in pieces)
    ended = perf_counter()
    # A few shares are over, and above the rows stands the header.
    assert SHARED - 10 < lines <= SHARED, lines
    return asked - begun, made - asked, first - made, ended - begun


def _write_bare(url: str, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as out, _cursor(url) as rows:
        csv.writer(out).writerows(rows)
    with target.open("rb") as written:
        assert sum(1 for _ in written) == SHARED


@contextmanager
def _cursor(url: str) -> Iterator[Iterator[Row]]:
    """Every row that is shared, as it is stored; nothing is held in memory."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as lite:
            yield lite.execute(_STORED.format(mark="?", which=""), [UNIVERSITY.bytes])
        return
    with connected(url) as connection, connection.transaction(), connection.cursor(name="every_row") as cursor:
        cursor.itersize = 2000
        yield iter(cursor.execute(_STORED.format(mark="%s", which="").encode(), [UNIVERSITY]))


def _grown(url: str) -> int:
    """Bytes over what the application has once somebody has taken a short file. In a process of its own."""
    with _office(url) as office:
        _file(office, "csv")([result_id(place) for place in range(1, SMALL)])
        before = memory("VmRSS")
        _whole_way(office)
    return memory("VmHWM") - before


def _grown_bare(url: str) -> int:
    with TemporaryDirectory(prefix="hall-bench-") as folder:
        before = memory("VmRSS")
        _write_bare(url, Path(folder) / "bare")
    return memory("VmHWM") - before
