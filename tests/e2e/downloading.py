"""An office that downloads: where statements are signed, and what its people do with Download Options."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from adapters.signing.identity import Identity
from core.exports.downloads import Download, DownloadId
from core.results.model import Result
from core.shared.ids import OrganisationId
from tests.e2e.finding import Office
from tests.e2e.world import Browser, SettableClock, World
from tests.fakes.identities import certificate_pem, identity, key_pem

RESULTS = "/downloads/new/shared_results"


@cache
def signing_identity() -> Identity:
    return identity()


@contextmanager
def downloads_office(database_url: str, folder: Path) -> Iterator[Office]:
    """Its day is today: a signature bears the time of the machine."""
    ours = signing_identity()
    settings = {
        "EXAMHALL_DATABASE_URL": database_url,
        "EXAMHALL_SIGNING_KEY": key_pem(ours),
        "EXAMHALL_SIGNING_CERTIFICATE": certificate_pem(ours),
    }
    clock = SettableClock(datetime.now(UTC).replace(microsecond=0))
    world = World(folder / "house.db", clock=clock, settings=settings)
    world.awarding_body()
    yield Office(world=world)
    world.close()


def ticked(form: str, *results: Result, **more: str) -> str:
    """The address that ticking these and choosing the format leads to."""
    chosen = [("result", str(one.id)) for one in results]
    return f"{RESULTS}?{urlencode([*chosen, ('format', form), *more.items()])}"


def download(browser: Browser, address: str, **chosen: str) -> TestResponse:
    """Press Download with what is chosen; the file, or the page that is shown in its stead."""
    form = "template" if "pdf_statement" not in address else "packing"
    return browser.post(address, {form: "default" if form == "template" else "apart", **chosen}, follow=True)


def rows_of_csv(file: TestResponse) -> list[list[str]]:
    assert file.content_type.startswith("text/csv"), file.text
    return list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))


def rows_of_xlsx(file: TestResponse) -> list[list[object]]:
    assert "spreadsheet" in file.content_type, file.text
    return CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()  # type: ignore[return-value]  # Cells of any kind.


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf), strict=True).pages)


def files_in(archive: TestResponse) -> dict[str, bytes]:
    assert archive.content_type == "application/zip", archive.text
    with zipfile.ZipFile(io.BytesIO(archive.data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def signature_on(pdf: bytes) -> PdfSignatureStatus:
    """What pyHanko's own validator says of it, which trusts nothing but our certificate."""
    _, _, content = pem.unarmor(certificate_pem(signing_identity()).encode())
    (embedded,) = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(content)], allow_fetching=False)
    status = validate_pdf_signature(embedded, signer_validation_context=context)
    assert isinstance(status, PdfSignatureStatus)
    return status


def downloads_in(page: TestResponse) -> list[str]:
    """The addresses of the downloads that the history lists."""
    return re.findall(r'href="(/downloads/[0-9a-f-]{36})"', page.text)


def newest(browser: Browser) -> str:
    """The address of the newest download."""
    return downloads_in(browser.get("/downloads"))[0]


def stored(office: Office, address: str, *, at: OrganisationId | None = None) -> Download:
    organisation = at or office.aldermoor
    row = office.world.container.downloads_reader().download(DownloadId(UUID(address.split("/")[2])), organisation)
    found: Download = row.download
    return found


def new_template(browser: Browser, name: str, *columns: str, dataset: str = "shared_results") -> TestResponse:
    sent = {"name": name, "columns": list(columns), "order": " ".join(columns), "do": "save"}
    return browser.post(f"/downloads/templates/new?dataset={dataset}", sent)


def template_id(browser: Browser, name: str) -> str:
    page = browser.get("/downloads/templates").text
    found = re.search(rf'/downloads/templates/([0-9a-f-]{{36}})"><bdi>{re.escape(name)}</bdi>', page)
    assert found, page
    return found[1]


def offered(page: TestResponse) -> Sequence[str]:
    """The templates among the options."""
    return re.findall(r'class="radio-card-label">([^<]*)<', page.text)
