"""That somebody opened a result or its photo stands in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.results.model import ResultId
from core.results.usecases.opening import SeeResult, SeeResultCommand, SeeResultPhoto
from core.results.views import ReleaseRow, ResultFilter, ResultRow, ResultView
from core.shared.errors import NotAllowedError, NotFoundError
from core.shared.ids import new_id
from core.shared.paging import Page, PageRequest
from tests.fakes.results import MemoryFiles
from tests.unit.results.house import ADMINISTRATOR, CENTRE, FIRST, OFFICER, House, row


class Reader:
    """Shows the results of the house."""

    def __init__(self, house: House) -> None:
        self._house = house

    def result(self, result_id: ResultId) -> ResultView:
        if result_id not in self._house.memory.stored.results:
            raise NotFoundError("result")
        return ResultView(
            result=self._house.memory.stored.results[result_id],
            exam_name=FIRST.name,
            centre_name=CENTRE.name,
            centre_number=CENTRE.number,
            history=(),
            former_centres={},
            shares=0,
            look_ups=0,
            account=None,
        )

    def results(self, page: PageRequest, wanted: ResultFilter) -> Page[ResultRow]:
        raise AssertionError("nothing here asks for the list")

    def waiting(self) -> Sequence[ReleaseRow]:
        raise AssertionError("nothing here asks for what waits")


@pytest.fixture
def house() -> House:
    house = House()
    house.bring_in(row())
    return house


def test_a_result_that_was_seen_is_on_record(house: House) -> None:
    see = SeeResult(reader=Reader(house), open_unit=house.memory.open_unit)

    seen = see(SeeResultCommand(actor=OFFICER, result_id=house.result().id))

    assert seen.result.holder == house.result().holder
    assert house.memory.stored.trail[-1][:3] == ("result_seen", OFFICER.label, f"result:{house.result().id}")


def test_a_photo_that_was_seen_is_on_record(house: House) -> None:
    files = MemoryFiles(house.memory)
    files.put("photos/1.jpg", b"a photo")
    house.result().photo = "photos/1.jpg"
    see = SeeResultPhoto(reader=Reader(house), files=files, open_unit=house.memory.open_unit)

    assert see(SeeResultCommand(actor=OFFICER, result_id=house.result().id)) == b"a photo"
    assert house.memory.stored.trail[-1][0] == "photo_seen"


def test_what_is_not_there_is_not_found_and_not_on_record(house: House) -> None:
    before = len(house.memory.stored.trail)
    open_unit, reader = house.memory.open_unit, Reader(house)

    with pytest.raises(NotFoundError):
        SeeResult(reader=reader, open_unit=open_unit)(SeeResultCommand(actor=OFFICER, result_id=ResultId(new_id())))
    with pytest.raises(NotFoundError, match="photo"):
        SeeResultPhoto(reader=reader, files=MemoryFiles(), open_unit=open_unit)(
            SeeResultCommand(actor=OFFICER, result_id=house.result().id)
        )

    assert len(house.memory.stored.trail) == before


def test_only_a_results_officer_opens_them_here(house: House) -> None:
    command = SeeResultCommand(actor=ADMINISTRATOR, result_id=house.result().id)
    open_unit, reader = house.memory.open_unit, Reader(house)

    with pytest.raises(NotAllowedError):
        SeeResult(reader=reader, open_unit=open_unit)(command)
    with pytest.raises(NotAllowedError):
        SeeResultPhoto(reader=reader, files=MemoryFiles(), open_unit=open_unit)(command)
