"""Whatever a format does, the host gets a whole file or an error of the port, and keeps its stream and its rows."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, BinaryIO, cast
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from adapters.plugins.directory import InstalledPlugins
from adapters.plugins.formats import GuardedFormat, PluginFormats
from adapters.plugins.loader import load_plugins
from core.access.model import Organisation, OrganisationKind
from core.extensions.model import OfferKind, PluginSetup
from core.shared.errors import NotAllowedError, UnavailableError
from core.shared.ids import OrganisationId, new_id
from examhall import Cell, Column, DataTable, ExportFormat, InvalidInputError, SettingValues
from tests.fakes.extensions import MemoryExtensions

BODY = OrganisationId(UUID(int=1))

COLUMNS = (Column(id="name", title="Name"), Column(id="city", title="City"))
ROWS: list[Sequence[Cell]] = [("Ada", "London"), ("Zoë", "Bath")]

Write = Callable[[DataTable, BinaryIO], None]


class Odd(ExportFormat):
    """Writes as a test says."""

    name, title, media_type, extension = "odd", "Odd file", "text/plain", "txt"

    def __init__(self, write: Write) -> None:
        self._write = write

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        self._write(table, out)


def plain(table: DataTable, out: BinaryIO) -> None:
    out.writelines(f"{row}\n".encode() for row in table.rows)


def written(
    write: Write,
    *,
    rows: Iterator[Sequence[Cell]] | None = None,
    out: BinaryIO | None = None,
    patience: timedelta = timedelta(seconds=20),
) -> BinaryIO:
    out = out or io.BytesIO()
    table = DataTable(title="People", columns=COLUMNS, rows=iter(ROWS) if rows is None else rows)
    GuardedFormat(Odd(write), patience=patience).write(table, {}, out)
    return out


def failure(write: Write, **given: Any) -> UnavailableError:  # Any: what `written` takes.
    with pytest.raises(UnavailableError) as raised:
        written(write, **given)
    assert raised.value.code == "format_failed"
    return raised.value


def test_a_file_is_written_from_the_rows() -> None:
    out = written(plain)

    assert cast("io.BytesIO", out).getvalue().decode().splitlines() == [str(row) for row in ROWS]


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit, KeyboardInterrupt, StopIteration, OSError])
def test_what_a_format_raises_is_told_without_its_message(error: type[BaseException]) -> None:
    def write(table: DataTable, out: BinaryIO) -> None:
        raise error("Ada Lovelace")

    with capture_logs() as logs:
        failed = failure(write)

    assert failed.data["finding"] == f"raised {error.__name__}"
    assert "Ada" not in repr(logs) + str(failed)


def test_a_cell_that_is_not_held_is_told_by_its_column() -> None:
    def write(table: DataTable, out: BinaryIO) -> None:
        raise InvalidInputError.of("city", "City: longer than a line.")

    with pytest.raises(InvalidInputError) as raised:
        written(write)

    assert [(one.field, one.text) for one in raised.value.problems] == [("city", "City: longer than a line.")]


def test_what_a_format_says_of_a_column_that_is_not_there_is_told_without_it() -> None:
    def write(table: DataTable, out: BinaryIO) -> None:
        raise InvalidInputError.of("<script>", "x" * 9000)

    with pytest.raises(InvalidInputError) as raised:
        written(write)

    assert [(one.field, one.text) for one in raised.value.problems] == [("", "No reason was given.")]


def test_rows_that_are_left_are_told() -> None:
    def write(table: DataTable, out: BinaryIO) -> None:
        out.write(str(next(table.rows)).encode())

    assert failure(write).data["finding"] == "a file without the last rows"


def test_a_file_without_a_byte_is_told() -> None:
    def write(table: DataTable, out: BinaryIO) -> None:
        list(table.rows)

    assert failure(write).data["finding"] == "a file without a byte"


def test_closing_the_stream_does_nothing() -> None:
    def write(table: DataTable, out: BinaryIO) -> None:
        with io.TextIOWrapper(out, "utf-8") as text:
            text.writelines(f"{row}\n" for row in table.rows)
        out.close()

    out = written(write)

    assert not out.closed
    assert out.tell() > 0


@pytest.mark.parametrize("use", [lambda out: out.read(), lambda out: out.seek(0), lambda out: out.write("text")])
def test_the_stream_takes_bytes_in_their_order_and_nothing_else(use: Callable[[BinaryIO], object]) -> None:
    def write(table: DataTable, out: BinaryIO) -> None:
        plain(table, out)
        use(out)

    assert "raised" in str(failure(write).data["finding"])


def test_an_archive_can_be_written_to_the_stream() -> None:
    def write(table: DataTable, out: BinaryIO) -> None:
        with zipfile.ZipFile(out, "w") as archive:
            for number, row in enumerate(table.rows):
                archive.writestr(f"{number}.txt", str(row))

    out = written(write)

    assert zipfile.ZipFile(out).namelist() == ["0.txt", "1.txt"]


class Full(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(28, "No space left on device")


def broken_off() -> Iterator[Sequence[Cell]]:
    yield ROWS[0]
    raise NotAllowedError("share_withdrawn")


def hiding(table: DataTable, out: BinaryIO) -> None:
    try:
        plain(table, out)
    except Exception as error:
        raise RuntimeError("something went wrong") from error


def swallowing(table: DataTable, out: BinaryIO) -> None:
    try:
        plain(table, out)
    except Exception:  # noqa: BLE001 - as careless plugins do
        return


@pytest.mark.parametrize("write", [plain, hiding, swallowing])
def test_what_the_rows_raise_comes_through_whatever_the_format_makes_of_it(write: Write) -> None:
    with pytest.raises(NotAllowedError, match="share_withdrawn"):
        written(write, rows=broken_off())


@pytest.mark.parametrize("write", [plain, hiding, swallowing])
def test_what_the_stream_raises_comes_through_whatever_the_format_makes_of_it(write: Write) -> None:
    with pytest.raises(OSError, match="No space left"):
        written(write, out=Full())


def test_a_format_that_hangs_is_given_up_and_reaches_nothing_any_more() -> None:
    go_on, ended = threading.Event(), threading.Event()
    rows = iter(ROWS)
    out = io.BytesIO()

    def write(table: DataTable, out: BinaryIO) -> None:
        out.write(b"begun")
        go_on.wait(20)
        try:
            plain(table, out)
        finally:
            ended.set()

    failed = failure(write, rows=rows, out=out, patience=timedelta(milliseconds=500))
    go_on.set()
    assert ended.wait(20)

    assert failed.data["finding"] == "no progress"
    assert out.getvalue() == b"begun"
    assert next(rows) == ROWS[0]


def test_a_format_may_take_its_time_while_it_makes_progress() -> None:
    """More than the patience in all, with steps so much shorter that a busy machine makes none of them too long."""

    def slow() -> Iterator[Sequence[Cell]]:
        for number in range(11):
            threading.Event().wait(0.2)
            yield (number, number)

    out = written(plain, rows=slow(), patience=timedelta(seconds=2))

    assert cast("io.BytesIO", out).getvalue().count(b"\n") == 11


# Which formats there are


@pytest.fixture
def installed() -> InstalledPlugins:
    return load_plugins(["plugins.csv", "plugins.xlsx"])


@pytest.fixture
def stored() -> MemoryExtensions:
    body = Organisation(id=BODY, kind=OrganisationKind.AWARDING_BODY, name="Awarding body", number="1", time_zone="UTC")
    return MemoryExtensions(organisations={BODY: body})


def formats(installed: InstalledPlugins, stored: MemoryExtensions) -> PluginFormats:
    return PluginFormats(plugins=installed, reader=stored)


def switched(stored: MemoryExtensions, name: str, *, on: bool, at: OrganisationId = BODY) -> None:
    setup = PluginSetup(organisation_id=at, kind=OfferKind.EXPORT_FORMAT, name=name, enabled=on)
    stored.kept[at, setup.kind, name] = setup


def test_every_installed_format_is_on(installed: InstalledPlugins, stored: MemoryExtensions) -> None:
    found = formats(installed, stored)

    assert [one.name for one in found.all()] == ["csv", "xlsx"]
    csv = found.get("csv")
    assert csv is not None
    assert [option.name for option in csv.options] == ["bom"]
    assert found.get("parquet") is None


def test_the_awarding_body_switches_a_format_off_and_on(installed: InstalledPlugins, stored: MemoryExtensions) -> None:
    found = formats(installed, stored)

    switched(stored, "csv", on=False)
    off = found.get("csv"), [one.name for one in found.all()]
    switched(stored, "csv", on=True)

    assert off == (None, ["xlsx"])
    assert found.get("csv") is not None


def test_what_another_organisation_switched_is_not_looked_at(
    installed: InstalledPlugins, stored: MemoryExtensions
) -> None:
    switched(stored, "csv", on=False, at=OrganisationId(new_id()))

    assert formats(installed, stored).get("csv") is not None
