"""The download history end to end on both databases: fetch, wait, cancel, download again, and who may do so."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from core.access.permissions import Role
from core.exports.downloads import KEPT, MOST_LONG
from core.results.model import Marks, Result
from core.shared.errors import NotFoundError
from core.verification.usecases.staffing import UserCommand
from tests.e2e.downloading import (
    RESULTS,
    download,
    downloads_in,
    downloads_office,
    new_template,
    newest,
    rows_of_csv,
    stored,
    template_id,
    ticked,
)
from tests.e2e.finding import Office, shown
from tests.e2e.world import Browser, Someone
from tests.fakes.statements import picture

ALL = f"{RESULTS}?all=yes&format=csv"


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with downloads_office(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def reader(office: Office) -> Browser:
    return office.world.client(office.reader)


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are many: who asks for them does not wait."""
    monkeypatch.setattr("core.exports.downloads.AT_ONCE", 1)


def amend(office: Office, result: Result) -> None:
    office.world.clock.advance(minutes=1)
    with office.world.container.open_unit()() as unit:
        marking = unit.exams.get(result.sitting.exam).marking
    assert marking is not None
    scores = {**dict(result.marks.scores or ()), "Reading": 190}
    office.change(result, "amend", holder=result.holder, marks=Marks.of(scores, marking), reason="Marked again.")


def names(file: TestResponse) -> list[str]:
    return [row[0] for row in rows_of_csv(file)[1:]]


@pytest.mark.feature("R28")
def test_the_history_tells_who_when_what_how_many_hash_and_template(office: Office, reader: Browser) -> None:
    new_template(reader, "Name and Grade only", "name", "grade")
    chosen = template_id(reader, "Name and Grade only")
    office.shared("Maya")
    office.shared("Li")
    file = download(reader, ALL, template=chosen)
    colleague = office.world.client(office.world.person(Role.MEMBER, at=office.aldermoor))

    listed, one = shown(colleague.get("/downloads")), shown(colleague.get(newest(colleague)))

    digest = hashlib.sha256(file.data).hexdigest()
    for said in ("Data File (CSV)", "Shared results, Name and Grade only", "Ada Reader", " 2 ", digest[:8], "Ready"):
        assert said in listed, (said, listed)
    for said in (digest, "2 results", "Name and Grade only", "Ada Reader", "Candidate name", "Grade", "Kept until"):
        assert said in one, (said, one)


@pytest.mark.feature("R28")
def test_the_same_file_is_fetched_from_the_history(office: Office, reader: Browser) -> None:
    office.shared()
    file = download(reader, ALL)
    colleague = office.world.client(office.world.person(Role.MEMBER, at=office.aldermoor))

    again = colleague.get(f"{newest(colleague)}/file")

    assert again.data == file.data
    assert again.headers["Content-Length"] == str(len(file.data))
    assert again.headers["Cache-Control"] == "no-store"


@pytest.mark.feature("R28")
def test_another_organisations_download_is_not_there(office: Office, reader: Browser) -> None:
    office.shared()
    download(reader, ALL)
    address, stranger = newest(reader), office.world.client(office.stranger)

    assert downloads_in(stranger.get("/downloads")) == []
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/file").status_code == 404
    assert stranger.post(f"{address}/cancel").status_code == 404
    assert stranger.post(f"{address}/again").status_code == 404


@pytest.mark.feature("R28")
def test_a_file_is_not_given_out_once_a_share_in_it_was_taken_back(office: Office, reader: Browser) -> None:
    share_id = office.share(office.result("Maya"))
    office.shared("Li")
    download(reader, ALL)
    address = newest(reader)
    office.withdraw(share_id)

    refused = reader.get(f"{address}/file")
    again = reader.post(f"{address}/again", follow=True)

    assert refused.status_code == 409
    assert "1 result in it may not be seen any more" in shown(refused)
    assert "Save the file" not in shown(refused)
    assert "1 result of the former download is left out" in shown(again)
    assert names(reader.get(f"{newest(reader)}/file")) == ["Li Lindqvist"]
    assert stored(office, newest(reader)).again_of == stored(office, address).id


@pytest.mark.feature("R28")
def test_a_file_is_not_given_out_once_a_result_in_it_has_changed(office: Office, reader: Browser) -> None:
    maya = office.shared("Maya")
    office.shared("Li")
    download(reader, ALL)
    address = newest(reader)
    amend(office, maya)

    refused = reader.get(f"{address}/file")
    again = reader.post(f"{address}/again", follow=True)

    assert refused.status_code == 409
    assert "1 result has changed since" in shown(refused)
    assert "1 result has changed since; the file holds what stands now" in shown(again)
    header, *rows = rows_of_csv(reader.get(f"{newest(reader)}/file"))
    assert {row[0]: row[header.index("Status")] for row in rows} == {
        "Maya Lindqvist": "amended",
        "Li Lindqvist": "final",
    }


@pytest.mark.feature("R28")
def test_the_same_rows_are_downloaded_again_although_the_search_finds_more_by_now(
    office: Office, reader: Browser
) -> None:
    office.shared("Maya")
    first = download(reader, ALL)
    office.shared("Li")

    again = reader.post(f"{newest(reader)}/again", follow=True)

    assert names(again) == names(first) == ["Maya Lindqvist"]
    assert len(downloads_in(reader.get("/downloads"))) == 2


