"""Data files of 100,000 rows and 30 columns from a cursor of SQLite, beside the bare writers on the same cursor."""

from __future__ import annotations

import csv
import logging
import multiprocessing
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter

import structlog
from rich.table import Table

from adapters.plugins.formats import GuardedFormat
from core.exports.model import Cell, Column, ColumnType, DataTable, ExportFormat

ROWS = 100_000
SIZES = (1_000, 10_000, ROWS)
ROUNDS = 5
MEGABYTE = 1_000_000

_KINDS = {
    ColumnType.TEXT: 18,
    ColumnType.WHOLE_NUMBER: 6,
    ColumnType.NUMBER: 2,
    ColumnType.DATE: 2,
    ColumnType.MOMENT: 1,
    ColumnType.YES_NO: 1,
}
COLUMNS = tuple(
    Column(id=f"{kind}_{number}", title=f"{kind.value.capitalize()} {number}", type=kind)
    for kind, count in _KINDS.items()
    for number in range(count)
)

# The names of the converters below; they make a cursor give what a reader of the house gives.
_DECLARED = {
    ColumnType.TEXT: "TEXT",
    ColumnType.WHOLE_NUMBER: "INTEGER",
    ColumnType.NUMBER: "number",
    ColumnType.DATE: "day",
    ColumnType.MOMENT: "moment",
    ColumnType.YES_NO: "answer",
}
_CONVERTERS: dict[str, Callable[[bytes], Cell]] = {
    "number": lambda raw: Decimal(raw.decode()),
    "day": lambda raw: date.fromisoformat(raw.decode()),
    "moment": lambda raw: datetime.fromisoformat(raw.decode()),
    "answer": lambda raw: raw == b"1",
}


def compare_speed() -> Table:
    """Both write to the disk; medians of rounds in turn."""
    title = (
        f"{ROWS:,} rows × {len(COLUMNS)} columns to a file, beside the bare writer on the same cursor, in turn: seconds"
    )
    table = Table(title=title, title_justify="left")
    for heading in ("format", "ours", "bare", "ratio"):
        table.add_column(heading, justify="left" if heading == "format" else "right")
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as name:
        folder = Path(name)
        source = _filled(folder, ROWS)
        for format_name, bare in (("csv", _bare_csv), ("xlsx", _bare_xlsx)):
            chosen = _guarded(format_name)
            took = _in_turn(
                ours=partial(_write, chosen, source, folder / "ours"), bare=partial(bare, source, folder / "bare")
            )
            ratio = took["ours"] / took["bare"]
            table.add_row(format_name.upper(), f"{took['ours']:.2f}", f"{took['bare']:.2f}", f"{ratio:.2f}")
    return table


def compare_memory() -> Table:
    """Each file in a process of its own: the most that was in use at a time, less what was before it was begun."""
    table = Table(title="Memory for a file of so many rows, over the start: MB", title_justify="left")
    table.add_column("format")
    for size in SIZES:
        table.add_column(f"{size:,}", justify="right")
    apart = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as name:
        folder = Path(name)
        sources = [_filled(folder, size) for size in SIZES]
        with ProcessPoolExecutor(1, mp_context=apart, max_tasks_per_child=1, initializer=be_quiet) as processes:
            for format_name in ("csv", "xlsx"):
                grown = [processes.submit(_grown, format_name, source, folder / "out").result() for source in sources]
                table.add_row(format_name.upper(), *(f"{one / MEGABYTE:.1f}" for one in grown))
    return table


def _filled(folder: Path, rows: int) -> Path:
    source = folder / f"rows-{rows}.db"
    with closing(sqlite3.connect(source)) as connection:
        declared = ", ".join(f"{column.id} {_DECLARED[column.type]}" for column in COLUMNS)
        connection.execute(f"CREATE TABLE result ({declared})")
        places = ", ".join("?" * len(COLUMNS))
        connection.executemany(f"INSERT INTO result VALUES ({places})", map(_row, range(rows)))  # noqa: S608 - our own
        connection.commit()
    return source


def _row(number: int) -> list[str | int | None]:
    return [_stored(column, number * len(COLUMNS) + place) for place, column in enumerate(COLUMNS)]


def _stored(column: Column, number: int) -> str | int | None:
    """One cell in eleven is empty; every column of text has a telephone number here and there."""
    if number % 11 == 0:
        return None
    match column.type:
        case ColumnType.WHOLE_NUMBER:
            return number
        case ColumnType.NUMBER:
            return f"{number / 8:.3f}"
        case ColumnType.DATE:
            return str(date(1990, 1, 1) + timedelta(days=number % 7_000))
        case ColumnType.MOMENT:
            return str(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number))
        case ColumnType.YES_NO:
            return number % 2
        case _:
            return f"+44 20 {number}" if number % 5_000 == 1 else f"Nguyễn Thị {number}"


def _cursor(source: Path) -> Iterator[Sequence[Cell]]:
    for name, convert in _CONVERTERS.items():
        sqlite3.register_converter(name, convert)
    # The guard runs a format in a thread of its own.
    connection = sqlite3.connect(source, detect_types=sqlite3.PARSE_DECLTYPES, check_same_thread=False)
    return iter(connection.execute("SELECT * FROM result"))


def _guarded(name: str) -> ExportFormat:
    # As the loader does it: nobody imports a plugin.
    (offered,) = import_module(f"plugins.{name}").examhall_export_formats()
    return GuardedFormat(offered)


def _write(chosen: ExportFormat, source: Path, target: Path) -> None:
    with target.open("wb") as out:
        chosen.write(DataTable(title="Results", columns=COLUMNS, rows=_cursor(source)), {}, out)


def _bare_csv(source: Path, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([column.title for column in COLUMNS])
        writer.writerows(_cursor(source))


def _bare_xlsx(source: Path, target: Path) -> None:
    from rustpy_xlsxwriter import write_worksheet

    names = [column.title for column in COLUMNS]
    write_worksheet((dict(zip(names, row, strict=True)) for row in _cursor(source)), target)


def _in_turn(**ways: Callable[[], object]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, write in ways.items():
            begun = perf_counter()
            write()
            times[name].append(perf_counter() - begun)
    return {name: median(taken) for name, taken in times.items()}


def be_quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def _grown(name: str, source: Path, target: Path) -> int:
    """Bytes. Run in a process that has done nothing else."""
    chosen = _guarded(name)
    before = memory("VmRSS")
    _write(chosen, source, target)
    return memory("VmHWM") - before


def memory(name: str) -> int:
    """Bytes of this process, as the system calls them: `VmRSS` now, `VmHWM` at the most so far."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
