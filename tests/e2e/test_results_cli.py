"""Results from the terminal: brought in, given photos, and released."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.fakes.pictures import jpeg
from web.cli import main

HEADER = "candidate_number,exam,exam_date,centre_number,given_name,family_name,date_of_birth,place,Reading,Writing"
ROW = "K7QF2-M9XRT,KEY,2026-03-07,PL042,Zoë,Łęska,2009-04-23,Kraków,130,140"
CATALOGUE = {
    "exams": [
        {
            "code": "KEY",
            "name": "A2 Key",
            "level": "A2",
            "papers": ["Reading"],
            "components": ["Reading", "Writing"],
            "photo": True,
            "scale": {"name": "Scale", "bands": [{"grade": "A", "lowest": 100, "highest": 150, "cefr": "A2"}]},
        }
    ]
}


def examhall(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture(autouse=True)
def _house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database with an awarding body, a test centre and one exam."""
    monkeypatch.setenv("EXAMHALL_DATA", str(tmp_path))
    monkeypatch.setenv("EXAMHALL_SECRET_KEY", "a secret that only tests use, long enough")
    examhall("db", "upgrade")
    examhall("organisation", "create", "AB001", "Meridian English Awards", "--awarding-body")
    examhall("organisation", "create", "PL042", "Kraków Centre")
    (tmp_path / "exams.json").write_text(json.dumps(CATALOGUE), encoding="utf-8")
    assert examhall("import", "catalogue", str(tmp_path / "exams.json")).exit_code == 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    return path


def bring_in(file: Path, *options: str) -> Result:
    return examhall("import", "results", str(file), "--release-at", "2026-03-20T09:00+01:00", *options)


def test_a_dry_run_is_followed_by_the_import_and_the_same_file_again_changes_nothing(file: Path) -> None:
    dry, stored, again = bring_in(file, "--dry-run"), bring_in(file), bring_in(file)

    assert "1 results read: 1 new, 0 revised, 0 unchanged." in dry.output
    assert "A2 Key, 7 Mar 2026: 1, released on 2026-03-20 08:00 UTC" in dry.output
    assert "nothing was stored" in dry.output
    assert "1 new" in stored.output
    assert "0 new, 0 revised, 1 unchanged" in again.output


def test_what_is_wrong_is_named_by_line_and_field(file: Path) -> None:
    file.write_text(f"{HEADER}\n{ROW.replace('130', '99')}\n{ROW.replace('PL042', 'PL9')}\n", encoding="utf-8")

    answer = bring_in(file)

    assert answer.exit_code == 1
    assert "Line 2, Reading: " in answer.stderr
    assert "Line 3, candidate_number: " in answer.stderr
    assert "Nothing was taken over." in answer.stderr


def test_a_file_that_cannot_be_read_is_refused(file: Path) -> None:
    file.write_text("name,marks\nZoe,1\n", encoding="utf-8")

    answer = bring_in(file)

    assert (answer.exit_code, "There is no column «marks»" in answer.stderr) == (1, True)


def test_results_are_released_when_they_are_due_or_by_name_before(file: Path) -> None:
    examhall("import", "results", str(file), "--release-at", "2999-01-01")

    due = examhall("results", "release")
    unnamed = examhall("results", "release", "--now")
    other = examhall("results", "release", "--now", "--date", "2026-03-08")
    named = examhall("results", "release", "--now", "--exam", "key", "--date", "2026-03-07")

    assert (due.output, other.output, named.output) == (
        "0 results released.\n",
        "0 results released.\n",
        "1 results released.\n",
    )
    assert unnamed.exit_code == 2


def test_photos_are_brought_in_by_exam_and_day(file: Path, tmp_path: Path) -> None:
    bring_in(file)
    archive = tmp_path / "photos.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("K7QF2-M9XRT.jpg", jpeg())

    other = examhall("import", "photos", str(archive), "--exam", "key", "--date", "2026-03-08")
    taken = examhall("import", "photos", str(archive), "--exam", "key", "--date", "2026-03-07")

    assert (other.exit_code, "K7QF2-M9XRT.jpg: There is no result" in other.stderr) == (1, True)
    assert taken.output == "1 photos taken over, 0 of them in place of a former one.\n"
    assert len(list((tmp_path / "files" / "photos").iterdir())) == 1
    assert examhall("import", "photos", str(file), "--exam", "key", "--date", "2026-03-07").exit_code == 1


def test_a_moment_that_is_none_is_refused(file: Path) -> None:
    answer = examhall("import", "results", str(file), "--release-at", "soon")

    assert (answer.exit_code, "is not a moment" in answer.stderr) == (2, True)
