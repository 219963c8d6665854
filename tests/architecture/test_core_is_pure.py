"""The rules outlive every library: the core stands on Python alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, imports, source_files

# Part of the standard library, yet they reach out of the process or log; the core asks a port instead.
NOT_PURE = {"asyncio", "http", "logging", "multiprocessing", "smtplib", "socket", "sqlite3", "subprocess", "threading"}


def foreign(source: str) -> list[tuple[int, str]]:
    allowed = (sys.stdlib_module_names | {"core"}) - NOT_PURE
    return [(line, name) for line, name in imports(source) if name.partition(".")[0] not in allowed]


@pytest.mark.parametrize("path", list(source_files("core")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_of_the_core_imports_the_standard_library_and_the_core_only(path: Path) -> None:
    assert foreign(path.read_text(encoding="utf-8")) == []


def test_an_import_inside_a_function_is_seen_too() -> None:
    source = "from core.shared import time\n\ndef now():\n    import flask.globals\n    from socket import socket\n"

    assert foreign(source) == [(4, "flask.globals"), (5, "socket")]
