"""The format: each row as a line of JSON, for programs that read one row at a time."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from examhall import Cell, Column, DataTable, ExportFormat, Setting, SettingKind, SettingValues, printable


class JsonLines(ExportFormat):
    name = "jsonl"
    title = "Data file (JSON lines)"
    media_type = "application/jsonl"
    extension = "jsonl"
    options = (
        Setting(
            name="names",
            label="Names of fields",
            kind=SettingKind.CHOICE,
            choices=[("id", "Short, the same in every language"), ("title", "As people read them")],
            default="id",
        ),
    )

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        names = _names(table.columns, by_title=options["names"] == "title")
        out.write(_line(dict(zip(names, (column.title for column in table.columns), strict=True))))
        out.writelines(_line(dict(zip(names, map(_value, row), strict=True))) for row in table.rows)


def _names(columns: tuple[Column, ...], *, by_title: bool) -> list[str]:
    """Titles only where each is another one: an object has one field of a name."""
    titles = [column.title for column in columns]
    return titles if by_title and len(set(titles)) == len(titles) else [column.id for column in columns]


def _value(cell: Cell) -> object:
    match cell:
        case str():
            return printable(cell)
        case Decimal():
            # As text: a number of JSON would come back as another one in many languages.
            return f"{cell:f}"
        case datetime():
            return cell.isoformat().replace("+00:00", "Z")
        case date():
            return cell.isoformat()
        case bytes():
            raise TypeError("a format that requires no columns is given no pictures")
        case _:
            return cell


def _line(record: dict[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"
