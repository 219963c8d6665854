"""Statements of results: set as PDF beside typst alone, and signed beside pyHanko alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.table import Table
from typst import Compiler, Fonts

from adapters.signing.identity import Identity, demo_identity
from adapters.signing.signer import PyHankoSigner
from examhall import Cell, DataTable
from plugins.pdf_statement import setting
from plugins.pdf_statement.format import PdfStatements
from plugins.pdf_statement.page import COLUMNS, page_of
from plugins.pdf_statement.setting import as_data
from tests.fakes.statements import TABLE_COLUMNS, row, statements

if TYPE_CHECKING:
    from adapters.signing.pyhanko_signature import PdfSignature

NUMBER = 500
ROUNDS = 3
TOGETHER = 50
"""Pages in each of typst's documents, where it works alone."""
CHUNK = 4

_NAMES = ("Zoë Šimková", "Ивана Ћосић", "محمد العربي", "דוד כהן", "संजय श्रीवास्तव", "สมชาย ใจดี", "Αθηνά Παππά", "Ada")
_TEMPLATE = Path(setting.__file__).with_name("statement.typ")


def compare_speed() -> Table:
    """Each in turn, several times; the medians."""
    table = Table(title=f"{NUMBER} statements of results, medians of {ROUNDS} rounds", title_justify="left")
    for heading in ("step", "ours/s", "alone/s", "ratio"):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    with TemporaryDirectory(prefix="hall-bench-") as folder:
        for step, ours, alone in (
            ("set into one file; typst given its data", _set, _typst_given_its_data(list(_rows(NUMBER)))),
            ("set into one file; typst by hand", _set, _typst_by_hand),
            ("signed on all cores; pyHanko in a pool", *_signing(Path(folder))),
        ):
            seconds = _in_turn(ours, alone)
            table.add_row(step, *(f"{NUMBER / one:,.0f}" for one in seconds), f"{seconds[1] / seconds[0]:.2f}")
    return table


def compare_memory() -> Table:
    """Each in a process of its own: the most memory it had, less what it had with one page set."""
    table = Table(title="Megabytes of memory over the first page", title_justify="left")
    for heading in ("statements", "ours", "typst by hand"):
        table.add_column(heading, justify="right")
    for number in (50, NUMBER, 4 * NUMBER):
        table.add_row(f"{number:,}", *(f"{_megabytes(way, number):,.0f}" for way in ("_set", "_typst_by_hand")))
    return table


def _in_turn(*ways: Callable[[], object]) -> list[float]:
    took: list[list[float]] = [[] for _ in ways]
    for round_number in range(ROUNDS + 1):
        for way, seconds in zip(ways, took, strict=True):
            start = time.perf_counter()
            way()
            # The first round warms everything up.
            if round_number:
                seconds.append(time.perf_counter() - start)
    return [median(one) for one in took]


# Set

_FORMAT = PdfStatements()
_FONTS = Fonts()


def _rows(number: int) -> Iterator[list[Cell]]:
    return (row(place, name=f"{_NAMES[place % len(_NAMES)]} {place}") for place in range(number))


def _set(number: int = NUMBER) -> None:
    table = DataTable(title="Results", columns=TABLE_COLUMNS, rows=_rows(number))
    _FORMAT.write(table, {}, _Nowhere())


class _Nowhere(BytesIO):
    """Bytes are counted and let go."""

    def write(self, content: object, /) -> int:
        assert isinstance(content, bytes)
        return len(content)


def _given(rows: list[list[Cell]]) -> dict[str, str]:
    """What typst is given for some pages."""
    return as_data(page_of(dict(zip(COLUMNS, cells, strict=True))) for cells in rows)


def _compiler() -> Compiler:
    return Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=_FONTS)


def _typst_given_its_data(rows: list[list[Cell]]) -> Callable[[], None]:
    """The least there is to do: its data is ready, with the codes drawn, and each fifty pages stay a file."""
    ready = [_given(rows[start : start + TOGETHER]) for start in range(0, len(rows), TOGETHER)]

    def work() -> None:
        compiler = _compiler()
        for given in ready:
            compiler.compile(sys_inputs=given, format="pdf", pdf_standards="ua-1")

    return work


def _typst_by_hand(number: int = NUMBER) -> None:
    """From the same rows: a script that makes the data of fifty pages, has typst set them, and keeps as many files."""
    compiler, some = _compiler(), list[list[Cell]]()
    for place, cells in enumerate(_rows(number), start=1):
        some.append(cells)
        if len(some) == TOGETHER or place == number:
            compiler.compile(sys_inputs=_given(some), format="pdf", pdf_standards="ua-1")
            some = []


def _megabytes(way: str, number: int) -> float:
    program = f"from bench.statements import tell_memory; tell_memory({way!r}, {number})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout)


def tell_memory(way: str, number: int) -> None:
    """The first page has the fonts looked for, which stays whatever the number."""
    work = globals()[way]
    work(1)
    before = _most()
    work(number)
    print((_most() - before) / 1024)


def _most() -> int:
    """Kilobytes of memory this process had at its largest."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0])


# Signed


def _signing(folder: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    """Ours is told that there are files, one by one; alone, all of them lie ready and stay."""
    identity = demo_identity(folder, organisation="Meridian English Awards", now=datetime.now(UTC))
    pdfs = [statements(row(), form=_FORMAT)] * NUMBER
    signer = PyHankoSigner(identity)
    return lambda: sum(1 for _ in signer.sign_all(iter(pdfs))), lambda: _pyhanko_in_a_pool(folder, pdfs)


def _pyhanko_in_a_pool(folder: Path, pdfs: list[bytes]) -> None:
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn"), initializer=_load, initargs=(folder,)) as pool:
        assert len(list(pool.map(_sign, pdfs, chunksize=CHUNK))) == NUMBER


_signature: PdfSignature | None = None


def _load(folder: Path) -> None:
    from adapters.signing.pyhanko_signature import PdfSignature

    global _signature
    identity: Identity = demo_identity(folder, organisation="", now=datetime.now(UTC))
    _signature = PdfSignature(identity)


def _sign(pdf: bytes) -> bytes:
    assert _signature is not None
    return _signature.put_on(pdf)
