"""Whether what is kept for lists and searches still agrees with what it was made from, and making it anew."""

from adapters.sql.access import checking as access
from adapters.sql.bookings import checking as bookings
from adapters.sql.database import Database
from adapters.sql.results import checking as results
from adapters.sql.verification import checking as verification


def check_read_models(database: Database) -> list[str]:
    """What differs in a whole database, at one moment: people may be at work in it."""
    with database.read(at_one_moment=True) as connection:
        return [
            *access.differences(connection),
            *bookings.differences(connection),
            *results.differences(connection),
            *verification.differences(connection),
        ]


def rebuild_read_models(database: Database) -> None:
    """All but what bookings come to: that is written with every entry, and nothing else adds it up."""
    with database.write() as connection:
        access.rebuild(connection)
        results.rebuild(connection)
        verification.rebuild(connection)
