"""Files of values separated by commas, which every program reads."""

from collections.abc import Sequence

from examhall import ExportFormat, hookimpl
from plugins.csv.writing import CsvFormat


@hookimpl
def examhall_export_formats() -> Sequence[ExportFormat]:
    return [CsvFormat()]
