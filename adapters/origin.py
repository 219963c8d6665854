"""Where the present work was asked from: what the audit trail records beside who and what."""

from contextvars import ContextVar

origin: ContextVar[str] = ContextVar("origin", default="")
"""The address of the request being answered, which the web sets; «job» in a job; empty where nobody said."""
