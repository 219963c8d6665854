"""Pages of a list that can grow. Keyset, never offset: page 400 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.shared.errors import InvalidInputError

Item = TypeVar("Item")

MAX_PAGE = 200
MOST_COUNTED = 1000
"""Where counting on would take long it ends one above: «more than 1,000» is all a reader wants to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """`after` is the opaque cursor a former page gave as `next`; without it the list begins at its start."""

    size: int = 50
    after: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.size <= MAX_PAGE:
            raise InvalidInputError.of("size", f"A page holds 1 to {MAX_PAGE} rows.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """Some rows in order, and the cursor of what follows them; `next` is None on the last page."""

    items: tuple[Item, ...]
    next: str | None = None
