"""Workbooks for Excel and for every program that reads its files."""

from collections.abc import Sequence

from examhall import ExportFormat, hookimpl
from plugins.xlsx.writing import XlsxFormat


@hookimpl
def examhall_export_formats() -> Sequence[ExportFormat]:
    return [XlsxFormat()]
