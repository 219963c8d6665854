"""Distributions as pip would leave them, made by a test."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path
from textwrap import dedent

import pytest

_numbers = count(1)


class Environment:
    """A folder on the path into which plugins are put."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        monkeypatch.syspath_prepend(str(folder))

    def install(self, name: str, source: str, *, point: str = "", target: str = "", version: str = "1.0") -> None:
        """Put a module, under a name that no other test has used, and its metadata there."""
        module = f"installed_by_a_test_{next(_numbers)}"
        (self.folder / f"{module}.py").write_text(dedent(source))
        self.declare(name, f"[examhall.plugins]\n{point or name} = {module}{target}\n", version=version)

    def declare(self, name: str, entry_points: str, *, version: str = "1.0", metadata: str | None = None) -> None:
        info = self.folder / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "entry_points.txt").write_text(entry_points)
        (info / "METADATA").write_text(metadata or f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def forget_modules() -> None:
    for name in [name for name in sys.modules if name.startswith("installed_by_a_test_")]:
        del sys.modules[name]
