"""Every table of the house: whoever imports `metadata` from here has it whole."""

from adapters.sql import audit, calendar, catalogue, extensions, jobs, running_numbers
from adapters.sql.access import tables as access
from adapters.sql.bookings import confirmations
from adapters.sql.bookings import tables as bookings
from adapters.sql.exports import tables as exports
from adapters.sql.notifications import tables as notifications
from adapters.sql.proctoring import tables as proctoring
from adapters.sql.results import tables as results
from adapters.sql.schema import metadata
from adapters.sql.sessions import tables as sessions
from adapters.sql.verification import proposal_tables as proposing
from adapters.sql.verification import search_tables as searching
from adapters.sql.verification import tables as verification

__all__ = [
    "access",
    "audit",
    "bookings",
    "calendar",
    "catalogue",
    "confirmations",
    "exports",
    "extensions",
    "jobs",
    "metadata",
    "notifications",
    "proctoring",
    "proposing",
    "results",
    "running_numbers",
    "searching",
    "sessions",
    "verification",
]
