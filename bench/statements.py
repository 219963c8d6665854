"""Statements of results: set as PDF beside typst alone, and signed beside pyHanko alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import segno
from rich.table import Table
from typst import Compiler, Fonts

from adapters.signing.identity import Identity, demo_identity
from adapters.signing.signer import PyHankoSigner
from examhall import Cell, DataTable
from plugins.pdf_statement import setting
from plugins.pdf_statement.format import PdfStatements
from plugins.pdf_statement.page import COLUMNS, Check, Page, page_of
from plugins.pdf_statement.setting import as_data
from tests.fakes.pictures import jpeg
from tests.fakes.statements import COMPONENTS, TABLE_COLUMNS, row, statements

if TYPE_CHECKING:
    from adapters.signing.pyhanko_signature import PdfSignature

NUMBER = 500
ROUNDS = 3
TOGETHER = 50
"""Pages in each of typst's documents, where it works alone."""
CHUNK = 4

_MAIN = b'#import "/statement.typ": statements\n#statements(json(bytes(sys.inputs.data)))'
"""As typst's own pages show how to give it data."""
_PHOTO = 20_000
_SOMETHING = Random(7).randbytes(1_000_000).replace(b"\xff", b"\xfe")
"""Typst carries a JPEG file into the PDF as it is."""

_NAMES = ("Zoë Šimková", "Ивана Ћосић", "محمد العربي", "דוד כהן", "संजय श्रीवास्तव", "สมชาย ใจดี", "Αθηνά Παππά", "Ada")
_FOLDER = Path(setting.__file__).parent
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"


def compare_speed() -> Table:
    """Each in turn, several times; the medians."""
    table = Table(title=f"{NUMBER} statements of results, medians of {ROUNDS} rounds", title_justify="left")
    for heading in ("step", "ours/s", "alone/s", "ratio", "by the processor's time"):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    with TemporaryDirectory(prefix="hall-bench-") as folder:
        rows = list(_rows(NUMBER))
        for step, ours, alone, here in (
            ("set into one file; typst given its data", lambda: _set(rows), _typst_given_its_data(rows), True),
            ("set into one file; typst by hand", lambda: _set(rows), lambda: _by_hand(rows), True),
            ("signed on all cores; pyHanko in a pool", *_signing(Path(folder)), False),
        ):
            (seconds, work), (seconds_alone, work_alone) = _in_turn(ours, alone)
            speeds = (f"{NUMBER / one:,.0f}" for one in (seconds, seconds_alone))
            # What is signed is so in other processes, whose time is not told.
            by_work = f"{work_alone / work:.2f}" if here else ""
            table.add_row(step, *speeds, f"{seconds_alone / seconds:.2f}", by_work)
    return table


def compare_memory() -> Table:
    """Each in a process of its own: the most memory it had, less what it had with one page set."""
    table = Table(title="Megabytes of memory over the first page", title_justify="left")
    for heading in ("statements", "ours", "typst by hand"):
        table.add_column(heading, justify="right")
    for number in (50, NUMBER, 4 * NUMBER):
        table.add_row(f"{number:,}", *(f"{_megabytes(way, number):,.0f}" for way in ("_set", "_by_hand")))
    return table


def _in_turn(*ways: Callable[[], object]) -> list[tuple[float, float]]:
    """Of each, how long it took, and how long processors worked at it."""
    took: list[list[tuple[float, float]]] = [[] for _ in ways]
    for round_number in range(ROUNDS + 1):
        for way, some in zip(ways, took, strict=True):
            start, work = time.perf_counter(), time.process_time()
            way()
            # The first round warms everything up.
            if round_number:
                some.append((time.perf_counter() - start, time.process_time() - work))
            _let_typst_forget()
    return [(median(seconds), median(work)) for seconds, work in (zip(*some, strict=True) for some in took)]


def _let_typst_forget() -> None:
    """Or who comes next would be given back what the same pages were worked out to in the round before."""
    compiler = _compiler()
    for _ in range(11):
        compiler.compile(b"", format="pdf")


# Set

_FORMAT = PdfStatements()
_FONTS = Fonts()


def _rows(number: int) -> Iterator[list[Cell]]:
    """Each with a name, scores, a photo and a code of its own."""
    return (_row(place) for place in range(number))


def _row(place: int) -> list[Cell]:
    dice = Random(place)
    components = [{**one, "score": dice.randint(140, 190)} for one in COMPONENTS]
    code = "".join(dice.choices(_LETTERS, k=8))
    return row(
        place,
        name=f"{_NAMES[place % len(_NAMES)]} {place}",
        overall_score=dice.randint(140, 190),
        components=json.dumps(components),
        photo=jpeg(data=_SOMETHING[place : place + _PHOTO]),
        check_address=f"https://exams.example.org/verify?reference=7K4M-92QX-{place:04}&code={code}",
        check_code=code,
    )


def _set(rows: Iterable[list[Cell]]) -> None:
    table = DataTable(title="Results", columns=TABLE_COLUMNS, rows=iter(rows))
    _FORMAT.write(table, {}, _Nowhere())


class _Nowhere(BytesIO):
    """Bytes are counted and let go."""

    def write(self, content: object, /) -> int:
        assert isinstance(content, bytes)
        return len(content)


def _compiler() -> Compiler:
    return Compiler(root=str(_FOLDER), font_paths=_FONTS)


def _compile(compiler: Compiler, data: str) -> bytes:
    made = compiler.compile(_MAIN, sys_inputs={"data": data}, format="pdf", pdf_standards="ua-1")
    assert isinstance(made, bytes)
    return made


def _typst_given_its_data(rows: list[list[Cell]]) -> Callable[[], None]:
    """The least there is to do: its data lies ready, with the codes drawn, and each fifty pages stay a file."""
    ready = [as_data(map(_page, rows[start : start + TOGETHER])) for start in range(0, len(rows), TOGETHER)]

    def work() -> None:
        compiler = _compiler()
        for data in ready:
            _compile(compiler, data)

    return work


def typst_by_hand(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """From the same rows: a script that makes the data of fifty pages, has typst set them, and keeps as many files."""
    compiler, left = _compiler(), iter(rows)
    while some := list(islice(left, TOGETHER)):
        yield _compile(compiler, as_data(map(_page_with_segnos_code, some)))


def _by_hand(rows: Iterable[list[Cell]]) -> None:
    for _ in typst_by_hand(rows):
        pass


def _page(cells: list[Cell]) -> Page:
    return page_of(dict(zip(COLUMNS, cells, strict=True)))


def _page_with_segnos_code(cells: Sequence[Cell]) -> Page:
    """The texts are made ready as ours are; the code is drawn by the library alone, with the mask that is fixed in
    ours, as trying all would take four times as long."""
    told = dict(zip(COLUMNS, cells, strict=True))
    address, code = str(told["check_address"]), str(told["check_code"])
    drawn = BytesIO()
    segno.make_qr(address, error="m", mask=3).save(drawn, kind="svg", border=4, xmldecl=False)
    check = Check(address=address, page=address.partition("?")[0], code=drawn.getvalue().decode(), check_code=code)
    return replace(page_of({**told, "check_address": None}), check=check)


def _megabytes(way: str, number: int) -> float:
    program = f"from bench.statements import tell_memory; tell_memory({way!r}, {number})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout)


def tell_memory(way: str, number: int) -> None:
    """The first page has the fonts looked for, which stays whatever the number."""
    work = globals()[way]
    work(_rows(1))
    before = _most()
    work(_rows(number))
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
