"""Statements of results: one page a candidate, as PDF that screen readers read, names in any script."""

from collections.abc import Sequence

from examhall import ExportFormat, hookimpl


@hookimpl
def examhall_export_formats() -> Sequence[ExportFormat]:
    from plugins.pdf_statement.format import PdfStatements

    return [PdfStatements()]
