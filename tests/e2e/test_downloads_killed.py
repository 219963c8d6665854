"""A process that dies while it makes a long download: the file is made after all, once, and nothing is doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.verification.model.sharing import ActivityKind
from tests.e2e.downloading import RESULTS, download, downloads_office, files_in, settings_of, stored
from tests.e2e.finding import Office

ROOT = Path(__file__).resolve().parents[2]
RESULTS_SHARED = 45

# Makes what is asked for, and hangs when it notes the second part of it.
HANGING = """
import threading
from datetime import timedelta
from adapters.jobs.embedded import EmbeddedJobs
from core.exports.promises import MAKE
from core.exports.usecases.making import MakeDownload
from web.container import Container, load_settings

note = MakeDownload._note

def note_once(self, flow, begun):
    if flow.written:
        print("in the middle", flow.written, flush=True)
        threading.Event().wait()
    note(self, flow, begun)

MakeDownload._note = note_once
house = Container(settings=load_settings())
EmbeddedJobs(
    database=house.database(), handlers={MAKE: house.make_download()}, clock=house.clock(), lease=timedelta(seconds=1)
).run_once()
"""


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with downloads_office(database_url, tmp_path) as made:
        yield made


@pytest.mark.crash
@pytest.mark.feature("R21", "R28")
def test_a_long_download_is_finished_by_another_process_once(office: Office, database_url: str, tmp_path: Path) -> None:
    office.world.open_mailbox()
    results = [office.shared(f"Candidate{place}") for place in range(RESULTS_SHARED)]
    reader = office.world.client(office.reader)
    asked = download(reader, f"{RESULTS}?all=yes&format=pdf_statement", packing="apart").request.path
    settings = {**os.environ, "EXAMHALL_DATA": str(tmp_path), **settings_of(database_url)}
    with subprocess.Popen(
        [sys.executable, "-c", HANGING], cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = next(line for line in process.stdout if line.startswith("in the middle"))
        under_way = stored(office, asked)
        process.kill()

    office.world.clock.advance(minutes=5)
    office.world.run_jobs()

    assert said == "in the middle 20\n"
    assert (under_way.state, under_way.written, under_way.file) == ("running", 20, None)
    done = stored(office, asked)
    assert (done.state, done.written) == ("ready", RESULTS_SHARED)
    assert len(files_in(reader.get(f"{asked}/file"))) == RESULTS_SHARED
    subjects = [subject for subject, _ in office.world.container.downloads_reader().subjects(done.id)]
    assert sorted(subjects) == sorted(one.id for one in results)
    told = office.world.container.candidate_reader().own_result(
        results[0].id, office.candidate.id, now=office.world.clock.now()
    )
    assert [row.activity.kind for row in told.activity].count(ActivityKind.DOWNLOADED) == 1
    office.world.run_jobs()
    assert [letter.subject for letter in office.letters_to(office.reader)] == ["Your download is ready"]

    office.world.clock.advance(hours=25)
    office.world.container.expire_downloads()(())
    assert done.file is not None
    left = [one for one in (tmp_path / "files" / "downloads").rglob("*") if one.is_file()]
    assert [one.name for one in left] == [Path(done.file.key).name]
