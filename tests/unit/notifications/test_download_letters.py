"""Letters to people whose download was made while they did something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.access.permissions import Role
from core.exports.downloads import Download, DownloadFile, DownloadId, Order
from core.exports.promises import promise_download_news
from core.notifications.letters import LetterWriter
from core.notifications.ports import DELIVER, Letter, NotificationsUnit
from core.notifications.usecases.deliver import Deliver
from core.notifications.usecases.notify import NOTIFY, Notify
from core.shared.ids import OrganisationId, PersonId
from tests.contract.notifications_storage import person
from tests.fakes.notifications import NOON, FakeChannel, FakeChannels, FixedClock, MemoryStorage, desk

ALDERMOOR = OrganisationId(UUID(int=5))
RUBY = PersonId(UUID(int=62))
DOWNLOAD = DownloadId(UUID(int=81))


class House:
    def __init__(self) -> None:
        self.storage = MemoryStorage()
        reader = replace(person(RUBY, ALDERMOOR, Role.MEMBER), name="Ruby Reader", password_hash="x")
        self.storage.stored.people = {RUBY: reader}
        order = Order(dataset="shared_results", selection={"all": ""}, format="csv", options={}, columns=("name",))
        self.download = Download(
            id=DOWNLOAD, organisation_id=ALDERMOOR, person_id=RUBY, order=order, asked_at=NOON, total=1200
        )
        self.storage.stored.downloads = {DOWNLOAD: self.download}
        self.channel = FakeChannel(self.storage)

    def finish(self) -> None:
        file = DownloadFile(key="downloads/1.csv", name="r.csv", media_type="text/csv", size=9, digest="d")
        self.download.start(with_photos=False)
        self.download.finish(file, written=1200, left_out=0, changed=0, now=NOON)

    def tell(self) -> None:
        unit: NotificationsUnit
        with self.storage.open_unit() as unit:
            promise_download_news(unit, DOWNLOAD, now=NOON)
            unit.commit()
        channels, clock = FakeChannels(inbox=self.channel), FixedClock()
        open_unit = self.storage.open_unit
        self._run(NOTIFY, Notify(open_unit=open_unit, channels=channels, clock=clock))
        letters = LetterWriter(desk=desk())
        self._run(DELIVER, Deliver(open_unit=open_unit, channels=channels, letters=letters, clock=clock))

    def _run(self, kind: str, handler: Notify | Deliver) -> None:
        handler([one for one in self.storage.stored.jobs.values() if one.kind == kind])

    @property
    def letters(self) -> list[Letter]:
        return list(self.channel.letters.values())


@pytest.fixture
def house() -> House:
    return House()


def test_whoever_asked_is_told_that_the_file_is_ready_and_until_when(house: House) -> None:
    house.finish()

    house.tell()

    (letter,) = house.letters
    assert letter.to_name == "Ruby Reader"
    assert letter.subject == "Your download is ready"
    assert "1,200 rows" in letter.text
    assert "8 Dec 2026" in letter.text
    assert f"https://exams.example.org/downloads/{DOWNLOAD}" in letter.text


def test_whoever_asked_is_told_why_there_is_no_file(house: House) -> None:
    house.download.fail("The format could not write the file.")

    house.tell()

    (letter,) = house.letters
    assert letter.subject == "Your download could not be made"
    assert "The format could not write the file." in letter.text


def test_nothing_is_told_of_a_file_that_is_gone_by_then(house: House) -> None:
    house.finish()
    house.download.expires_at = NOON - timedelta(seconds=1)

    house.tell()

    assert house.letters == []


def test_nothing_is_told_of_a_cancelled_download(house: House) -> None:
    house.download.cancel()

    house.tell()

    assert house.letters == []


def test_nothing_is_told_to_who_left_the_organisation(house: House) -> None:
    house.finish()
    house.storage.stored.people[RUBY].memberships.clear()

    house.tell()

    assert house.letters == []
