"""`examhall results`."""

from datetime import datetime

import click

from core.access.model import OPERATOR
from core.catalogue.model import ExamCode
from core.results.usecases.releasing import ReleaseCommand
from web.cli.house import open_house
from web.cli.moments import DAY


@click.group()
def results() -> None:
    """Release results."""


@results.command()
@click.option("--exam", help="Only those of the exam with this code.")
@click.option("--date", "taken_on", type=DAY, help="Only those of this day of the exam, such as 2027-02-06.")
@click.option("--now", is_flag=True, help="Also those whose time has not come.")
def release(exam: str | None, taken_on: datetime | None, now: bool) -> None:
    """Release the results whose time has come.

    A worker does this by itself each minute. With --now, name the exam or the day.
    """
    if now and exam is None and taken_on is None:
        raise click.UsageError("Name the exam or the day as well.")
    command = ReleaseCommand(
        actor=OPERATOR,
        exam=ExamCode(exam.upper()) if exam else None,
        taken_on=taken_on.date() if taken_on else None,
        before_time=now,
    )
    click.echo(f"{open_house().release_results()(command)} results released.")
