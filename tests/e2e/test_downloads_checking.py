"""Anybody checks a statement of results, by what stands on it or by its file, end to end on both databases."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from adapters.signing.signer import PyHankoSigner
from core.results.model import Result
from core.results.reference import written_reference
from core.verification.model.sharing import Field
from tests.e2e.downloading import download, downloads_office, text_of, ticked
from tests.e2e.finding import Office, found_words, shown
from tests.e2e.world import Browser
from tests.fakes.identities import identity
from tests.fakes.statements import row, statements


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with downloads_office(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def visitor(office: Office) -> Browser:
    return office.world.client()


def statement_of(office: Office, *results: Result) -> bytes:
    reader = office.world.client(office.reader)
    content: bytes = download(reader, ticked("pdf_statement", *results), packing="together").data
    return content


def address_on(pdf: bytes) -> str:
    """Where the link on the page leads, which is the one in the QR code."""
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    notes = [note.get_object() for note in page["/Annots"]]  # type: ignore[attr-defined]  # Annots is a list.
    (uri,) = {note["/A"]["/URI"] for note in notes if note.get("/A", {}).get("/S") == "/URI"}
    return str(uri)


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def upload(browser: Browser, content: bytes, name: str = "statement.pdf") -> TestResponse:
    return browser.post("/verify/file", {"statement": (io.BytesIO(content), name)})


@pytest.mark.feature("N01")
def test_the_code_on_the_statement_leads_to_issuer_status_and_the_fields_shown(
    office: Office, visitor: Browser
) -> None:
    result = office.shared("Maya", "Lindqvist")
    address = address_on(statement_of(office, result))
    assert "/verify?" in address

    page = visitor.get(path_of(address))

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    for said in ("This statement is real", "Awarding body", "Maya Lindqvist", "B2 First", "Final", "179", "Reading"):
        assert said in shown(page), (said, shown(page))


@pytest.mark.feature("N01")
def test_the_number_and_code_can_be_typed_as_they_stand_on_paper(office: Office, visitor: Browser) -> None:
    result = office.shared()
    statement = statement_of(office, result)
    code = parse_qs(urlsplit(address_on(statement)).query)["code"][0]
    assert code in re.sub(r"\s+", " ", text_of(statement))
    typed = {"reference": written_reference(result.reference).lower(), "code": f" {code.lower()} "}

    page = visitor.post("/verify", typed, follow=True)

    assert "This statement is real" in shown(page)
    assert "Check that it is real" in visitor.get("/log-in").text


@pytest.mark.feature("N01")
def test_a_wrong_number_a_wrong_code_and_an_unreleased_result_are_told_apart_by_nobody(
    office: Office, visitor: Browser
) -> None:
    result, other = office.shared(), office.shared("Li")
    codes = office.world.container.check_codes()
    waiting = office.result("Zoë", released=False)
    tried = [
        (written_reference(result.reference), codes.of(other.reference)),
        ("7K4M-92QX-B3TX", codes.of(result.reference)),
        (written_reference(waiting.reference), codes.of(waiting.reference)),
    ]

    pages = [visitor.post("/verify", {"reference": number, "code": code}, follow=True) for number, code in tried]

    assert {page.status_code for page in pages} == {404}
    assert all("There is no statement with this number and code" in shown(page) for page in pages)
    assert visitor.post("/verify", {"reference": "", "code": ""}).status_code == 422


@pytest.mark.feature("N01")
@pytest.mark.parametrize(
    ("verb", "said"),
    [("revoke", "Do not rely on this statement: the result is revoked"), ("withhold", "the result is withheld")],
)
def test_what_became_of_the_result_is_told(office: Office, visitor: Browser, verb: str, said: str) -> None:
    result = office.shared()
    statement = statement_of(office, result)
    office.world.clock.advance(minutes=1)
    office.change(result, verb, reason="Another person sat the exam.")

    by_code, by_file = visitor.get(path_of(address_on(statement))), upload(visitor, statement)

    assert said in shown(by_code)
    assert found_words(shown(by_code), "179") == []
    assert "The signature is intact" in shown(by_file)
    assert "The result has changed since" in shown(by_file)
    assert said in shown(by_file)


@pytest.mark.feature("N01")
def test_a_file_as_it_was_signed_is_intact_and_still_holds(office: Office, visitor: Browser) -> None:
    page = upload(visitor, statement_of(office, office.shared()))

    for said in ("The signature is intact", "The result still holds", "Maya Lindqvist", "Meridian English Awards"):
        assert said in shown(page), (said, shown(page))


@pytest.mark.feature("N01")
def test_several_statements_in_one_file_are_signed_together(office: Office, visitor: Browser) -> None:
    page = upload(visitor, statement_of(office, office.shared("Maya"), office.shared("Li")))

    assert "The signature is intact" in shown(page)
    assert "Several statements in one file" in shown(page)
    assert "Maya" not in shown(page)


@pytest.mark.feature("N08")
@pytest.mark.parametrize(
    ("fields", "told", "kept"),
    [(frozenset({Field.COMPONENTS}), "184", "179"), (frozenset({Field.OVERALL}), "179", "184")],
    ids=["the components alone", "the overall result alone"],
)
def test_a_check_shows_no_score_that_the_candidate_left_out(
    office: Office, visitor: Browser, fields: frozenset[Field], told: str, kept: str
) -> None:
    result = office.result()
    office.share(result, fields=fields)
    statement = statement_of(office, result)
    data_file = download(office.world.client(office.reader), ticked("csv", result)).text
    (in_data_file,) = re.findall(r"http[^,\s]*/verify[^,\s]*", data_file)

    pages = [visitor.get(path_of(address)) for address in (address_on(statement), in_data_file)]
    pages.append(upload(visitor, statement))

    for page in pages:
        assert "Maya Lindqvist" in shown(page)
        assert found_words(shown(page), told, kept) == [told]


def changed(pdf: bytes) -> bytes:
    place = pdf.index(b"stream") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


@pytest.mark.feature("N01")
def test_every_other_file_is_told_for_what_it_is(office: Office, visitor: Browser) -> None:
    statement, unsigned = statement_of(office, office.shared()), statements(row(1))
    by_another = PyHankoSigner(identity("Meridian English Awards")).sign(unsigned)

    found = {
        name: upload(visitor, content)
        for name, content in {
            "The file was changed after it was signed": changed(statement),
            "The file has no signature": unsigned,
            "The file was signed by somebody else": by_another,
            "This is not a PDF file that can be read": b"hello",
        }.items()
    }

    for said, page in found.items():
        assert page.status_code == 200
        assert said in shown(page), (said, shown(page))
        assert "Maya" not in shown(page)
    assert visitor.post("/verify/file", {}).status_code == 422


def test_checks_are_counted_and_too_many_are_refused(office: Office) -> None:
    result = office.shared()
    code = office.world.container.check_codes().of(result.reference)
    hasty = office.world.client(address="203.0.113.9")
    address = f"/verify?reference={written_reference(result.reference)}&code={code}"

    for _ in range(60):
        assert hasty.get(address).status_code == 200

    assert hasty.get(address).status_code == 429
    assert upload(hasty, b"hello").status_code == 429
    assert office.world.client(address="203.0.113.10").get(address).status_code == 200


def test_the_certificate_is_published(office: Office, visitor: Browser) -> None:
    published = visitor.get("/verify/certificate.pem")

    assert published.data == office.world.container.statement_signer().certificate()
    assert published.data.startswith(b"-----BEGIN CERTIFICATE-----")
