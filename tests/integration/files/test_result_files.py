"""Files of results, read row by row by the real libraries."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from rustpy_xlsxwriter import write_worksheet

from adapters import result_files
from adapters.result_files import ResultFileRows
from core.bookings.entry_file import FileRow
from core.shared.errors import InvalidInputError
from tests.integration.files.hostile import last_cell_alone


def rows(content: bytes) -> list[FileRow]:
    return list(ResultFileRows().rows(BytesIO(content)))


def xlsx(*records: dict[str, object]) -> bytes:
    buffer = BytesIO()
    write_worksheet(list(records), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["without a mark", "with a byte order mark"])
def test_a_csv_file_is_read_however_it_is_divided(delimiter: str, mark: str) -> None:
    read = rows(f'{mark}exam{delimiter}place\nFCE{delimiter}"a\nb"\nFCE{delimiter}\'=x\n'.encode())

    assert [(row.line, row.values) for row in read] == [
        (1, ("exam", "place")),
        (2, ("FCE", "a\nb")),
        (4, ("FCE", "=x")),
    ]


def test_an_xlsx_file_is_read_as_people_see_it() -> None:
    read = rows(xlsx({"exam": "FCE", "Reading": 170}, {"exam": None, "Reading": None}, {"exam": "CAE", "Reading": 1.5}))

    assert [(row.line, row.values) for row in read] == [
        (1, ("exam", "Reading")),
        (2, ("FCE", "170")),
        (3, ("", "")),
        (4, ("CAE", "1.5")),
    ]


@pytest.mark.parametrize("is_member", [True, False])
def test_a_json_file_is_a_list_of_objects_each_with_what_it_has(is_member: bool) -> None:
    listed = [{"exam": "FCE", "Reading": 170}, {"exam": "YLS", "Listening": 4, "place": None}]
    content = json.dumps({"results": listed} if is_member else listed).encode()

    assert [(row.line, row.values) for row in rows(content)] == [
        (1, ("exam", "Reading", "Listening", "place")),
        (1, ("FCE", "170", "", "")),
        (2, ("YLS", "", "4", "")),
    ]


def test_a_file_can_be_read_again() -> None:
    reader = ResultFileRows()
    for content in (b"exam\nFCE\n", xlsx({"exam": "FCE"}), b'[{"exam": "FCE"}]'):
        file = BytesIO(content)

        assert list(reader.rows(file)) == list(reader.rows(file))


def test_nothing_is_an_empty_file() -> None:
    assert rows(b"") == []


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00n",
        b"exam\nFC\x00E",
        b"PK\x03\x04 and then nothing",
        b'exam\n"never closed',
        b"{",
        b'{"results": "FCE"}',
        b'["FCE"]',
        b'[{"exam": ["FCE"]}]',
        b'[{"Reading": true}]',
        b'[{"exam": "\xff"}]',
        b"," * 200,
        b'[{"Reading": ' + b"9" * 5000 + b"}]",
        b'[{"exam": "\\ud800"}]',
        b'[{"\\ud800": "FCE"}]',
        last_cell_alone("XFD1048576"),
    ],
    ids=range(15),
)
def test_what_is_no_such_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rows(content)

    assert refused.value.problems[0].text


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_files, "MAX_UNPACKED", 1000)
    monkeypatch.setattr(result_files, "MAX_JSON", 10)

    for content in (xlsx({"exam": "FCE"}), b'[{"exam": "FCE"}]'):
        with pytest.raises(InvalidInputError, match="result_file_invalid"):
            rows(content)
