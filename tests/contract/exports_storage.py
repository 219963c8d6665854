"""What every storage of templates and downloads does, the fake of the unit tests and the databases alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.exports.downloads import (
    Download,
    DownloadFile,
    DownloadId,
    DownloadState,
    Order,
    Template,
    TemplateId,
)
from core.exports.ports import DownloadsReader, MakingUnit
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.paging import PageRequest
from core.shared.time import utc
from core.shared.unit import OpenUnit

NOW = utc(2027, 3, 1, 12)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom the storage knows already."""

    person: PersonId
    organisations: tuple[OrganisationId, OrganisationId]


class ExportsContract:
    @pytest.fixture
    def open_unit(self) -> OpenUnit[MakingUnit]:
        raise NotImplementedError

    @pytest.fixture
    def reader(self) -> DownloadsReader:
        raise NotImplementedError

    @pytest.fixture
    def known(self) -> Known:
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    def _kept(self, open_unit: OpenUnit[MakingUnit], reader: DownloadsReader, known: Known) -> None:
        self.open_unit_of, self.read, self.person = open_unit, reader, known.person
        self.own, self.other = known.organisations

    def template(self, name: str = "Short", *, dataset: str = "lines", at: OrganisationId | None = None) -> Template:
        return Template(
            id=TemplateId(new_id()), organisation_id=at or self.own, dataset=dataset, name=name, columns=("a", "b")
        )

    def download(self, *, at: OrganisationId | None = None, asked_at: timedelta = timedelta(0)) -> Download:
        order = Order(dataset="lines", selection={"all": ""}, format="csv", options={"bom": True}, columns=("a",))
        return Download(
            id=DownloadId(new_id()),
            organisation_id=at or self.own,
            person_id=self.person,
            order=order,
            asked_at=NOW + asked_at,
        )

    def ready(self, key: str = "downloads/1.csv", *, made: timedelta = timedelta(0)) -> Download:
        one = self.download()
        one.start(with_photos=False)
        file = DownloadFile(key=key, name="lines.csv", media_type="text/csv", size=9, digest="d1")
        one.finish(file, written=1, left_out=0, changed=0, now=NOW + made)
        return one

    def keep(self, *several: Template | Download) -> None:
        with self.open_unit_of() as unit:
            for one in several:
                if isinstance(one, Template):
                    unit.templates.add(one)
                else:
                    unit.downloads.add(one)
            unit.commit()

    def note(self, download: Download, *subjects: tuple[UUID, int]) -> None:
        with self.open_unit_of() as unit:
            unit.downloads.put_subjects(download.id, subjects)
            unit.commit()

    def test_a_template_is_its_organisations(self) -> None:
        one = self.template()
        self.keep(one)

        with self.open_unit_of() as unit:
            assert unit.templates.get(one.id, self.own).columns == ("a", "b")
            with pytest.raises(NotFoundError):
                unit.templates.get(one.id, self.other)
        with pytest.raises(NotFoundError):
            self.read.template(one.id, self.other)

    def test_templates_are_listed_by_name(self) -> None:
        self.keep(self.template("Beta"), self.template("alpha"), self.template("Gamma", dataset="others"))
        self.keep(self.template("Delta", at=self.other))

        assert [one.name for one in self.read.templates(self.own, "lines")] == ["alpha", "Beta"]

    def test_a_name_is_taken_within_an_organisation_and_a_dataset(self) -> None:
        one = self.template("Short")
        self.keep(one)

        with self.open_unit_of() as unit:
            assert unit.templates.is_taken(self.template("SHORT"))
            assert not unit.templates.is_taken(replace(one, name="short"))
            assert not unit.templates.is_taken(self.template("Short", dataset="others"))
            assert not unit.templates.is_taken(self.template("Short", at=self.other))

    def test_a_template_is_changed_and_removed(self) -> None:
        one = self.template()
        self.keep(one)

        with self.open_unit_of() as unit:
            held = unit.templates.get(one.id, self.own, for_update=True)
            held.name, held.columns = "Long", ("b",)
            unit.commit()
        found = self.read.template(one.id, self.own)
        with self.open_unit_of() as unit:
            unit.templates.remove(one.id)
            unit.commit()

        assert (found.name, found.columns) == ("Long", ("b",))
        assert self.read.templates(self.own, "lines") == []

    def test_a_download_is_its_organisations_and_the_jobs(self) -> None:
        one = self.download()
        self.keep(one)

        with self.open_unit_of() as unit:
            assert unit.downloads.get(one.id, self.own).order == one.order
            assert unit.downloads.get(one.id, None).order == one.order
            with pytest.raises(NotFoundError):
                unit.downloads.get(one.id, self.other)
        with pytest.raises(NotFoundError):
            self.read.download(one.id, self.other)

    def test_every_change_gives_a_download_another_version(self) -> None:
        one = self.download()
        self.keep(one)
        versions = []
        for written in (500, 1000, 1000):
            with self.open_unit_of() as unit:
                held = unit.downloads.get(one.id, None, for_update=True)
                held.go_on(written=written)
                unit.commit()
            versions.append(held.version)
            assert self.read.download(one.id, self.own).download.version == held.version

        assert len(set(versions)) == 2
        assert versions[1] == versions[2]

    def test_the_history_shows_the_newest_first(self) -> None:
        first, second = sorted([self.download(), self.download()], key=lambda one: one.id)
        self.keep(second, first, self.download(at=self.other))

        page = self.read.history(self.own, PageRequest(size=10))

        assert [row.download.id for row in page.items] == [second.id, first.id]
        assert page.next is None

    def test_what_stood_in_a_file_comes_back_in_its_order(self) -> None:
        one, other = self.download(), self.download()
        self.keep(one, other)
        subjects = [(new_id(), number) for number in range(3000)]
        for start in range(0, 3000, 500):
            self.note(one, *reversed(subjects[start : start + 500]))
        self.note(other, (new_id(), 1))

        found = list(self.read.subjects(one.id))

        assert len(found) == 3000
        assert found[:500] == subjects[499::-1]
        assert found[-500:] == subjects[2999:2499:-1]

    def test_what_stood_in_a_file_is_forgotten(self) -> None:
        one, other = self.download(), self.download()
        self.keep(one, other)
        self.note(one, (new_id(), 1))
        self.note(other, (new_id(), 1))

        with self.open_unit_of() as unit:
            unit.downloads.forget_subjects(one.id)
            unit.commit()

        assert list(self.read.subjects(one.id)) == []
        assert len(list(self.read.subjects(other.id))) == 1

    def test_two_files_are_compared_whatever_their_order(self) -> None:
        former, now = self.download(), self.download()
        self.keep(former, now)
        a, b, c, new = (new_id() for _ in range(4))
        self.note(former, (a, 1), (b, 1), (c, 1))
        self.note(now, (new, 1), (c, 1), (a, 2))

        assert self.read.differences(now.id, former.id) == (1, 1)

    def test_ready_ones_expire_the_oldest_first(self) -> None:
        old, older = self.ready("downloads/1", made=-DAY), self.ready("downloads/2", made=-2 * DAY)
        young, waiting = self.ready("downloads/3", made=DAY), self.download(asked_at=-30 * DAY)
        self.keep(old, older, young, waiting)

        with self.open_unit_of() as unit:
            one = unit.downloads.expired(now=NOW + 6 * DAY, limit=1)
            both = unit.downloads.expired(now=NOW + 6 * DAY, limit=10)
            for each in both:
                each.expire()
            unit.commit()

        assert [each.id for each in one] == [older.id]
        assert [each.id for each in both] == [older.id, old.id]
        assert self.read.download(old.id, self.own).download.state is DownloadState.EXPIRED

    def test_an_organisations_own_that_are_not_over_are_under_way(self) -> None:
        waiting, running, cancelled = self.download(), self.download(), self.download()
        running.start(with_photos=False)
        cancelled.cancel()
        self.keep(waiting, running, cancelled, self.ready(), self.download(at=self.other))

        with self.open_unit_of() as unit:
            found = unit.downloads.under_way(self.own)

        assert {each.id for each in found} == {waiting.id, running.id}

    def test_those_left_lying_are_found_the_oldest_first(self) -> None:
        waiting, running, young = self.download(asked_at=-DAY), self.download(asked_at=-2 * DAY), self.download()
        running.start(with_photos=False)
        self.keep(waiting, running, young, self.ready(made=-DAY))

        with self.open_unit_of() as unit:
            found = unit.downloads.left_lying(asked_before=NOW, limit=10)

        assert [each.id for each in found] == [running.id, waiting.id]

    def test_files_of_ready_downloads_are_kept(self) -> None:
        ready, expired = self.ready("downloads/1"), self.ready("downloads/2")
        expired.expire()
        self.keep(ready, expired)

        assert self.read.kept_files(["downloads/1", "downloads/2", "downloads/3"]) == {"downloads/1"}
