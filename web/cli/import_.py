"""`examhall import`."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from core.access.model import OPERATOR
from core.bookings.entry_file import FileRow
from core.catalogue.model import ExamCode
from core.catalogue.usecases.importing import ImportCatalogueCommand
from core.results.importing import ImportReport, ResultFile
from core.results.usecases.importing import ImportResultsCommand
from core.results.usecases.photographing import ImportPhotosCommand
from core.shared.errors import InvalidInputError, Problem
from core.shared.writing import written_day
from web.catalogue.file import read_catalogue, told
from web.cli.house import open_house
from web.cli.moments import DAY, MOMENT

_TELL_EVERY = 10_000


@click.group("import")
def import_() -> None:
    """Bring data in from files."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def catalogue(file: Path) -> None:
    """Bring in the awarding body's exams from a JSON FILE.

    All of it is taken over or nothing. Exams with a known code are replaced; those that the file leaves out stay.
    """
    container = open_house()
    try:
        exams = read_catalogue(file.read_bytes())
        changed = container.import_catalogue()(ImportCatalogueCommand(actor=OPERATOR, exams=exams))
    except InvalidInputError as error:
        for problem in error.problems:
            click.echo(told(problem), err=True)
        click.echo("Nothing was taken over.", err=True)
        raise SystemExit(1) from error
    click.echo(f"{len(exams)} exams read, {changed} new or changed.")


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what the file means and store nothing.")
@click.option(
    "--release-at",
    type=MOMENT,
    help="When to release results of which no session says it, such as 2027-03-01T09:00+01:00; UTC without an offset.",
)
def results(file: Path, dry_run: bool, release_at: datetime | None) -> None:
    """Bring in results from a CSV, XLSX or JSON FILE.

    All of it is taken over or nothing; the same file again changes nothing. What is wrong is named by line and field.
    """
    container = open_house()
    reader = container.result_files()
    with file.open("rb") as opened:
        rows = ResultFile(rows=lambda: _told_on_the_way(reader.rows(opened)), release_at=release_at)
        command = ImportResultsCommand(actor=OPERATOR, file=rows, dry_run=dry_run)
        try:
            report = container.import_results()(command)
        except InvalidInputError as error:
            _refuse(error.problems, len(error.problems))
    if report.wrong:
        _refuse(report.problems, report.wrong)
    _tell(report)


def _told_on_the_way(rows: Iterator[FileRow]) -> Iterator[FileRow]:
    for number, row in enumerate(rows):
        if number and number % _TELL_EVERY == 0 and sys.stderr.isatty():
            click.echo(f"{number} rows read", err=True)
        yield row


def _refuse(problems: Sequence[Problem], wrong: int) -> NoReturn:
    for problem in problems:
        place = f"Line {problem.line}, {problem.field}: " if problem.line is not None else ""
        click.echo(f"{place}{problem.text}", err=True)
    if wrong > len(problems):
        click.echo(f"And {wrong - len(problems)} things more.", err=True)
    click.echo("Nothing was taken over.", err=True)
    raise SystemExit(1)


def _tell(report: ImportReport) -> None:
    fates = ", ".join(f"{number} {fate.value}" for fate, number in report.fates.items())
    click.echo(f"{report.rows} results read: {fates}.")
    for one in report.sittings:
        when = f"released on {one.release_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if one.release_at else "as before"
        click.echo(f"  {one.exam_name}, {written_day(one.taken_on)}: {one.results}, {when}")
    if not report.is_stored:
        click.echo("This was a dry run: nothing was stored.")


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--exam", required=True, help="The code of the exam.")
@click.option("--date", "taken_on", type=DAY, required=True, help="The day of the exam, such as 2027-02-06.")
def photos(file: Path, exam: str, taken_on: datetime) -> None:
    """Bring in test-day photos of one exam and day from a ZIP FILE.

    Its files are named by the candidate ID number: K7QF2-M9XRT.jpg or K7QF2-M9XRT.png.
    """
    container = open_house()
    with file.open("rb") as opened:
        command = ImportPhotosCommand(
            actor=OPERATOR, exam=ExamCode(exam.upper()), taken_on=taken_on.date(), archive=opened
        )
        try:
            report = container.import_photos()(command)
        except InvalidInputError as error:
            _refuse(error.problems, len(error.problems))
    if not report.is_stored:
        for problem in report.problems:
            click.echo(f"{problem.field}: {problem.text}", err=True)
        click.echo("Nothing was taken over.", err=True)
        raise SystemExit(1)
    click.echo(f"{report.photos} photos taken over, {report.replaced} of them in place of a former one.")
