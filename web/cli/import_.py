"""`examhall import`."""

from pathlib import Path

import click

from core.access.model import OPERATOR
from core.catalogue.usecases.importing import ImportCatalogueCommand
from core.shared.errors import InvalidInputError
from web.catalogue.file import read_catalogue, told
from web.cli.house import open_house


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
