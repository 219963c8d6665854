"""Workers die in the middle of a long download; in the end there is one file, and nothing in it or of it is doubled."""

from __future__ import annotations

import csv
import hashlib
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from adapters.sql.verification.tables import result_activity
from core.access.model import Actor, Organisation, OrganisationKind
from core.access.permissions import Role
from core.exports.downloads import Download, DownloadId, DownloadState
from core.exports.promises import EXPIRE
from core.exports.usecases.asking import AskDownloadCommand
from core.exports.usecases.fetching import DownloadCommand
from core.shared.ids import OrganisationId
from core.shared.jobs import Job
from core.verification.model.searching import Criteria
from tests.crash.house import House, wire
from tests.crash.worker import Workers, workers
from tests.integration.sql import scored
from tests.integration.sql.proctored import NOON
from tests.integration.sql.verified import READER, UNIVERSITY, give, keep_results, settle, share_of
from web.container import Container

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.timeout(240)]

SEED = 4711
RESULTS = 6000
KILLS = 8
PATIENCE = 60.0
NOWHERE = "http://127.0.0.1:9"
READS = Actor(
    person_id=READER,
    organisation_id=UNIVERSITY,
    organisation_kind=OrganisationKind.RECOGNISING_ORGANISATION,
    roles=frozenset({Role.MEMBER}),
)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    container = wire(database_url, tmp_path)
    database = container.database()
    settle(database)
    house = House(container)
    house.set_up(NOWHERE)
    results = [scored.result(f"Zoë Łęska{number}", f"N{number}", sequence=number) for number in range(RESULTS)]
    keep_results(database, *results)
    give(database, *(share_of(one) for one in results))
    with container.open_unit()() as unit:
        body = Organisation(
            id=OrganisationId(UUID(int=5)),
            kind=OrganisationKind.AWARDING_BODY,
            name="Meridian Awards",
            number="AB1",
            time_zone="UTC",
        )
        university = unit.organisations.get(UNIVERSITY)
        unit.organisations.add(body)
        unit.people.get(READER, for_update=True).give_roles(frozenset({Role.MEMBER}), at=university)
        unit.commit()
    yield house
    database.dispose()


def ask(container: Container) -> DownloadId:
    command = AskDownloadCommand(
        actor=READS,
        dataset="shared_results",
        selection={"all": ""},
        format="csv",
        options={"bom": False},
    )
    asked = container.ask_download()(command)
    assert not asked.at_once
    return asked.download_id


def of(container: Container, download_id: DownloadId) -> Download:
    return container.downloads_reader().download(download_id, UNIVERSITY).download


def kill_in_the_midst(made: Workers, chance: random.Random, container: Container, download_id: DownloadId) -> bool:
    """Whether it was being made when the worker died."""
    before, wanted = of(container, download_id), chance.randrange(0, RESULTS, 500)
    end = time.monotonic() + PATIENCE
    made.start()
    found = before
    while found.is_under_way and (found.version == before.version or found.written < wanted):
        assert time.monotonic() < end, made.log()
        time.sleep(0.002)
        found = of(container, download_id)
    time.sleep(chance.uniform(0, 0.05))
    made.kill()
    return of(container, download_id).is_under_way


def test_a_download_whose_workers_are_killed_is_made_once(house: House, database_url: str, tmp_path: Path) -> None:
    container, chance = house.container, random.Random(SEED)
    killed = 0

    download_id = ask(container)
    with workers(database_url, tmp_path) as made:
        for _ in range(KILLS):
            if not kill_in_the_midst(made, chance, container, download_id):
                break
            killed += 1
        made.start()
        wait_until_idle(house)

    assert killed >= 3, made.log()
    check_that_it_is_there_once(container, download_id)
    check_that_leftovers_go(container, download_id, tmp_path)


def wait_until_idle(house: House) -> None:
    end = time.monotonic() + PATIENCE
    while house.jobs():
        assert time.monotonic() < end, house.jobs()
        time.sleep(0.05)


def check_that_it_is_there_once(container: Container, download_id: DownloadId) -> None:
    found = of(container, download_id)
    assert (found.state, found.written, found.total) == (DownloadState.READY, RESULTS, RESULTS), found.problem
    subjects = [subject for subject, _ in container.downloads_reader().subjects(download_id)]
    file, pieces = container.fetch_download()(DownloadCommand(actor=READS, download_id=download_id))
    content = b"".join(pieces)
    _, *rows = csv.reader(content.decode().splitlines())
    assert hashlib.sha256(content).hexdigest() == file.digest
    assert len(rows) == len({tuple(row) for row in rows}) == RESULTS
    newest = [one.shown.result_id for one in container.downloadable_results().found(UNIVERSITY, Criteria(), now=NOON)]
    assert subjects == newest
    told = select(result_activity.c.result_id, func.count().label("times")).group_by(result_activity.c.result_id)
    with container.database().read() as connection:
        times = [row.times for row in connection.execute(told)]
    assert times == [1] * RESULTS
    done = Counter(one.action for one in container.audit_trail().walk())
    assert (done["download_asked"], done["download_made"]) == (1, 1)


def check_that_leftovers_go(container: Container, download_id: DownloadId, data: Path) -> None:
    """What a worker left that died after the file was stored, and before anything referred to it."""
    files, left = container.file_store(), "downloads/left-by-a-crash.csv"
    files.put(left, b"half")
    yesterday = (datetime.now(UTC) - timedelta(days=1, minutes=1)).timestamp()
    (folder,) = data.rglob("downloads")
    for each in folder.iterdir():
        os.utime(each, (yesterday, yesterday))

    container.expire_downloads()([Job(kind=EXPIRE, payload={}, attempt=1)])

    kept = of(container, download_id).file
    assert kept is not None
    assert list(files.keys("downloads/", before=datetime.now(UTC))) == [kept.key]
