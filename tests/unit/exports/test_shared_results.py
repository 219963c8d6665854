"""The dataset of shared results: which there are, and what stands in their columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import cast
from uuid import UUID

import pytest

from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import Exam, ExamCode
from core.catalogue.ports import CatalogueReader
from core.exports.downloads import Differences, Download, DownloadId, Order, chosen_from
from core.exports.model import CELLS, Cell
from core.exports.result_columns import DownloadableResult
from core.exports.shared_results import MOST_TICKED, SharedResults
from core.results.model import ResultId, ResultStatus
from core.results.reference import ReferenceNumber
from core.shared.errors import InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.verification.model.searching import Criteria, SearchId
from core.verification.model.sharing import ALL_FIELDS, Field, ShareId
from core.verification.ports import VerificationReader
from core.verification.views import VerifiedResult
from plugins.pdf_statement.page import COLUMNS as ON_A_STATEMENT
from tests.fakes.exports import ALDERMOOR, NOON, NORDHAVN, PHOTO_READER, READER, MemoryExports, actor
from tests.fakes.finding import KeptFiles

CODE = "7K4M-92QX-B3T"
SCALE = Scale(
    name="Cambridge English Scale",
    lowest=140,
    highest=190,
    bands=(Band(grade="B", lowest=140, highest=190, cefr="B2"),),
)
MARKING = Marking(components=("Reading", "Use of English"), scale=SCALE)
SHIELDS = Marking(components=("Listening",), scale=None, shields=5)
WITH_PHOTOS = actor(Role.MEMBER, Role.PHOTO_VIEWER, person=PHOTO_READER)


def one_result(number: int = 1, **others: object) -> DownloadableResult:
    shown = VerifiedResult(
        result_id=ResultId(UUID(int=number)),
        share_id=ShareId(UUID(int=100 + number)),
        reference=ReferenceNumber("7K4M92QXB3TD"),
        name="Zoë Łęska",
        date_of_birth=date(2009, 4, 23),
        number="K7QF2-M9XRT",
        email="zoe@example.org",
        exam=ExamCode("B2F"),
        exam_name="B2 First",
        marking=MARKING,
        taken_on=date(2026, 10, 3),
        centre_name="Northgate College",
        centre_number="GB104",
        place="Kraków",
        status=ResultStatus.FINAL,
        status_since=NOON,
        released_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
        overall=171,
        grade="B",
        cefr="B2",
        components=(("Reading", 168), ("Use of English", 174)),
        photo="photos/1.jpg",
        has_photo=True,
        fields=ALL_FIELDS,
        shared_at=NOON,
        expires_at=None,
        looked_up_until=None,
    )
    # The fields have as many types as there are fields.
    shown = replace(shown, **others)  # type: ignore[arg-type]
    return DownloadableResult(shown=shown, given_name="Zoë", family_name="Łęska", version=number)


def download() -> Download:
    order = Order(dataset="shared_results", selection={}, format="csv", options={}, columns=("name",))
    return Download(id=DownloadId(UUID(int=8)), organisation_id=ALDERMOOR, person_id=READER, order=order, asked_at=NOON)


@dataclass
class FakeResults:
    """What Aldermoor University can open. `asked` are the criteria by which was looked, `together` how many were asked
    for at a time; `stood` is what is in files."""

    all: list[DownloadableResult]
    asked: list[Criteria] = field(default_factory=list)
    together: list[int] = field(default_factory=list)
    stood: dict[DownloadId, list[tuple[UUID, int]]] = field(default_factory=dict)

    def found(
        self, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime
    ) -> Iterator[DownloadableResult]:
        self.asked.append(criteria)
        return iter(self._of(organisation_id))

    def how_many(self, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime) -> int:
        self.asked.append(criteria)
        return len(self._of(organisation_id))

    def these(
        self, organisation_id: OrganisationId, result_ids: Sequence[ResultId], *, now: datetime
    ) -> Sequence[DownloadableResult]:
        self.together.append(len(result_ids))
        known = {one.shown.result_id: one for one in self._of(organisation_id)}
        return [known[one] for one in result_ids if one in known]

    def differences(self, download_id: DownloadId, organisation_id: OrganisationId, *, now: datetime) -> Differences:
        stands: dict[UUID, int] = {one.shown.result_id: one.version for one in self._of(organisation_id)}
        return Differences.between(self.stood[download_id], stands)

    def issuer(self) -> str:
        return "Meridian Awards"

    def _of(self, organisation_id: OrganisationId) -> list[DownloadableResult]:
        return self.all if organisation_id == ALDERMOOR else []


class OneSearch:
    """Kept by the reader of Aldermoor University, and by nobody else."""

    def criteria(self, search_id: SearchId, person_id: PersonId, organisation_id: OrganisationId) -> Criteria:
        if (search_id, person_id, organisation_id) != ("found", READER, ALDERMOOR):
            raise NotFoundError("search")
        return Criteria(name="leska")


class TwoExams:
    def exams(self, *, in_use: bool | None = None) -> Sequence[Exam]:
        return [_exam("B2F", MARKING), _exam("YLE", SHIELDS), _exam("TKT", None)]


def _exam(code: str, marking: Marking | None) -> Exam:
    return Exam(code=ExamCode(code), name=code, level="B2", papers=("Reading",), has_speaking=False, marking=marking)


class OneCode:
    def of(self, number: str) -> str:
        return CODE

    def fits(self, number: str, code: str) -> bool:
        return code == CODE


@dataclass
class House:
    results: FakeResults

    @property
    def dataset(self) -> SharedResults:
        # Casts, because of the two readers the dataset asks for one thing each.
        return SharedResults(
            results=self.results,
            reader=cast("VerificationReader", OneSearch()),
            catalogue=cast("CatalogueReader", TwoExams()),
            photos=KeptFiles(**{"photos/1.jpg": b"a picture"}).store,
            check_codes=OneCode(),
            check_page="https://exams.example.org/verify",
        )

    def rows(
        self,
        selection: Mapping[str, str],
        *columns: str,
        by: Actor | None = None,
        subjects: Sequence[UUID] | None = None,
    ) -> list[tuple[UUID, tuple[Cell, ...]]]:
        again = None if subjects is None else iter(subjects)
        found = self.dataset.rows(by or actor(), selection, columns or ("name",), subjects=again, now=NOON)
        return [(row.subject, row.cells) for row in found]

    def cells(self, *columns: str, by: Actor | None = None) -> tuple[Cell, ...]:
        ((_, cells),) = self.rows({"all": ""}, *columns, by=by)
        return cells


def house(*results: DownloadableResult) -> House:
    return House(FakeResults(list(results or (one_result(),))))


def ids(*numbers: int) -> str:
    return " ".join(str(UUID(int=number)) for number in numbers)


class TestWhichThereAre:
    def test_all_that_is_shared(self) -> None:
        found = house(one_result(1), one_result(2))

        assert [subject.int for subject, _ in found.rows({"all": ""})] == [1, 2]
        assert found.dataset.count(actor(), {"all": ""}, now=NOON) == 2
        assert found.results.asked == [Criteria(), Criteria()]

    def test_all_that_a_search_of_ones_own_found(self) -> None:
        found = house()

        found.rows({"search": "found"})
        found.dataset.count(actor(), {"search": "found"}, now=NOON)

        assert found.results.asked == [Criteria(name="leska"), Criteria(name="leska")]

    @pytest.mark.parametrize("by", [actor(person=PHOTO_READER), actor(at=NORDHAVN)])
    def test_a_search_of_somebody_else_is_not_found(self, by: Actor) -> None:
        with pytest.raises(NotFoundError):
            house().rows({"search": "found"}, by=by)

    def test_ticked_ones_each_once_in_their_order(self) -> None:
        found = house(one_result(1), one_result(2), one_result(3))

        assert [subject.int for subject, _ in found.rows({"results": ids(3, 1, 3)})] == [3, 1]
        assert found.dataset.count(actor(), {"results": ids(3, 1, 3)}, now=NOON) == 2

    def test_another_organisations_are_not_there(self) -> None:
        assert house().rows({"results": ids(1)}, by=actor(at=NORDHAVN)) == []

    @pytest.mark.parametrize("selection", [{}, {"results": "none"}, {"session": "1"}])
    def test_what_selects_nothing_is_not_found(self, selection: dict[str, str]) -> None:
        with pytest.raises(NotFoundError):
            house().rows(selection)

    def test_more_than_a_page_is_not_ticked(self) -> None:
        with pytest.raises(InvalidInputError):
            house().rows({"results": ids(*range(1, MOST_TICKED + 2))})

    def test_repeated_it_has_what_stood_in_it_whatever_the_search_finds_now(self) -> None:
        found = house(one_result(1), one_result(2), one_result(3))

        again = found.rows({"search": "forgotten"}, subjects=[UUID(int=3), UUID(int=9), UUID(int=1)])

        assert [subject.int for subject, _ in again] == [3, 1]

    def test_many_that_are_repeated_are_asked_for_some_at_a_time(self) -> None:
        found = house(*(one_result(number) for number in range(1, 1202)))

        again = found.rows({"all": ""}, subjects=[UUID(int=number) for number in range(1, 1202)])

        assert len(again) == 1201
        assert found.results.together == [500, 500, 201]

    def test_a_file_is_compared_with_what_the_organisation_of_the_actor_can_open_now(self) -> None:
        found, one = house(one_result(7), one_result(8)), download()
        found.results.stood[one.id] = [(UUID(int=7), 7), (UUID(int=8), 5), (UUID(int=9), 9)]

        own = found.dataset.differences(actor(), one, iter([]), now=NOON)
        others = found.dataset.differences(actor(at=NORDHAVN), one, iter([]), now=NOON)

        assert own == Differences(gone=1, changed=1)
        assert others == Differences(gone=3)

    def test_only_recognising_organisations_download_them(self) -> None:
        with pytest.raises(NotAllowedError):
            house().dataset.require(actor(Role.CENTRE_MANAGER, kind=OrganisationKind.TEST_CENTRE))

    def test_candidates_see_that_theirs_was_downloaded(self) -> None:
        memory, one = MemoryExports(), download()
        memory.stored.subjects[one.id] = [(UUID(int=1), 1), (UUID(int=2), 1)]

        with memory.open_unit() as unit:
            house().dataset.note(unit, one, at=NOON)
            unit.commit()

        assert memory.stored.told == [(UUID(int=1), ALDERMOOR, NOON), (UUID(int=2), ALDERMOOR, NOON)]


class TestWhatStandsInThem:
    def test_every_column_holds_cells_of_its_type(self) -> None:
        dataset, columns = house().dataset, house().dataset.columns()
        (row,) = dataset.rows(WITH_PHOTOS, {"all": ""}, [one.id for one in columns], subjects=None, now=NOON)

        for column, cell in zip(columns, row.cells, strict=True):
            assert cell is None or type(cell) is CELLS[column.type], column.id
        empty = {column.id for column, cell in zip(columns, row.cells, strict=True) if cell is None}
        assert empty == {"expires_at", "looked_up_until", "photo_note", "score_listening"}

    def test_ids_and_titles_of_columns_are_given_once(self) -> None:
        columns = house().dataset.columns()

        assert len({one.id for one in columns}) == len(columns)
        # A format that asks for both gets both; of what people choose from no two have one name.
        titles = [one.title for one in chosen_from(columns)]
        assert len(set(titles)) == len(titles)

    @pytest.mark.parametrize(
        ("asked", "gives"),
        [
            (tuple(ON_A_STATEMENT), True),
            (("name", "score_reading"), True),
            (("score_reading", "score_juggling"), False),
            (("shoe_size",), False),
        ],
    )
    def test_it_tells_what_formats_may_ask_for(self, asked: tuple[str, ...], gives: bool) -> None:
        assert house().dataset.gives(asked) is gives

    def test_the_sample_has_a_cell_of_the_right_type_for_most_columns(self) -> None:
        dataset = house().dataset
        types = {one.id: CELLS[one.type] for one in dataset.columns()}

        for row in dataset.sample():
            assert all(type(cell) is types[column] for column, cell in row.items())
            assert {"name", "score_reading", "reference"} <= row.keys()

    def test_scores_of_components_stand_in_columns_of_their_own(self) -> None:
        assert house().cells("score_reading", "score_use_of_english", "score_listening") == (168, 174, None)

    def test_what_is_not_shared_is_empty(self) -> None:
        found = house(one_result(date_of_birth=None, email=None, overall=None, grade=None, components=None))

        assert found.cells("date_of_birth", "email", "overall_score", "grade", "score_reading", "components") == (
            (None,) * 6
        )
        assert found.cells("scale", "name") == (None, "Zoë Łęska")

    def test_the_address_to_check_it_at_has_the_reference_and_its_code(self) -> None:
        address, code = house().cells("check_address", "check_code")

        assert address == f"https://exams.example.org/verify?reference=7K4M-92QX-B3TD&code={CODE}"
        assert code == CODE

    def test_scale_and_components_are_drawn_from_documents(self) -> None:
        scale, components = house().cells("scale", "components")

        assert json.loads(str(scale)) == {
            "name": "Cambridge English Scale",
            "lowest": 140,
            "highest": 190,
            "bands": [{"grade": "B", "lowest": 140, "highest": 190, "cefr": "B2"}],
        }
        assert json.loads(str(components))[0] == {"name": "Reading", "score": 168, "lowest": 140, "highest": 190}

    def test_an_exam_without_a_scale_has_shields(self) -> None:
        found = house(one_result(marking=SHIELDS, overall=None, components=(("Listening", 4),)))

        scale, components, name = found.cells("scale", "components", "scale_name")

        assert (scale, name) == (None, None)
        assert json.loads(str(components)) == [{"name": "Listening", "score": 4, "lowest": 1, "highest": 5}]

    def test_the_photo_is_for_those_who_may_see_photos(self) -> None:
        found = house()

        assert found.cells("photo", "photo_note", by=WITH_PHOTOS) == (b"a picture", None)
        assert found.cells("photo", "photo_note") == (None, "Whoever downloaded this may not see photos.")

    @pytest.mark.parametrize(
        ("changes", "note"),
        [
            ({"has_photo": False, "photo": None}, "No photo is taken at this exam."),
            ({"fields": ALL_FIELDS - {Field.PHOTO}, "photo": None}, "The candidate did not share the photo."),
            ({"photo": None}, "There is no photo of this day."),
        ],
    )
    def test_where_there_is_no_photo_it_says_why(self, changes: dict[str, object], note: str) -> None:
        assert house(one_result(1, **changes)).cells("photo", "photo_note", by=WITH_PHOTOS) == (None, note)

    def test_a_photo_replaced_at_this_moment_is_left_out(self) -> None:
        assert house(one_result(photo="photos/former.jpg")).cells("photo", by=WITH_PHOTOS) == (None,)

    @pytest.mark.parametrize("status", [ResultStatus.WITHHELD, ResultStatus.REVOKED])
    def test_a_statement_is_made_of_results_that_show_their_scores(self, status: ResultStatus) -> None:
        found = house(one_result(1, status=status), one_result(2))

        stated = found.rows({"all": ""}, *ON_A_STATEMENT)
        listed = found.rows({"all": ""}, *(one.id for one in chosen_from(found.dataset.columns())))

        assert [subject.int for subject, _ in stated] == [2]
        assert [subject.int for subject, _ in listed] == [1, 2]
