"""Reading XLSX files in a process of their own.

A sheet is held as a rectangle: a file of a kilobyte whose last cell is the very last of a sheet asks for half a
terabyte, and one long text that a million cells refer to is copied a million times. The library that reads it cannot be
told a limit, and ends its process where there is no memory left. So that process is not the house, and has a limit.
"""

import json
import os
import signal
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import BinaryIO

_SECONDS = 120
"""Of computing; the largest file takes some ten."""
_PYTHON = 200_000_000
"""Bytes of addresses that go to the interpreter and the library before there is a file."""
_TOGETHER = 500


class UnreadableWorkbookError(Exception):
    """No XLSX file, damaged, or more than can be read."""


def workbook_rows(file: BinaryIO, *, memory: int) -> Iterator[tuple[str, ...]]:
    """The cells of the first sheet as people see them, from the first row on, blank ones too. `memory` are the bytes
    that reading it may take. Raises UnreadableWorkbookError, also on the way."""
    file.seek(0)
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    reading = context.Process(target=_read, args=(theirs, memory), daemon=True)
    reading.start()
    # Only the other process holds its end, so that its death is seen here.
    theirs.close()
    try:
        ours.send_bytes(file.read())
        while (some := json.loads(ours.recv_bytes())) is not None:
            yield from map(tuple, some)
    except (EOFError, OSError):
        raise UnreadableWorkbookError from None
    finally:
        ours.close()
        reading.kill()
        reading.join()


def cell_text(value: str | float | bool | datetime | date | time | timedelta) -> str:
    """As people see it in the sheet: whole numbers without a point, dates without their midnight."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# In the other process


def _read(answers: Connection, memory: int) -> None:
    """Rows in batches, then nothing; whoever reads them takes the end without it for a failure."""
    # Ctrl-C reaches every process of the terminal; the one that started this ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(memory)
    # The library says at length that it ends for want of memory; nobody has to read that.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    from io import BytesIO

    from python_calamine import CalamineError, load_workbook

    try:
        rows = load_workbook(BytesIO(answers.recv_bytes())).get_sheet_by_index(0).iter_rows()
        while some := [list(map(cell_text, cells)) for cells in islice(rows, _TOGETHER)]:
            answers.send_bytes(json.dumps(some).encode())
        answers.send_bytes(b"null")
    except (CalamineError, zipfile.BadZipFile, OSError, EOFError, IndexError, MemoryError):
        answers.close()


def _limit(memory: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_PYTHON + memory, _PYTHON + memory))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
