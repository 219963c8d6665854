from __future__ import annotations

import subprocess
import sys

from tests.architecture.sources import ROOT
from tests.feature_rows import Mark, marks, marks_in, rows


def test_every_mark_names_a_row_of_the_feature_list() -> None:
    known = rows()

    unknown = [mark for mark in marks() if mark.row not in known]

    assert unknown == []


def test_marks_are_found_on_functions_and_modules_with_one_row_or_several() -> None:
    source = "pytestmark = [pytest.mark.feature('P01', 'P02')]\n\n@mark.feature('L05')\ndef test_it(): ...\n"

    found = list(marks_in(source, "test_it.py"))

    assert sorted(found, key=lambda mark: mark.row) == [
        Mark(row="L05", place="test_it.py:3"),
        Mark(row="P01", place="test_it.py:1"),
        Mark(row="P02", place="test_it.py:1"),
    ]


def test_the_command_lists_the_rows_that_no_test_carries() -> None:
    command = [sys.executable, "-m", "tests.feature_rows"]

    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)

    listed = {line.split()[0] for line in answer.stdout.splitlines()[:-1]}
    assert listed == set(rows()) - {mark.row for mark in marks()}
