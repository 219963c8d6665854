"""What of a row gets onto the page of a statement, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random

import pytest
import segno
import zxingcpp

from examhall import Cell, InvalidInputError
from plugins.pdf_statement.code import qr_svg
from plugins.pdf_statement.page import page_of
from tests.fakes.pictures import exif, jpeg, segment
from tests.fakes.statements import COMPONENTS, SCALE, SHIELDS, cells, picture


@pytest.mark.parametrize(
    "address",
    [
        "https://exams.example.org/verify?reference=7K4M-92QX-B3TD&code=ABCD-EFGH",
        "http://127.0.0.1:8000/verify?reference=0000-0000-0000&code=AAAA-AAAA",
        "https://results.a-rather-long-name-of-an-awarding-body.example.org/verify?reference=ZZZZ-ZZZZ-ZZZZ&code=9999-9999",
    ],
)
def test_another_library_reads_the_address_back_from_the_code(address: str) -> None:
    (read,) = zxingcpp.read_barcodes(_pixels(qr_svg(address)))

    assert read.text == address


def _pixels(drawing: str) -> memoryview:
    """The drawing's rectangles, three pixels to a module."""
    (size,) = {int(one) for one in re.findall(r'viewBox="0 0 (\d+) \d+"', drawing)}
    side = 3 * size
    image = bytearray(b"\xff" * side * side)
    for x, y, width in _rectangles(drawing):
        for line in range(3 * y, 3 * y + 3):
            start = line * side + 3 * x
            image[start : start + 3 * width] = bytes(3 * width)
    return memoryview(image).cast("B", (side, side))


def _rectangles(drawing: str) -> Iterator[tuple[int, int, int]]:
    """Left, top and width of each. After `z` one is where the rectangle began."""
    (path,) = re.findall(r' d="([^"]*)"', drawing)
    assert re.fullmatch(r"(M\d+ \d+(h(\d+)v1h-\3zm\d+ 0)+)+", path)
    x = y = 0
    for left, top, width, further in re.findall(r"M(\d+) (\d+)|h(\d+)v1h-\d+zm(\d+) 0", path):
        if width:
            yield x, y, int(width)
            x += int(further)
        else:
            x, y = int(left), int(top)


def test_a_code_that_follows_from_others_is_the_one_that_would_be_worked_out() -> None:
    dice = Random(7)
    addresses = [
        f"https://exams.example.org/verify?reference={dice.randrange(16**12):012X}&code={dice.randrange(16**8):08X}"
        for _ in range(300)
    ]

    drawn = [list(_rectangles(qr_svg(address))) for address in addresses]

    assert drawn == [_worked_out(address) for address in addresses]


def _worked_out(address: str) -> list[tuple[int, int, int]]:
    found = []
    for y, row in enumerate(segno.make_qr(address, error="m", mask=3).matrix_iter(border=4)):
        found += [(run.start(), y, len(run[0])) for run in re.finditer(rb"\x01+", bytes(row))]
    return found


def test_an_address_with_other_letters_than_those_of_ascii_has_a_code_as_well() -> None:
    address = "https://prüfung.example.org/verify?reference=7K4M-92QX-B3TD&code=ABCD-EFGH"

    (read,) = zxingcpp.read_barcodes(_pixels(qr_svg(address)))

    assert read.text == address


def test_every_fact_is_there_in_words() -> None:
    page = page_of(cells(7))

    assert dict(page.facts) == {
        "Date of birth": "3 May 2004",
        "Candidate ID number": "K7QF2-00007",
        "Date of exam": "12 June 2026",
        "Place of entry": "Leeds",
        "Centre": "Northgate College",
        "Centre number": "GB104",
    }
    assert page.figures == (("Overall score", "176"), ("Grade", "B"), ("CEFR level", "B2"))
    assert page.status == "Final"


def test_what_a_candidate_did_not_share_is_left_out() -> None:
    hidden: dict[str, Cell] = dict.fromkeys(
        ("date_of_birth", "overall_score", "grade", "cefr", "components", "photo", "scale")
    )

    page = page_of(cells(**hidden))

    assert "Date of birth" not in dict(page.facts)
    assert (page.figures, page.components, page.photo, page.scale) == ((), (), None, None)


def test_one_types_the_address_without_what_stands_in_the_code() -> None:
    check = page_of(cells(check_address="https://exams.example.org/verify?reference=A&code=B")).check

    assert check is not None
    assert check.page == "exams.example.org/verify"


