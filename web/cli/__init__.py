"""The command `examhall`. A command's module is imported when it is asked for, so that help comes at once."""

from web.cli.group import main

__all__ = ["main"]
