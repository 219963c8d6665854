"""The format: rows in, one PDF file out."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import BinaryIO

from examhall import Cell, DataTable, ExportFormat, SettingValues
from plugins.pdf_statement.joining import JoinedPdf
from plugins.pdf_statement.page import COLUMNS, Page, page_of
from plugins.pdf_statement.setting import Typesetter

AT_ONCE = 50
"""Pages that are set in one go. Half as many take 40 MB less and a tenth longer."""


class PdfStatements(ExportFormat):
    name = "pdf_statement"
    title = "Statement of Results (PDF)"
    media_type = "application/pdf"
    extension = "pdf"
    requires = COLUMNS
    signed = True

    def __init__(self) -> None:
        self._typesetter = Typesetter()

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        """Typst lets other threads work: while it sets some pages, the next are made ready. Rows are taken in the
        caller's thread, where their cursor may want to stay."""
        joined = JoinedPdf(out)
        last: str | None = None
        with ThreadPoolExecutor(1) as beside:
            for pages in _made_ready(table, beside):
                joined.add(self._typesetter.set(pages), [page.bookmark for page in pages])
                last = pages[-1].identifier if pages else None
        if joined.page_count == 1:
            joined.finish(title="Statement of results", identifier=last)
        else:
            joined.finish(title="Statements of results", identifier=None)


def _made_ready(table: DataTable, beside: ThreadPoolExecutor) -> Iterator[list[Page]]:
    """The pages of each go; a single one without pages where there are no rows, as a file has at least one page."""
    columns = [column.id for column in table.columns]
    pages = _pages(columns, list(islice(table.rows, AT_ONCE)))
    while True:
        following = beside.submit(_pages, columns, list(islice(table.rows, AT_ONCE)))
        yield pages
        pages = following.result()
        if not pages:
            return


def _pages(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[Page]:
    return [page_of(dict(zip(columns, row, strict=True))) for row in rows]
