"""Every table of the house: whoever imports `metadata` from here has it whole."""

from adapters.sql import audit, extensions, jobs, notifications
from adapters.sql.access import tables as access
from adapters.sql.proctoring import tables as proctoring
from adapters.sql.schema import metadata

__all__ = ["access", "audit", "extensions", "jobs", "metadata", "notifications", "proctoring"]
