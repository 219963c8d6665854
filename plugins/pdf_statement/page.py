"""What stands on one page, taken from a row and checked."""

import base64
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from examhall import Cell, InvalidInputError, printable
from plugins.pdf_statement.code import qr_svg
from plugins.pdf_statement.pictures import picture_kind, way_up
from plugins.pdf_statement.scores import Component, Scale, components_of, scale_of

COLUMNS = (
    "reference",
    "issuer",
    "status",
    "issued_on",
    "name",
    "date_of_birth",
    "candidate_number",
    "exam",
    "exam_date",
    "place_of_entry",
    "centre",
    "centre_number",
    "overall_score",
    "grade",
    "cefr",
    "scale",
    "components",
    "photo",
    "photo_note",
    "check_address",
    "check_code",
)
"""What a statement is made of. Any cell may be empty but `issuer`, `exam` and `name`; what is not there is left out.

`reference` and `check_code` are printed as they come, so they come in groups; `status` gets a capital letter.
`scale` and `components` are documents:
`{"name": …, "lowest": …, "highest": …, "bands": [{"grade": …, "lowest": …, "highest": …, "cefr": …}, …]}` and
`[{"name": …, "score": …, "lowest": …, "highest": …}, …]`. Components of an exam without a scale that has at most ten of
something are drawn as that many shields. `photo_note` says why there is no photograph. `check_address` is the whole
address in the QR code; without its query it is printed, to be typed.
"""

