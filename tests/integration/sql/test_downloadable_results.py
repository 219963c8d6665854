"""Shared results as they go into files: those of the search in its order, and those that were ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from adapters.sql.database import Database
from adapters.sql.verification import downloads
from adapters.sql.verification.candidate_reader import SqlCandidateReader
from adapters.sql.verification.downloads import SqlDownloadableResults
from adapters.sql.verification.reader import SqlVerificationReader
from core.access.model import Organisation, OrganisationKind
from core.exports.downloads import Differences, Download, DownloadId, Order
from core.results.model import Result, ResultId
from core.shared.ids import OrganisationId, new_id
from core.shared.paging import PageRequest
from core.verification.model.searching import Criteria
from core.verification.model.sharing import ActivityKind, Field, LookUp
from tests.integration.sql import scored
from tests.integration.sql.entered import DAY, FIRST
from tests.integration.sql.proctored import NOON, StandingClock, stored
from tests.integration.sql.verified import (
    CANDIDATE,
    EMPLOYER,
    READER,
    UNIVERSITY,
    give,
    keep_results,
    settle,
    share_of,
)

NAMES = ("Zoë Łęska", "Anna Nowak", "Ana de la Cruz", "小龙 王", "Anna Łęska", "Ann Anna", "Zoë Nowak")


@pytest.fixture
def results(database: Database) -> list[Result]:
    """Seven, of several days, shared in another order than that of their days."""
    settle(database)
    made = [
        scored.result(name, f"N{place}", sequence=place, taken_on=scored.EXAM_DAY + DAY * (place * 3 % 7))
        for place, name in enumerate(NAMES)
    ]
    keep_results(database, *made)
    give(database, *(share_of(made[place]) for place in (3, 0, 6, 2, 5, 1, 4)))
    return made


@pytest.fixture
def reader(database: Database) -> SqlDownloadableResults:
    return SqlDownloadableResults(database)


def download_with(database: Database, *stood: tuple[UUID, int], at: OrganisationId = UNIVERSITY) -> DownloadId:
    """One whose file holds these."""
    order = Order(dataset="shared_results", selection={}, format="csv", options={}, columns=("name",))
    one = Download(id=DownloadId(new_id()), organisation_id=at, person_id=READER, order=order, asked_at=NOON)
    with stored(database) as unit:
        unit.downloads.add(one)
        unit.downloads.put_subjects(one.id, stood)
    return one.id


def look_up(database: Database, result: Result, *, by: OrganisationId = EMPLOYER) -> None:
    with stored(database) as unit:
        unit.look_ups.add(LookUp(result_id=result.id, organisation_id=by, person_id=READER, at=NOON))


def ids_of(results: Sequence[Result]) -> list[ResultId]:
    return [one.id for one in results]


def names(reader: SqlDownloadableResults, ids: Sequence[ResultId], *, at: OrganisationId = UNIVERSITY) -> list[str]:
    return [one.shown.name for one in reader.these(at, ids, now=NOON)]


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(),
        Criteria(name="a"),
        Criteria(name="leska zoe"),
        Criteria(exam=FIRST.code),
        Criteria(name="anna", exam=FIRST.code),
        Criteria(taken_from=scored.EXAM_DAY + DAY),
        Criteria(place="krakow"),
        Criteria(number="n3"),
        Criteria(name="nobody"),
        Criteria(name="…"),
    ],
)
@pytest.mark.parametrize("together", [1, 2, 500])
def test_a_download_has_what_the_pages_show_in_their_order(
    database: Database,
    results: list[Result],
    reader: SqlDownloadableResults,
    monkeypatch: pytest.MonkeyPatch,
    criteria: Criteria,
    together: int,
) -> None:
    monkeypatch.setattr(downloads, "TOGETHER", together)
    asked = PageRequest(size=200)
    page = SqlVerificationReader(database).search(UNIVERSITY, criteria, asked, person_id=READER, now=NOON).page
    shown = [row.result_id for row in page.items]

    found = [one.shown.result_id for one in reader.found(UNIVERSITY, criteria, now=NOON)]

    assert found == shown
    assert reader.how_many(UNIVERSITY, criteria, now=NOON) == len(shown)
    assert criteria.name in {"nobody", "…"} or found


def test_what_is_over_and_not_taken_out_yet_is_neither_found_nor_counted(
    database: Database, results: list[Result], reader: SqlDownloadableResults
) -> None:
    late = scored.result("Late Comer", "N9", sequence=9)
    keep_results(database, late)
    give(database, share_of(late, expires_at=NOON + DAY))

    for criteria in (Criteria(), Criteria(exam=FIRST.code), Criteria(name="late")):
        before = [one.shown.result_id for one in reader.found(UNIVERSITY, criteria, now=NOON)]
        after = [one.shown.result_id for one in reader.found(UNIVERSITY, criteria, now=NOON + DAY)]
        assert [one for one in before if one not in after] == [late.id]
        assert reader.how_many(UNIVERSITY, criteria, now=NOON + DAY) == len(after)


def test_ticked_ones_come_in_the_order_in_which_they_were_named(
    results: list[Result], reader: SqlDownloadableResults
) -> None:
    named = [results[place].id for place in (4, 1, 6)]

    assert names(reader, [named[0], ResultId(new_id()), *named[1:]]) == ["Anna Łęska", "Anna Nowak", "Zoë Nowak"]


def test_what_is_not_shared_with_the_organisation_is_left_out(
    database: Database, results: list[Result], reader: SqlDownloadableResults
) -> None:
    ids = ids_of(results)
    look_up(database, results[2])

    assert names(reader, ids, at=EMPLOYER) == ["Ana de la Cruz"]
    assert list(reader.found(EMPLOYER, Criteria(), now=NOON)) == []


def test_of_a_file_is_gone_what_the_organisation_cannot_open(
    database: Database, results: list[Result], reader: SqlDownloadableResults
) -> None:
    stood = [(one.shown.result_id, one.version) for one in reader.these(UNIVERSITY, ids_of(results), now=NOON)]
    file = download_with(database, *stood, (new_id(), 1))
    look_up(database, results[2])

    own = reader.differences(file, UNIVERSITY, now=NOON)
    others = reader.differences(file, EMPLOYER, now=NOON)

    assert own == Differences(gone=1)
    # What they may open they may open by a look-up, which is another version.
    assert others == Differences(gone=len(results), changed=1)


@pytest.mark.parametrize("together", [1, 3, 8, 5000])
def test_a_file_is_compared_some_rows_at_a_time_and_to_its_end(
    database: Database,
    results: list[Result],
    reader: SqlDownloadableResults,
    monkeypatch: pytest.MonkeyPatch,
    together: int,
) -> None:
    monkeypatch.setattr(downloads, "COMPARED_TOGETHER", together)
    late = scored.result("Late Comer", "N9", sequence=9)
    keep_results(database, late)
    give(database, share_of(late, expires_at=NOON + DAY))
    ids = [*ids_of(results), late.id]
    stood = {one.shown.result_id: one.version for one in reader.these(UNIVERSITY, ids, now=NOON)}
    whole = download_with(database, *stood.items())
    other = download_with(database, *{**stood, results[0].id: 0, results[6].id: 0}.items())
    download_with(database, (new_id(), 1))

    assert reader.differences(whole, UNIVERSITY, now=NOON) == Differences()
    assert reader.differences(other, UNIVERSITY, now=NOON) == Differences(changed=2)
    assert reader.differences(other, UNIVERSITY, now=NOON + DAY) == Differences(gone=1, changed=2)


def test_a_look_up_opens_it_for_thirty_days(
    database: Database, results: list[Result], reader: SqlDownloadableResults
) -> None:
    ids = [results[0].id]
    look_up(database, results[0])

    (found,) = reader.these(EMPLOYER, ids, now=NOON + 29 * DAY)
    file = download_with(database, (found.shown.result_id, found.version), at=EMPLOYER)

    assert found.shown.looked_up_until == NOON + 30 * DAY
    assert (found.shown.date_of_birth, found.shown.email) == (None, None)
    assert (found.given_name, found.family_name) == ("Zoë", "Łęska")
    assert reader.these(EMPLOYER, ids, now=NOON + 30 * DAY) == []
    assert reader.differences(file, EMPLOYER, now=NOON + 29 * DAY) == Differences()
    assert reader.differences(file, EMPLOYER, now=NOON + 30 * DAY) == Differences(gone=1)


def test_what_is_not_released_is_not_there(database: Database, reader: SqlDownloadableResults) -> None:
    settle(database)
    unreleased = scored.result()
    with stored(database) as unit:
        unit.results.add_all([unreleased])
    give(database, share_of(unreleased))
    look_up(database, unreleased, by=UNIVERSITY)

    assert names(reader, [unreleased.id]) == []
    file = download_with(database, (unreleased.id, 1))
    assert reader.differences(file, UNIVERSITY, now=NOON) == Differences(gone=1)


class TestVersions:
    """Another one after every change of what a file holds."""

    @pytest.fixture
    def result(self, database: Database) -> Result:
        settle(database)
        one = scored.result()
        keep_results(database, one)
        return one

    def version(
        self, database: Database, reader: SqlDownloadableResults, result: Result, *, now: timedelta = timedelta(0)
    ) -> int:
        """By either way to it."""
        (full,) = reader.these(UNIVERSITY, [result.id], now=NOON + now)
        file = download_with(database, (result.id, full.version))
        assert reader.differences(file, UNIVERSITY, now=NOON + now) == Differences()
        assert 0 <= full.version < 2**31
        return full.version

    def test_it_stays_while_nothing_changes(
        self, database: Database, reader: SqlDownloadableResults, result: Result
    ) -> None:
        give(database, share_of(result))

        assert self.version(database, reader, result) == self.version(database, reader, result, now=100 * DAY)

    def test_it_follows_the_result(self, database: Database, reader: SqlDownloadableResults, result: Result) -> None:
        give(database, share_of(result))
        versions = {self.version(database, reader, result)}

        with stored(database) as unit:
            unit.results.get(result.id, for_update=True).withhold(reason="Checked", by="x", now=NOON)
        versions.add(self.version(database, reader, result))
        with stored(database) as unit:
            unit.results.get(result.id, for_update=True).restore(reason="Fine", by="x", now=NOON)
        versions.add(self.version(database, reader, result))

        assert len(versions) == 3

    def test_it_follows_the_shares_that_come_one_after_another(
        self, database: Database, reader: SqlDownloadableResults, result: Result
    ) -> None:
        first = share_of(result)
        give(database, first)
        versions = {self.version(database, reader, result)}

        with stored(database) as unit:
            unit.shares.get(first.id, for_update=True).withdraw(now=NOON)
        give(database, share_of(result, fields=frozenset({Field.OVERALL})))
        versions.add(self.version(database, reader, result))
        look_up(database, result, by=UNIVERSITY)
        versions.add(self.version(database, reader, result))

        assert len(versions) == 2


def test_the_issuer_is_the_awarding_body(database: Database, reader: SqlDownloadableResults) -> None:
    before = reader.issuer()
    body = Organisation(
        id=OrganisationId(UUID(int=5)),
        kind=OrganisationKind.AWARDING_BODY,
        name="Meridian Awards",
        number="AB1",
        time_zone="UTC",
    )
    with stored(database) as unit:
        unit.organisations.add(body)

    assert (before, reader.issuer()) == ("", "Meridian Awards")


def test_candidates_see_once_that_a_result_is_in_a_download(database: Database, results: list[Result]) -> None:
    own, _ = (download_with(database, (results[place].id, 1), (results[5].id, 1)) for place in (0, 1))

    with stored(database) as unit:
        unit.downloaded_results.tell(own, UNIVERSITY, at=NOON + DAY)

    with stored(database) as unit:
        for number in {one.holder.number for one in results}:
            unit.candidate_numbers.add(number, CANDIDATE, at=NOON)
    candidates = SqlCandidateReader(database, clock=StandingClock())
    seen = {
        one.id: [line.activity for line in candidates.own_result(one.id, CANDIDATE, now=NOON).activity]
        for one in results
    }
    assert [len(seen[one.id]) for one in results] == [1, 0, 0, 0, 0, 1, 0]
    (line,) = seen[results[5].id]
    assert (line.kind, line.organisation_id, line.share_id) == (ActivityKind.DOWNLOADED, UNIVERSITY, None)
    assert line.at == NOON + DAY
