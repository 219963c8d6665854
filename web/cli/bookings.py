"""`examhall bookings`."""

import sys
from uuid import UUID

import click

from core.access.model import OPERATOR
from core.proctoring.usecases.verifying import VerifyBookingsCommand
from web.cli.house import open_house

_TELL_EVERY = 1000


@click.group()
def bookings() -> None:
    """Verify the proctor bookings and their logs."""


@bookings.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=click.UUID)
def verify(ids: tuple[UUID, ...]) -> None:
    """Check each log's hash chain, and replay it against what is stored of the booking.

    ID is that of a booking or of its test, as it stands in the address of the test's pages; without one, every booking
    is verified. The exit code is 1 when anything was found.
    """
    verdicts = open_house().verify_bookings()(VerifyBookingsCommand(actor=OPERATOR, ids=ids))
    number = entries = found = 0
    for verdict in verdicts:
        number, entries, found = number + 1, entries + verdict.entries, found + bool(verdict.findings)
        for finding in verdict.findings:
            click.echo(f"Booking {verdict.booking_id} of test {verdict.test_id}: {finding}", err=True)
        if number % _TELL_EVERY == 0 and sys.stderr.isatty():
            click.echo(f"{number} bookings so far", err=True)
    click.echo(f"Verified: {number} bookings with {entries} log entries, {found} of them not as they should be.")
    if found:
        raise SystemExit(1)
