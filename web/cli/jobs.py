"""`examhall jobs`."""

from uuid import UUID

import click

from core.access.model import OPERATOR
from web.cli.house import open_house
from web.cli.lists import every, table


@click.group()
def jobs() -> None:
    """Look at the jobs and run dead ones again."""


@jobs.command("list")
@click.option("--dead", is_flag=True, help="The jobs that failed at every try, one by one.")
def list_(dead: bool) -> None:
    """Count the jobs by kind."""
    desk = open_house().job_desk()
    if dead:
        table(
            ("Job", "Kind", "Last error", "Tries", "Promised"),
            [
                (str(one.id), one.kind, one.last_error, str(one.attempts), one.created_at.isoformat())
                for one in every(desk.dead)
            ],
        )
        return
    table(
        ("Kind", "Waiting", "Running", "Dead", "Oldest due since"),
        [
            (
                one.kind,
                str(one.waiting),
                str(one.running),
                str(one.dead),
                one.due_since.isoformat() if one.due_since else "",
            )
            for one in desk.kinds()
        ],
    )


@jobs.command("run-again")
@click.argument("job", type=click.UUID)
def run_again(job: UUID) -> None:
    """Give a dead job all its tries anew. JOB is its id from `jobs list --dead`."""
    open_house().job_desk().run_again(job, by=OPERATOR.label)
    click.echo("The job runs again as soon as a worker takes it.")
