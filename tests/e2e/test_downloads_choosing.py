"""Choosing what to download and in which form, end to end on both databases; files are opened by other libraries."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from pypdf import PdfReader
from werkzeug.datastructures import MultiDict

from core.access.permissions import Role
from core.exports.downloads import Order
from core.results.model import ResultId
from core.results.reference import written_reference
from core.shared.ids import new_id
from core.verification.model.sharing import ALL_FIELDS, ActivityKind, Field
from tests.e2e.downloading import (
    RESULTS,
    download,
    downloads_office,
    files_in,
    rows_of_csv,
    rows_of_xlsx,
    signature_on,
    text_of,
    ticked,
)
from tests.e2e.finding import Office, look_up, search, shown
from tests.e2e.world import Browser
from web.downloads.selections import options_for, selection_of


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with downloads_office(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def reader(office: Office) -> Browser:
    return office.world.client(office.reader)


@pytest.mark.feature("R21")
def test_a_statement_of_results_is_a_signed_pdf_that_says_what_was_shared(office: Office, reader: Browser) -> None:
    maya = office.shared("Maya", "Lindqvist")

    file = download(reader, ticked("pdf_statement", maya))

    assert file.content_type == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    assert signature_on(file.data).bottom_line
    text = text_of(file.data)
    for said in ("Maya Lindqvist", "B2 First", written_reference(maya.reference), "23 April 2009", "179"):
        assert said in text, (said, text)


@pytest.mark.feature("R21")
def test_statements_of_several_come_one_by_one_in_an_archive_or_together(office: Office, reader: Browser) -> None:
    several = [office.shared("Maya"), office.shared("Li"), office.shared("Zoë")]

    apart = files_in(download(reader, ticked("pdf_statement", *several), packing="apart"))
    together = download(reader, ticked("pdf_statement", *several), packing="together")

    assert len(apart) == 3
    assert all(signature_on(one).bottom_line for one in apart.values())
    for one, (name, pdf) in zip(several, apart.items(), strict=True):
        assert written_reference(one.reference) in name
        assert written_reference(one.reference) in text_of(pdf)
    assert together.content_type == "application/pdf"
    assert signature_on(together.data).bottom_line
    assert len(PdfReader(io.BytesIO(together.data)).pages) == 3


@pytest.mark.feature("R21")
def test_a_result_whose_scores_are_hidden_has_no_statement_and_that_is_told(office: Office, reader: Browser) -> None:
    maya, li = office.shared("Maya"), office.shared("Li")
    office.change(li, "withhold", reason="Looked into.")

    page = download(reader, ticked("pdf_statement", maya, li))
    none = download(reader, ticked("pdf_statement", li))

    assert "1 result is not in the file" in shown(page)
    assert "Save the file" in shown(page)
    assert "The file could not be made" in shown(none)


@pytest.mark.feature("R22")
def test_an_xlsx_file_holds_dates_as_dates_and_scores_as_numbers(office: Office, reader: Browser) -> None:
    result = office.shared("Zoë", "Brönte", born=date(2009, 4, 23), taken_on=date(2026, 10, 10))

    header, row = rows_of_xlsx(download(reader, ticked("xlsx", result)))

    cells = dict(zip(header, row, strict=True))
    assert cells["Candidate name"] == "Zoë Brönte"
    assert cells["Date of birth"] == date(2009, 4, 23)
    assert cells["Date of exam"] == date(2026, 10, 10)
    assert (cells["Overall score"], cells["Reading"]) == (179, 184)
    assert isinstance(cells["Shared at"], datetime)


@pytest.mark.feature("R23")
def test_a_csv_file_holds_names_of_any_script_and_no_formula(office: Office, reader: Browser) -> None:
    results = [office.shared("王", "小明"), office.shared("ليلى", "حداد"), office.shared("=HYPERLINK(1)", "Smith")]
    address = ticked("csv", *results)

    marked = download(reader, address, option_bom="y")
    plain = download(reader, address)

    assert marked.data.startswith(b"\xef\xbb\xbf")
    assert not plain.data.startswith(b"\xef\xbb\xbf")
    assert rows_of_csv(plain) == rows_of_csv(marked)
    names = [row[0] for row in rows_of_csv(plain)[1:]]
    assert names[:2] == ["王 小明", "ليلى حداد"]
    assert names[2] == "'=HYPERLINK(1) Smith"


@pytest.mark.feature("R24")
def test_the_list_has_boxes_and_download_options_that_work_without_scripts(office: Office, reader: Browser) -> None:
    maya = office.shared("Maya")
    office.shared("Li")
    page = reader.get("/find")

    assert f'name="result" value="{maya.id}"' in page.text
    assert "All 2 that were found" in page.text
    assert "Download Options" in page.text
    for form in ("pdf_statement", "xlsx", "csv"):
        assert f'name="format" value="{form}"' in page.text
    options = shown(reader.get(ticked("csv", maya)))
    assert "Data File (CSV)" in options
    assert "1 result" in options


@pytest.mark.feature("R24")
def test_one_several_or_all_that_a_search_found_are_downloaded(office: Office, reader: Browser) -> None:
    maya, li = office.shared("Maya", "Lindqvist"), office.shared("Li", "Lindqvist")
    office.shared("Zoë", "Brönte")
    found = search(reader, name="lindqvist").request.path.rpartition("/")[2]

    one = download(reader, ticked("csv", maya))
    two = download(reader, ticked("csv", maya, li))
    searched = download(reader, f"{RESULTS}?all=yes&search={found}&format=csv")
    everything = download(reader, f"{RESULTS}?all=yes&format=csv")

    names = [[row[0] for row in rows_of_csv(file)[1:]] for file in (one, two, searched, everything)]
    assert names[0] == ["Maya Lindqvist"]
    assert names[1] == ["Maya Lindqvist", "Li Lindqvist"]
    assert sorted(names[2]) == ["Li Lindqvist", "Maya Lindqvist"]
    assert sorted(names[3]) == ["Li Lindqvist", "Maya Lindqvist", "Zoë Brönte"]


@pytest.mark.feature("R24")
def test_nothing_ticked_is_answered_with_what_to_do(office: Office, reader: Browser) -> None:
    office.shared()

    page = reader.get(f"{RESULTS}?format=csv")

    assert page.status_code == 422
    assert "Tick one or more results" in shown(page)


def test_without_a_format_the_page_offers_them(office: Office, reader: Browser) -> None:
    page = reader.get(f"{RESULTS}?result={office.shared().id}")

    assert [name for name in ("Statement of Results (PDF)", "Data File (XLSX)", "Data File (CSV)") if name in page.text]
    assert "format=pdf_statement" in page.text


@pytest.mark.feature("R25")
def test_the_default_template_has_every_available_field(office: Office, reader: Browser) -> None:
    header, _ = rows_of_csv(download(reader, ticked("csv", office.shared())))

    columns = office.world.container.datasets().get("shared_results").columns()
    assert header == [one.title for one in columns if one.type not in ("image", "document")]
    assert len(header) > 25


def test_what_a_candidate_did_not_share_is_empty(office: Office, reader: Browser) -> None:
    result = office.result()
    office.share(result, fields=ALL_FIELDS - {Field.EMAIL, Field.DATE_OF_BIRTH})

    header, row = rows_of_csv(download(reader, ticked("csv", result)))

    cells = dict(zip(header, row, strict=True))
    assert (cells["E-mail address"], cells["Date of birth"]) == ("", "")
    assert cells["Overall score"] == "179"


def test_a_result_that_was_looked_up_can_be_downloaded_while_it_is_open(office: Office, reader: Browser) -> None:
    result = office.result()
    assert reader.get(ticked("csv", result)).status_code == 422
    look_up(reader, result)

    assert [row[0] for row in rows_of_csv(download(reader, ticked("csv", result)))[1:]] == ["Maya Lindqvist"]

    office.world.clock.advance(days=31)
    reader = office.world.client(office.reader)
    assert reader.get(ticked("csv", result)).status_code == 422


@pytest.mark.feature("R24")
def test_another_organisations_share_search_and_result_are_not_there(office: Office, reader: Browser) -> None:
    result = office.shared()
    search_id = search(reader, name="maya").request.path.rpartition("/")[2]
    stranger = office.world.client(office.stranger)

    assert stranger.get(ticked("csv", result)).status_code == 422
    assert download(stranger, ticked("csv", result)).status_code == 422
    assert stranger.get(f"{RESULTS}?all=yes&search={search_id}&format=csv").status_code == 404
    assert stranger.get(f"{RESULTS}?all=yes&format=csv").status_code == 422
    assert stranger.get(ticked("csv", replace(result, id=ResultId(new_id())))).status_code == 422
    assert stranger.get(f"{RESULTS}?result=nonsense&format=csv").status_code == 404
    assert stranger.get("/downloads/new/nonsense?format=csv").status_code == 404
    assert office.world.client_as(Role.RESULTS_OFFICER).get(ticked("csv", result)).status_code == 403


@pytest.mark.feature("X03")
def test_the_candidate_sees_that_it_was_downloaded(office: Office, reader: Browser) -> None:
    result = office.shared()

    download(reader, ticked("csv", result))

    seen = office.world.container.candidate_reader().own_result(
        result.id, office.candidate.id, now=office.world.clock.now()
    )
    assert ActivityKind.DOWNLOADED in [row.activity.kind for row in seen.activity]
    trail = [(one.action, one.by) for one in office.world.container.audit_trail().walk() if "download" in one.action]
    assert {"download_asked", "download_made", "download_fetched"} <= {action for action, _ in trail}
    assert {by for _, by in trail} == {f"person:{office.reader.id}"}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_unknown_option_or_template_is_refused(office: Office, reader: Browser, form: str) -> None:
    address = ticked(form, office.shared())

    assert download(reader, address, template=str(new_id())).status_code == 422
    assert download(reader, address, template="nonsense").status_code == 422


@pytest.mark.parametrize(
    ("dataset", "selection"),
    [
        ("shared_results", {"results": f"{new_id()} {new_id()}"}),
        ("shared_results", {"search": str(new_id())}),
        ("shared_results", {"all": "yes"}),
        ("booking_candidates", {"session": str(new_id()), "entrant": str(new_id())}),
        ("proctoring_log", {"test": str(new_id())}),
    ],
)
def test_the_way_back_to_the_options_of_a_download_chooses_the_same(
    office: Office, dataset: str, selection: dict[str, str]
) -> None:
    order = Order(dataset=dataset, selection=selection, format="csv", options={}, columns=())

    with office.world.app.test_request_context():
        path, _, query = options_for(order).partition("?")

    assert path == f"/downloads/new/{dataset}"
    assert selection_of(dataset, MultiDict(parse_qsl(query))) == selection
