"""The group of all commands, and how their failures are told."""

import importlib
from typing import NoReturn

import click

from core.shared.errors import ExamhallError, InvalidInputError

# Where each command is, and its line in the list. The list is shown without importing any of them.
_COMMANDS = {
    "up": ("web.cli.up:up", "Start everything in one process: pages, jobs, the demo and its vendor."),
    "serve": ("web.cli.serving:serve", "Serve the pages."),
    "worker": ("web.cli.serving:worker", "Run the jobs and what comes round."),
    "simulator": ("web.cli.simulator:simulator", "Serve the simulated proctoring vendor alone."),
    "db": ("web.cli.database:db", "Bring the database to this release, or check it."),
    "organisation": ("web.cli.organisations:organisation", "Make and list organisations."),
    "user": ("web.cli.users:user", "Make and list people, give them roles, send links."),
    "import": ("web.cli.import_:import_", "Bring in a catalogue of exams, results, and photos."),
    "results": ("web.cli.results:results", "Release results."),
    "plugins": ("web.cli.plugins:plugins", "List the plugins found, and check what they offer."),
    "jobs": ("web.cli.jobs:jobs", "Look at the jobs and run dead ones again."),
    "bookings": ("web.cli.bookings:bookings", "Verify the proctor bookings and their logs."),
    "audit": ("web.cli.audit:audit", "Verify the audit trail."),
    "verify": ("web.cli.verify:verify", "Check the signature of a statement of results."),
    "log-codes": ("web.cli.log_codes:log_codes", "Print the catalogue of booking log codes as JSON."),
}

WRONG_SETTINGS = 2
FAILED = 1


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 (a wrong line in the table above)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ExamhallError as error:
            _tell(error)


def _tell(error: ExamhallError) -> NoReturn:
    """The failure in plain words on the standard error; the exit code says whether the settings are to blame."""
    if isinstance(error, InvalidInputError) and error.code == "settings_invalid":
        click.echo("Examhall cannot start, because these settings are not right:", err=True)
        for problem in error.problems:
            click.echo(f"  {problem.field}: {problem.text}", err=True)
        raise SystemExit(WRONG_SETTINGS)
    # The sentences come with the pages, which take a moment to import.
    from web.words import explain

    click.echo(explain(error), err=True)
    raise SystemExit(FAILED)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Examhall, an open exam-administration platform.

    Settings come from EXAMHALL_… variables, or from the TOML file that EXAMHALL_CONFIG names.
    """
