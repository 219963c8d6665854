"""What the lists of downloads cost: a fixed number of queries, each read off an index in the order shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.sql.database import Database
from adapters.sql.exports.reader import SqlDownloadsReader
from adapters.sql.tables import metadata
from adapters.sql.verification.downloads import SqlDownloadableResults
from core.exports.downloads import Download, DownloadId, Order
from core.results.model import ResultId
from core.shared.ids import new_id
from core.shared.paging import PageRequest
from tests.integration.sql import scored
from tests.integration.sql.plans import dear_steps
from tests.integration.sql.proctored import NOON, statements_of, stored
from tests.integration.sql.verified import READER, UNIVERSITY, give, keep_results, settle, share_of

Ask = Callable[[Database, DownloadId, list[ResultId]], object]

READS: dict[str, Ask] = {
    "templates": lambda database, _, __: SqlDownloadsReader(database=database).templates(UNIVERSITY, "lines"),
    "history": lambda database, _, __: SqlDownloadsReader(database=database).history(UNIVERSITY, PageRequest(size=5)),
    "a download": lambda database, which, _: SqlDownloadsReader(database=database).download(which, UNIVERSITY),
    "what stood in it": lambda database, which, _: list(SqlDownloadsReader(database=database).subjects(which)),
    "files that are kept": lambda database, _, __: SqlDownloadsReader(database=database).kept_files(["a", "b", "c"]),
    "many results": lambda database, _, ids: SqlDownloadableResults(database).these(UNIVERSITY, ids, now=NOON),
    "what differs from it": lambda database, which, _: SqlDownloadableResults(database).differences(
        which, UNIVERSITY, now=NOON
    ),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """SQLite only: the plans of PostgreSQL depend on how many rows there are."""
    made = Database(f"sqlite:///{tmp_path / 'hall.db'}")
    with made.write() as connection:
        metadata.create_all(connection)
        connection.commit()
    yield made
    made.dispose()


@pytest.mark.parametrize("name", READS)
def test_each_is_one_query_off_an_index(database: Database, name: str) -> None:
    settle(database)
    results = [scored.result(f"Zoë Łęska{number}", f"N{number}", sequence=number) for number in range(20)]
    keep_results(database, *results)
    give(database, *(share_of(one) for one in results))
    order = Order(dataset="lines", selection={}, format="csv", options={}, columns=("a",))
    one = Download(id=DownloadId(new_id()), organisation_id=UNIVERSITY, person_id=READER, order=order, asked_at=NOON)
    with stored(database) as unit:
        unit.downloads.add(one)
        unit.downloads.put_subjects(one.id, [(each.id, 1) for each in results])

    with statements_of(database) as sent:
        READS[name](database, one.id, [each.id for each in results])

    assert len(sent) == 1
    assert dear_steps(database, sent) == []
