"""Statements of results as a file, opened by another library than the one that made it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from plugins.pdf_statement.format import AT_ONCE, PdfStatements
from tests.fakes.statements import COMPONENTS, SHIELDS, row, statements, statements_of, text_of

MANY = 2 * AT_ONCE + 3


@pytest.fixture(scope="module")
def form() -> PdfStatements:
    return PdfStatements()


@pytest.fixture(scope="module")
def joined(form: PdfStatements) -> PdfReader:
    """Of three parts. Names look like what stands in the tables of such a file."""
    odd = ("/ID(U1x0y0)", "(a (b) c) 12 0 R", ") 3 0 R /StructParents 5 (", "\\) 7 0 R", "endobj stream >>")
    rows = [row(place, name=f"{odd[place % len(odd)]} {place}") for place in range(MANY)]
    return PdfReader(BytesIO(statements(*rows, form=form)), strict=True)


def elements(reader: PdfReader) -> Iterator[Any]:
    """All tags, in the order in which they are read. Any: pypdf does not know what stands in a dictionary."""
    left: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while left:
        one = left.pop().get_object()
        if not isinstance(one, DictionaryObject):
            continue
        if one.get("/Type") == "/StructElem":
            yield one
        kids = one.get("/K", ArrayObject())
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        left += reversed(kids if isinstance(kids, list) else [kids])


def metadata(reader: PdfReader) -> bytes:
    held = reader.root_object["/Metadata"].get_object()
    assert isinstance(held, StreamObject)
    return held.get_data()


def by_parent(reader: PdfReader) -> dict[int, Any]:
    root: Any = reader.root_object["/StructTreeRoot"].get_object()
    numbers: dict[int, Any] = {}
    for kid in root["/ParentTree"]["/Kids"]:
        listed = kid.get_object()["/Nums"]
        numbers |= dict(zip(listed[::2], listed[1::2], strict=True))
    return numbers


def pages_with_their_own_tags(reader: PdfReader, numbers: dict[int, Any]) -> list[Any]:
    pages: list[Any] = list(reader.pages)
    for page in pages:
        tags = numbers[page["/StructParents"]].get_object()
        assert {tag.get_object().raw_get("/Pg").idnum for tag in tags} == {page.indirect_reference.idnum}
    return pages


def test_a_file_of_several_parts_has_a_page_for_each_candidate_in_their_order(joined: PdfReader) -> None:
    assert len(joined.pages) == MANY
    assert [f"7K4M-92QX-{place:04}" in text_of(page) for place, page in enumerate(joined.pages)] == [True] * MANY


def test_each_page_has_a_bookmark_that_leads_to_it(joined: PdfReader) -> None:
    marks = [one for one in joined.outline if not isinstance(one, list)]

    assert [joined.get_destination_page_number(one) for one in marks] == list(range(MANY))
    assert str(marks[1].title).startswith("(a (b) c) 12 0 R 1 · ")


def test_the_tags_of_every_part_are_there_in_one_tree(joined: PdfReader) -> None:
    pages = {page.indirect_reference.idnum: place for place, page in enumerate(joined.pages) if page.indirect_reference}

    headings = [one for one in elements(joined) if one["/S"] == "/H2"]

    assert [str(one["/T"]) for one in headings][:2] == ["/ID(U1x0y0) 0", "(a (b) c) 12 0 R 1"]
    assert [pages[one.raw_get("/Pg").idnum] for one in headings] == list(range(MANY))


def test_every_page_finds_its_own_tags(joined: PdfReader) -> None:
    """By its number in the tree of parents, each marked part of a page leads to a tag that says it is on this page."""
    numbers = by_parent(joined)

    for page in pages_with_their_own_tags(joined, numbers):
        for note in page["/Annots"]:
            (link,) = [numbers[note.get_object()["/StructParent"]].get_object()]
            assert link["/S"] == "/Link"
    root: Any = joined.root_object["/StructTreeRoot"]
    assert root["/ParentTreeNextKey"] == len(numbers)


@pytest.mark.parametrize(
    "hidden",
    [("check_code",), ("check_address",), ("check_address", "components"), ("check_address", "components", "scale")],
)
def test_the_end_of_a_page_shares_no_tag_with_the_next(form: PdfStatements, hidden: tuple[str, ...]) -> None:
    rows = [row(place, **dict.fromkeys(hidden)) for place in range(2)]

    reader = PdfReader(BytesIO(statements(*rows, form=form)), strict=True)

    assert len(pages_with_their_own_tags(reader, by_parent(reader))) == 2


def test_cells_name_their_headers_in_the_same_table(joined: PdfReader) -> None:
    root: Any = joined.root_object["/StructTreeRoot"].get_object()
    names = [name for kid in root["/IDTree"]["/Kids"] for name in kid.get_object()["/Names"][::2]]
    found = list(elements(joined))

    headers = {str(one["/ID"]) for one in found if one["/S"] == "/TH"}
    named = {
        str(header)
        for one in found
        if one["/S"] == "/TD"
        for about in one["/A"]
        for header in about.get_object().get("/Headers", ())
    }

    assert (len(headers), sorted(names), names) == (3 * MANY, sorted(headers), sorted(names))
    assert named == headers


@pytest.mark.parametrize("number", [1, MANY])
def test_it_is_tagged_and_names_its_language_and_title(form: PdfStatements, number: int) -> None:
    reader = PdfReader(BytesIO(statements_of((row(place) for place in range(number)), form=form)), strict=True)

    assert "'/Marked': True" in str(reader.root_object["/MarkInfo"].get_object())
    assert str(reader.root_object["/Lang"]) == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == ("Statement of results" if number == 1 else "Statements of results")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata(reader)


def test_a_file_about_one_result_names_it_in_its_own_data(form: PdfStatements) -> None:
    one = PdfReader(BytesIO(statements(row(7), form=form)))
    two = PdfReader(BytesIO(statements(row(7), row(8), form=form)))

    assert b"<dc:identifier>7K4M-92QX-0007 ABCD-EFGH</dc:identifier>" in metadata(one)
    assert b"identifier" not in metadata(two)


def test_every_picture_says_what_it_shows(form: PdfStatements) -> None:
    reader = PdfReader(BytesIO(statements(row(), form=form)))

    told = [str(one["/Alt"]) for one in elements(reader) if one["/S"] == "/Figure"]

    assert len(told) == 3
    assert told[0].startswith("Photograph of the candidate")
    assert "B is 173 to 179, B2" in told[1]
    assert told[2].startswith("QR code")


def test_a_letter_that_no_font_has_costs_the_mark_and_not_the_page(form: PdfStatements) -> None:
    """No font has the letters of private use."""
    reader = PdfReader(BytesIO(statements(row(0), row(1, name="Ada \U0010fffd"), form=form)), strict=True)

    assert len(reader.pages) == 2
    assert b"pdfuaid:part>" not in metadata(reader)


def test_shields_are_counted(form: PdfStatements) -> None:
    given = row(scale=None, overall_score=None, grade=None, cefr=None, components=json.dumps(SHIELDS))

    text = PdfReader(BytesIO(statements(given, form=form))).pages[0].extract_text()

    assert "Shields" in text
    assert "Out of 5" in text


def test_what_is_too_long_for_a_page_is_set_smaller(form: PdfStatements) -> None:
    long = "Maximiliana Featherstonehaugh von und zu Hohenlohe " * 7
    components = json.dumps([{**COMPONENTS[0], "name": f"{long}{place}"} for place in range(9)])
    given = row(name=long, issuer=long, exam=long, centre=long, place_of_entry=long, components=components)

    (page,) = PdfReader(BytesIO(statements(given, form=form))).pages

    assert "How to check this statement" in text_of(page)


def test_what_is_longer_than_it_looks_takes_one_page_and_so_does_the_next(form: PdfStatements) -> None:
    rows = [row(0, grade="With the highest distinction " * 12), row(1)]

    first, second = PdfReader(BytesIO(statements(*rows, form=form)), strict=True).pages

    assert "How to check this statement" in first.extract_text()
    assert "How to check this statement" in second.extract_text()


@pytest.mark.parametrize("odd", ["#panic[x] *Bold* $y$ ` <svg>", r'"))) #panic("x") \" \\" \u{41} %s \n'])
def test_a_name_that_looks_like_markup_stays_text(form: PdfStatements, odd: str) -> None:
    text = text_of(PdfReader(BytesIO(statements(row(name=odd), form=form))).pages[0])

    assert odd in " ".join(text.split())


def test_no_rows_make_a_page_that_says_so(form: PdfStatements) -> None:
    (page,) = PdfReader(BytesIO(statements(form=form))).pages

    assert "No results were chosen" in text_of(page)