_SCRIPTS = (
    *(f"Noto Sans {script}" for script in ("Arabic", "Hebrew", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati")),
    *(f"Noto Sans {script}" for script in ("Gurmukhi", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer")),
    *(f"Noto Sans {script}" for script in ("Myanmar", "Georgian", "Armenian", "Ethiopic")),
)
_HAN = ("SC", "JP", "KR", "TC")


def _fonts(*first: str) -> tuple[str, ...]:
    """What Debian's fonts-noto-core and fonts-noto-cjk carry. One that is not installed is passed over."""
    han = (f"Noto Sans CJK {country}" for country in dict.fromkeys((*first, *_HAN)))
    return ("Noto Sans", *_SCRIPTS, *han, "DejaVu Sans", "Libertinus Serif")


FONTS = _fonts()
_JAPANESE = _fonts("JP")
_KOREAN = _fonts("KR")

_MOST_SHIELDS = 10
_LONGEST = 400
"""Characters of any one text. All texts of a page together still fit at a size that can be read with good eyes."""
_ROOM, _ROWS = 220, 5
"""Characters and components that mostly fit. A page with more is measured, and set smaller where it must be."""

_TURNS = {
    1: "",
    2: "scale(-1 1)",
    3: "rotate(180)",
    4: "scale(1 -1)",
    5: "rotate(90) scale(1 -1)",
    6: "rotate(90)",
    7: "rotate(-90) scale(1 -1)",
    8: "rotate(-90)",
}
"""What puts a picture upright, by the way the camera was held."""

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How to look the statement up. `code` is a drawing in SVG; `page` is what one types."""

    address: str
    page: str
    code: str
    check_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One statement, as the template takes it. `photo` is an SVG drawing that holds the picture."""

    issuer: str
    exam: str
    reference: str | None
    status: str | None
    name: str
    name_fonts: tuple[str, ...]
    facts: tuple[Fact, ...]
    figures: tuple[Fact, ...]
    overall_score: int | None
    scale: Scale | None
    components: tuple[Component, ...]
    shields: bool
    photo: str | None
    photo_note: str | None
    check: Check | None
    footer: str
    is_long: bool

    @property
    def identifier(self) -> str | None:
        """What a file of this page alone is about: the reference number, and behind it the check code."""
        code = self.check.check_code if self.check else None
        return " ".join(filter(None, (self.reference, code))) if self.reference else None

    @property
    def bookmark(self) -> str:
        return f"{self.name} · {self.reference}" if self.reference else self.name


def page_of(row: Mapping[str, Cell]) -> Page:
    """Raises InvalidInputError naming the column whose cell cannot be printed."""
    issuer, exam, name = (_needed(row, column) for column in ("issuer", "exam", "name"))
    reference, status = _text(row, "reference"), _text(row, "status")
    if status:
        status = status[0].upper() + status[1:]
    facts, score = tuple(_facts(row)), _score(row)
    scale = scale_of(_document(row, "scale"))
    components = components_of(_document(row, "components"))
    footer = " · ".join(part for part in (issuer, "Statement of results", reference, _issued(row)) if part)
    # A name is set twice as large.
    texts = (issuer, exam, name, name, *(said for _, said in facts), *(one.name for one in components))
    return Page(
        issuer=issuer,
        exam=exam,
        reference=reference,
        status=status,
        name=name,
        name_fonts=_name_fonts(name),
        facts=facts,
        figures=tuple(_figures(row, score)),
        overall_score=score,
        scale=scale,
        components=components,
        shields=scale is None and bool(components) and max(one.highest for one in components) <= _MOST_SHIELDS,
        photo=_photo(row),
        photo_note=_text(row, "photo_note"),
        check=_check(row),
        footer=footer,
        is_long=sum(map(len, texts)) > _ROOM or len(components) > _ROWS,
    )


def _facts(row: Mapping[str, Cell]) -> list[Fact]:
    offered = (
        ("Date of birth", _day(row, "date_of_birth")),
        ("Candidate ID number", _text(row, "candidate_number")),
        ("Date of exam", _day(row, "exam_date")),
        ("Place of entry", _text(row, "place_of_entry")),
        ("Centre", _text(row, "centre")),
        ("Centre number", _text(row, "centre_number")),
    )
    return [(label, said) for label, said in offered if said is not None]


def _figures(row: Mapping[str, Cell], score: int | None) -> list[Fact]:
    offered = (
        ("Overall score", None if score is None else str(score)),
        ("Grade", _text(row, "grade")),
        ("CEFR level", _text(row, "cefr")),
    )
    return [(label, said) for label, said in offered if said is not None]


def _text(row: Mapping[str, Cell], column: str) -> str | None:
    """One line. Joiners and marks of direction stay in it: some scripts need them. A letter and its marks are brought
    together, or they may stand apart in print."""
    value = row[column]
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInputError.of(column, "This must be text.")
    if len(value) > _LONGEST:
        raise InvalidInputError.of(column, f"This is longer than the {_LONGEST} characters that can be printed.")
    return unicodedata.normalize("NFC", " ".join(printable(value).split())) or None


def _needed(row: Mapping[str, Cell], column: str) -> str:
    said = _text(row, column)
    if said is None:
        raise InvalidInputError.of(column, "A statement of results cannot be made without this.")
    return said


def _day(row: Mapping[str, Cell], column: str) -> str | None:
    value = row[column]
    if value is None:
        return None
    if not isinstance(value, date):
        raise InvalidInputError.of(column, "This must be a date.")
    return f"{value.day} {value:%B %Y}"


def _issued(row: Mapping[str, Cell]) -> str | None:
    day = _day(row, "issued_on")
    return f"as of {day}" if day else None


def _score(row: Mapping[str, Cell]) -> int | None:
    value = row["overall_score"]
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInputError.of("overall_score", "This must be a whole number.")
    return value


def _document(row: Mapping[str, Cell], column: str) -> object:
    value = row[column]
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInputError.of(column, "This must be a document.")
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError.of(column, "This is not JSON.") from error


def _photo(row: Mapping[str, Cell]) -> str | None:
    """The picture fills its frame and is cut evenly at the sides that are too long."""
    value = row["photo"]
    if value is None:
        return None
    if not isinstance(value, bytes):
        raise InvalidInputError.of("photo", "This must be the bytes of a picture.")
    kind = picture_kind(value)
    if kind is None:
        raise InvalidInputError.of("photo", "This must be a whole picture, as JPEG or PNG.")
    address = f"data:image/{kind};base64,{base64.b64encode(value).decode('ascii')}"
    turn = _TURNS[way_up(value)] if kind == "jpeg" else ""
    wide, high = (38, 30) if "90" in turn else (30, 38)
    place = f'x="{-wide / 2}" y="{-high / 2}" width="{wide}" height="{high}" transform="translate(15 19) {turn}"'
    picture = f'<image {place} preserveAspectRatio="xMidYMid slice" href="{address}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 38">{picture}</svg>'


def _check(row: Mapping[str, Cell]) -> Check | None:
    address = _text(row, "check_address")
    if address is None:
        return None
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidInputError.of(
            "check_address", "This must be a whole address, such as https://exams.example.org/verify."
        )
    code = _text(row, "check_code")
    return Check(address=address, page=f"{parts.netloc}{parts.path}", code=qr_svg(address), check_code=code)


def _name_fonts(name: str) -> tuple[str, ...]:
    """Chinese, Japanese and Korean share characters that each writes in its own way; only kana and hangul tell."""
    names = {unicodedata.name(sign, "").partition(" ")[0] for sign in name}
    if names & {"HIRAGANA", "KATAKANA"}:
        return _JAPANESE
    return _KOREAN if "HANGUL" in names else FONTS
