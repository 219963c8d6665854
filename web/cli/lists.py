"""Lists on the terminal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from core.shared.paging import MAX_PAGE, Page, PageRequest

Item = TypeVar("Item")


def every(read: Callable[[PageRequest], Page[Item]]) -> Iterator[Item]:
    """All rows, read page by page."""
    page = read(PageRequest(size=MAX_PAGE))
    yield from page.items
    while page.next:
        page = read(PageRequest(size=MAX_PAGE, after=page.next))
        yield from page.items


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table as wide as the terminal; into a file or a pipe, lines with tabs that other programs can read."""
    import sys

    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write("\t".join(row) + "\n")
        return
    from rich.console import Console
    from rich.table import Table

    drawn = Table(*headings)
    for row in rows:
        drawn.add_row(*row)
    Console().print(drawn)