def test_the_bands_go_from_the_lowest_to_the_highest_and_are_told_in_words() -> None:
    scale = page_of(cells()).scale

    assert scale is not None
    assert [band.lowest for band in scale.bands] == [140, 160, 173, 180]
    assert "B is 173 to 179, B2" in scale.told


def test_components_without_a_scale_are_shields() -> None:
    shields = page_of(cells(scale=None, overall_score=None, components=json.dumps(SHIELDS)))
    scores = page_of(cells(scale=None, overall_score=None))

    assert (shields.shields, scores.shields) == (True, False)


@pytest.mark.parametrize(
    ("name", "first"),
    [("山田 さくら", "JP"), ("ヤマダ", "JP"), ("김민준", "KR"), ("王小明", "SC"), ("Zoë", "SC")],
)
def test_shared_characters_are_drawn_as_where_the_name_is_from(name: str, first: str) -> None:
    fonts = [font for font in page_of(cells(name=name)).name_fonts if "CJK" in font]

    assert (fonts[0], len(set(fonts))) == (f"Noto Sans CJK {first}", 4)


def test_a_name_is_one_line_without_control_characters_and_keeps_its_joiners() -> None:
    assert page_of(cells(name=" Ada\n\tByron\0 می\u200cخواهم ")).name == "Ada Byron می\u200cخواهم"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_photo_is_carried_as_it_is(kind: str) -> None:
    photo = picture() if kind == "PNG" else b"\xff\xd8\xff\xe0 a picture \xff\xd9"

    drawing = page_of(cells(photo=photo)).photo

    assert drawing is not None
    assert f"data:image/{kind.lower()};base64," in drawing


@pytest.mark.parametrize(
    ("photo", "turned"),
    [
        (jpeg(), ""),
        (jpeg(exif(1)), ""),
        (jpeg(exif(6)), "rotate(90)"),
        (jpeg(exif(6, order="<")), "rotate(90)"),
        (jpeg(segment(0xE2, b"profile"), exif(8)), "rotate(-90)"),
        (jpeg(exif(3)), "rotate(180)"),
        (jpeg(exif(9)), ""),
        (b"\xff\xd8\xff\xe1\x00\x10Exif\0\0MM\0*\xff\xd9", ""),
    ],
)
def test_a_photo_stands_upright_however_the_camera_was_held(photo: bytes, turned: str) -> None:
    """A picture on its side is drawn as wide as its frame is high."""
    drawing = page_of(cells(photo=photo)).photo

    assert drawing is not None
    assert f'transform="translate(15 19) {turned}"' in drawing
    assert ('width="38" height="30"' in drawing) is ("90" in turned)


def _scale(**others: object) -> str:
    return json.dumps({**SCALE, **others})


def _component(**others: object) -> str:
    return json.dumps([{**COMPONENTS[0], **others}])


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("name", None),
        ("name", " \n"),
        ("name", 7),
        ("name", "x" * 401),
        ("issuer", None),
        ("exam", ""),
        ("exam_date", "12 June"),
        ("overall_score", "176"),
        ("overall_score", True),
        ("photo", "picture"),
        ("photo", b""),
        ("photo", b"GIF89a"),
        ("photo", picture()[:-8]),
        ("photo", b"\xff\xd8\xff\xe0 cut off"),
        ("check_address", "exams.example.org/verify"),
        ("check_address", "javascript:alert(1)"),
        ("scale", b"{}"),
        ("scale", "{"),
        ("scale", "[]"),
        ("scale", "[" * 100_000),
        ("scale", _scale(name=None)),
        ("scale", _scale(lowest=190)),
        ("scale", _scale(lowest=150)),
        ("scale", _scale(highest="190")),
        ("scale", _scale(bands=[])),
        ("scale", _scale(bands=[{"grade": "A", "lowest": 140}])),
        ("components", "{}"),
        ("components", "[1]"),
        ("components", _component(score=191)),
        ("components", _component(score=True)),
        ("components", _component(lowest=190)),
        ("components", _component(name=None)),
    ],
)
def test_what_cannot_be_printed_is_refused_by_its_columns_id(column: str, cell: Cell) -> None:
    with pytest.raises(InvalidInputError) as raised:
        page_of(cells(**{column: cell}))

    assert [problem.field for problem in raised.value.problems] == [column]
