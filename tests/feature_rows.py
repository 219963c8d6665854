"""Which rows of the feature list carry a test: `python -m tests.feature_rows` lists those that carry none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent
ROWS = TESTS / "architecture" / "feature_rows.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One `@pytest.mark.feature(...)`. An id that is not written out as a string is shown as its source."""

    row: str
    place: str


def rows() -> dict[str, str]:
    """Every row's id and short title, in the order of the list."""
    lines = ROWS.read_text(encoding="utf-8").splitlines()
    return {row: title for row, _, title in (line.partition(" ") for line in lines)}


def marks_in(source: str, place: str) -> Iterator[Mark]:
    """Find the marks without importing the tests, so that a row counts even where its test cannot run."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.feature"):
            for argument in node.args:
                literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                row = ast.literal_eval(argument) if literal else ast.unparse(argument)
                yield Mark(row=row, place=f"{place}:{node.lineno}")


def marks() -> list[Mark]:
    return [
        mark
        for path in sorted(TESTS.rglob("test_*.py"))
        for mark in marks_in(path.read_text(encoding="utf-8"), str(path.relative_to(TESTS)))
    ]


def main() -> None:
    carried = {mark.row for mark in marks()}
    known = rows()
    bare = {row: title for row, title in known.items() if row not in carried}
    for row, title in bare.items():
        print(f"{row}  {title}")
    print(f"{len(known) - len(bare)} of {len(known)} rows carry a test, {len(bare)} do not.")


if __name__ == "__main__":
    main()
