"""Archives that people upload."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from adapters import archives
from adapters.archives import ZipArchives
from core.shared.errors import InvalidInputError


def packed(**members: bytes) -> BytesIO:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        for name, member in members.items():
            archive.writestr(name, member)
    return content


def test_files_are_read_by_their_names() -> None:
    with ZipArchives().open(packed(one=b"1", two=b"2")) as archive:
        assert list(archive.names()) == ["one", "two"]
        assert archive.read("two", limit=10) == b"2"


def test_no_more_is_unpacked_than_was_asked_for() -> None:
    with ZipArchives().open(packed(zeros=bytes(50_000_000))) as archive:
        assert len(archive.read("zeros", limit=1000)) == 1000


@pytest.mark.parametrize(("name", "most"), [("MAX_UNPACKED", 5000), ("MAX_MEMBERS", 1)])
def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    monkeypatch.setattr(archives, name, most)

    with pytest.raises(InvalidInputError), ZipArchives().open(packed(zeros=bytes(6000), one=b"1")):
        pass


def test_an_archive_that_says_less_than_it_holds_is_damaged() -> None:
    content = packed(zeros=bytes(6000)).getvalue()
    # Both places that tell the size: before the file and in the list at the end.
    lying = BytesIO(content.replace((6000).to_bytes(4, "little"), (10).to_bytes(4, "little")))

    with ZipArchives().open(lying) as archive, pytest.raises(InvalidInputError):
        archive.read("zeros", limit=5000)


def test_what_is_damaged_is_named() -> None:
    content = packed(one=b"the first file" * 20).getvalue()
    place = content.index(b"one") + 6
    broken = BytesIO(content[:place] + b"\xff\xff\xff" + content[place + 3 :])

    with ZipArchives().open(broken) as archive, pytest.raises(InvalidInputError) as refused:
        archive.read("one", limit=5000)

    assert refused.value.problems[0].field == "one"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_whatever_byte_is_wrong_and_however_it_was_packed_the_answer_is_in_words(method: int) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        archive.writestr("one", bytes(range(256)) * 4)
    whole, refused = content.getvalue(), 0

    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        try:
            with ZipArchives().open(BytesIO(damaged)) as members:
                for name in members.names():
                    members.read(name, limit=5000)
        except InvalidInputError:
            refused += 1

    assert refused > 20


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("one", b"1")
        archive.writestr("one", b"2")

    with ZipArchives().open(content) as archive, pytest.raises(InvalidInputError):
        archive.names()