@pytest.mark.feature("R28")
def test_a_file_is_removed_in_time_and_can_be_made_again(office: Office, reader: Browser) -> None:
    office.shared()
    download(reader, ALL)
    address = newest(reader)
    file = stored(office, address).file
    assert file is not None
    office.world.clock.advance(days=KEPT / timedelta(days=1), minutes=1)
    reader = office.world.client(office.reader)

    early = reader.get(f"{address}/file")
    office.world.container.expire_downloads()(())

    assert early.status_code == 409
    assert "The file was removed" in shown(early)
    with pytest.raises(NotFoundError):
        office.world.container.file_store().get(file.key)
    assert "File removed" in shown(reader.get("/downloads"))
    assert names(reader.post(f"{address}/again", follow=True)) == ["Maya Lindqvist"]


@pytest.mark.usefixtures("short_patience")
class TestALongOne:
    """Made by a job, while whoever asked does something else."""

    @pytest.fixture
    def asked(self, office: Office, reader: Browser) -> str:
        office.shared("Maya")
        office.shared("Li")
        page = download(reader, ALL)
        assert "Waiting for its turn" in shown(page)
        return str(page.request.path)

    @pytest.mark.feature("R28")
    def test_its_page_tells_how_far_it_is_and_a_letter_when_it_is_ready(
        self, office: Office, reader: Browser, asked: str
    ) -> None:
        office.world.open_mailbox()
        under_way = reader.get(asked).text
        assert 'data-refresh="' in under_way
        assert "Cancel" in shown(reader.get(asked))
        assert reader.get(f"{asked}/file").status_code == 409
        assert reader.post(f"{asked}/again", follow=True).status_code == 200

        office.world.run_jobs()

        done = reader.get(asked)
        assert "data-refresh" not in done.text
        assert "Save the file" in shown(done)
        assert names(reader.get(f"{asked}/file")) == ["Li Lindqvist", "Maya Lindqvist"]
        (letter,) = office.letters_to(office.reader)
        assert letter.subject == "Your download is ready"

    @pytest.mark.feature("R28")
    def test_it_can_be_cancelled_and_nothing_of_it_is_kept(self, office: Office, reader: Browser, asked: str) -> None:
        cancelled = reader.post(f"{asked}/cancel", follow=True)
        office.world.run_jobs()

        assert "This download was cancelled" in shown(cancelled)
        assert stored(office, asked).file is None
        assert reader.get(f"{asked}/file").status_code == 409
        assert "is over already" in shown(reader.post(f"{asked}/cancel", follow=True))
        assert "never made" in shown(reader.post(f"{asked}/again", follow=True))

    @pytest.mark.feature("R28")
    def test_an_organisation_has_five_of_them_made_at_a_time(self, office: Office, reader: Browser, asked: str) -> None:
        colleague = office.world.client(office.world.person(Role.MEMBER, at=office.aldermoor))
        for _ in range(MOST_LONG - 1):
            download(colleague, ALL)

        refused = download(reader, ALL)

        assert refused.status_code == 409
        assert "has 5 long downloads that are not made yet" in shown(refused)
        assert "Default template" in shown(refused)
        assert len(downloads_in(reader.get("/downloads"))) == MOST_LONG
        reader.post(f"{asked}/cancel")
        assert "Waiting for its turn" in shown(download(reader, ALL))
        office.world.run_jobs()
        assert "Waiting for its turn" in shown(reader.post(f"{newest(reader)}/again", follow=True))

    def test_a_share_taken_back_before_it_is_made_is_not_in_it(
        self, office: Office, reader: Browser, asked: str
    ) -> None:
        zoe = office.result("Zoë")
        share_id = office.share(zoe)
        later = download(reader, ALL).request.path
        office.withdraw(share_id)

        office.world.run_jobs()

        assert names(reader.get(f"{later}/file")) == ["Li Lindqvist", "Maya Lindqvist"]
        assert "1 result is not in the file" in shown(reader.get(later))
        assert names(reader.get(f"{asked}/file")) == ["Li Lindqvist", "Maya Lindqvist"]

    def test_nothing_is_made_for_who_has_left(self, office: Office, reader: Browser, asked: str) -> None:
        del reader
        primary = office.world.person(Role.PRIMARY_USER, at=office.aldermoor)
        office.world.container.delete_user()(UserCommand(actor=primary.actor, person_id=office.reader.id))

        office.world.run_jobs()

        assert "The file could not be made" in shown(office.world.client(primary).get(asked))
        assert stored(office, asked).file is None


def primary_user(office: Office) -> Someone:
    return office.world.person(Role.PRIMARY_USER, at=office.aldermoor)


def pictures_in(pdf: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.feature("R28")
def test_a_file_with_photos_is_for_who_may_see_photos(office: Office, reader: Browser) -> None:
    office.world.container.file_store().put("photos/maya.png", picture())
    result = office.shared("Maya", photo="photos/maya.png")
    with_photo = download(office.world.client(primary_user(office)), ticked("pdf_statement", result))
    address = newest(reader)

    refused, page = reader.get(f"{address}/file"), shown(reader.get(address))
    own = reader.post(f"{address}/again", follow=True)

    assert with_photo.content_type == own.content_type == "application/pdf"
    assert refused.status_code == 403
    assert "Your user may not see photos" in page
    assert pictures_in(with_photo.data) == 1
    assert pictures_in(own.data) == 0
    assert len(own.data) < len(with_photo.data)
    assert not stored(office, newest(reader)).with_photos
