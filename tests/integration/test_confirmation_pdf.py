"""The printed confirmation, opened by another library than the one that made it."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from adapters.typst.confirmation import TypstConfirmations
from core.bookings.model import EntryStatus
from tests.fakes.confirmations import SECRET_NUMBER, confirmation


@pytest.fixture(scope="module")
def printer() -> TypstConfirmations:
    return TypstConfirmations()


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(BytesIO(pdf)).pages
    return page.extract_text()


def test_name_number_papers_and_times_stand_on_one_page(printer: TypstConfirmations) -> None:
    text = text_of(printer.pdf(confirmation("Zoë", "Šimková")))

    # In the zone of the session, two hours ahead of what is stored.
    who = ["K7QF2-M9XRT", SECRET_NUMBER, "Zoë Šimková", "X1234567"]
    wanted = [*who, "B2 First", "Writing", "8 Mar 2027", "13:00 to 14:20", "168.00"]
    assert [part for part in wanted if part not in text] == []


@pytest.mark.parametrize("name", ["संजय", "Олена", "Αθηνά"])
def test_a_name_in_another_script_can_be_read_out_of_it(printer: TypstConfirmations, name: str) -> None:
    assert name in text_of(printer.pdf(confirmation(name)))


@pytest.mark.parametrize("name", ["李小龙", "محمد", "\U00012000"])
def test_a_name_in_any_script_makes_a_page(printer: TypstConfirmations, name: str) -> None:
    """Whether the machine has its letters or not."""
    assert "K7QF2-M9XRT" in text_of(printer.pdf(confirmation(name)))


def test_it_is_tagged_and_names_its_language_and_title(printer: TypstConfirmations) -> None:
    reader = PdfReader(BytesIO(printer.pdf(confirmation())))
    metadata = reader.root_object["/Metadata"].get_object()

    assert "'/Marked': True" in str(reader.root_object["/MarkInfo"].get_object())
    assert str(reader.root_object["/Lang"]) == "en"
    assert isinstance(metadata, StreamObject)
    assert b"pdfuaid:part" in metadata.get_data()


def test_what_looks_like_markup_stays_text(printer: TypstConfirmations) -> None:
    text = text_of(printer.pdf(confirmation("#panic[x]", "*Bold* $y$ \\ `")))

    assert "#panic[x] *Bold* $y$ \\ `" in text


def test_letters_of_two_code_points_are_brought_together(printer: TypstConfirmations) -> None:
    assert "Zoë" in text_of(printer.pdf(confirmation("Zoe\u0308")))


def test_a_withdrawn_entry_says_so(printer: TypstConfirmations) -> None:
    text = text_of(printer.pdf(confirmation(status=EntryStatus.WITHDRAWN)))

    assert "This entry is withdrawn" in text
    assert "Nothing is open" in text


def test_who_was_entered_by_a_preparation_centre_pays_there(printer: TypstConfirmations) -> None:
    text = text_of(printer.pdf(confirmation(entrant="St Mary's School")))

    assert "St Mary's School settles the fee" in " ".join(text.split())
