"""Keyset paging: the cursor says after which key the next page begins."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from core.shared.errors import InvalidInputError
from core.shared.paging import Page, PageRequest

Part = str | int
Found = TypeVar("Found")
Item = TypeVar("Item")


def write_cursor(*parts: Part) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str, *kinds: type[Part]) -> tuple[Part, ...]:
    """The parts a cursor was written from. Raises InvalidInputError for one that we did not write."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        parts = None
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds):
        raise no_such_place()
    return tuple(parts)


def no_such_place() -> InvalidInputError:
    return InvalidInputError.of("after", "This is not a place in the list.", code="cursor_invalid")


def write_place(text: str, row_id: UUID) -> str:
    """The cursor of a list in the order of a text and, where that is the same, of an id."""
    return write_cursor(text, str(row_id))


def read_place(cursor: str) -> tuple[str, UUID]:
    text, row_id = read_cursor(cursor, str, str)
    try:
        return str(text), UUID(str(row_id))
    except ValueError:
        raise no_such_place() from None


def write_id(row_id: UUID) -> str:
    """The cursor of a list whose order holds what shall not stand in an address: the row tells its place itself."""
    return write_cursor(str(row_id))


def read_id(cursor: str) -> UUID:
    (row_id,) = read_cursor(cursor, str)
    try:
        return UUID(str(row_id))
    except ValueError:
        raise no_such_place() from None


def page_of(
    rows: Sequence[Found], page: PageRequest, *, item: Callable[[Found], Item], cursor: Callable[[Found], str]
) -> Page[Item]:
    """One page of rows that were asked for with `limit(page.size + 1)`: the one too many tells that more follow."""
    shown = rows[: page.size]
    more = len(rows) > page.size
    return Page(items=tuple(item(row) for row in shown), next=cursor(shown[-1]) if more else None)
