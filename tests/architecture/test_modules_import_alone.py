"""No module leans on another one having been imported before it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, imports, module_name, source_files

# Alembic runs these itself, inside a migration.
RUN_BY_ALEMBIC = ("env.py", "versions/*.py")

# A fresh interpreter for each module would take minutes, nearly all of it for what the package stands on. So one
# interpreter imports that, and each module is imported by a child of its own, forked while nothing of the package is
# there.
IMPORT_EACH = """
import contextlib, importlib, os, sys, traceback, warnings

below, names = (line.split() for line in sys.stdin.read().split(";"))
for name in below:
    with contextlib.suppress(ImportError):  # Some are there for type checkers only.
        importlib.import_module(name)
for name in names:
    child = os.fork()
    if child == 0:
        warnings.simplefilter("error")
        try:
            importlib.import_module(name)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        print(name, flush=True)
"""


def below(package: str, paths: Iterable[Path]) -> list[str]:
    """Libraries, and the packages it stands on: these import nothing of it, as the contracts of the imports hold."""
    names = {name for path in paths for _, name in imports(path.read_text(encoding="utf-8"))}
    return sorted(name for name in names if name.partition(".")[0] not in {package, "__future__"})


def not_importable(below: Iterable[str], names: Iterable[str], folder: Path) -> list[str]:
    """Names of the modules that fail; why they fail goes to the standard error, where pytest shows it."""
    answer = subprocess.run(
        [sys.executable, "-c", IMPORT_EACH],
        input=f"{' '.join(below)};{' '.join(names)}",
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        check=True,
    )
    return answer.stdout.split()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_of_a_package_can_be_imported_alone(package: str) -> None:
    paths = [path for path in source_files(package) if not any(path.match(pattern) for pattern in RUN_BY_ALEMBIC)]

    failed = not_importable(below(package, paths), [module_name(path) for path in paths], ROOT)

    assert failed == []


def test_two_modules_that_import_each_other_are_found_from_the_side_that_breaks(tmp_path: Path) -> None:
    (tmp_path / "first.py").write_text("import second\nname = 1\n")
    (tmp_path / "second.py").write_text("from first import name\n")

    assert not_importable([], ["second", "first"], tmp_path) == ["first"]
