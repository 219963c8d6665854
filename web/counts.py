"""Numbers that are counted no further than a reader wants to know."""

from core.shared.paging import MOST_COUNTED


def counted(number: int) -> str:
    return f"more than {MOST_COUNTED:,}" if number > MOST_COUNTED else str(number)
