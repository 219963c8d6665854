"""The dataset of results that are shared with an organisation, or that it looked up."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from core.access.model import Actor
from core.access.permissions import Permission
from core.catalogue.marking import components_of
from core.catalogue.ports import CatalogueReader
from core.exports.downloads import Differences, Download, DownloadId, chosen_from
from core.exports.model import Cell, Column, ColumnType
from core.exports.ports import DataRow, MakingUnit
from core.exports.result_columns import (
    ABOUT_CANDIDATE,
    ABOUT_EXAM,
    ABOUT_RESULT,
    ABOUT_SHARE,
    CELLS,
    ON_STATEMENT,
    SAMPLE,
    CellOf,
    DownloadableResult,
    score_cell,
    score_id,
)
from core.exports.stated import check_code
from core.results.model import SHOWN, ResultId
from core.results.reference import ReferenceNumber, written_reference
from core.shared.codes import DerivedCodes
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.files import FileStore
from core.shared.ids import OrganisationId
from core.verification.model.searching import Criteria, SearchId
from core.verification.model.sharing import Field
from core.verification.ports import VerificationReader
from core.verification.views import VerifiedResult

MOST_TICKED = 200
"""Rows that can be ticked one by one; more of them are «all that the search found»."""
_TOGETHER = 500
_OF_EVERY_EXAM = frozenset(
    one.id for one in (*ABOUT_CANDIDATE, *ABOUT_EXAM, *ABOUT_RESULT, *ABOUT_SHARE, *ON_STATEMENT)
)
_STATED = frozenset(one.id for one in ON_STATEMENT) - frozenset(one.id for one in chosen_from(ON_STATEMENT))
"""What only statements ask for."""


class DownloadableResults(Protocol):
    """As `VerificationReader` finds and opens them, for downloads."""

    def found(
        self, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime
    ) -> Iterator[DownloadableResult]:
        """All of them in the order of the search, streamed."""
        ...

    def how_many(self, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime) -> int:
        """All that `found` gives, counted exactly; takes some 100 ms for a million."""
        ...

    def these(
        self, organisation_id: OrganisationId, result_ids: Sequence[ResultId], *, now: datetime
    ) -> Sequence[DownloadableResult]:
        """Those of at most a few hundred that can be opened now, by a share or a look-up, in the order in which they
        are named."""
        ...

    def differences(self, download_id: DownloadId, organisation_id: OrganisationId, *, now: datetime) -> Differences:
        """What of a download of the organisation's cannot be opened now, by a share or a look-up, and what has another
        version; takes some 300 ms for 100,000."""
        ...

    def issuer(self) -> str:
        """The name of the awarding body."""
        ...


class SharedResults:
    """Selections: `search` with the id of a search of the actor's; `results` with ids parted by spaces; `all` stands
    for everything shared."""

    name = "shared_results"
    title = "Shared results"

    def __init__(
        self,
        *,
        results: DownloadableResults,
        reader: VerificationReader,
        catalogue: CatalogueReader,
        photos: FileStore,
        check_codes: DerivedCodes,
        check_page: str,
    ) -> None:
        self._results = results
        self._reader = reader
        self._catalogue = catalogue
        self._photos = photos
        self._check_page = check_page

        @lru_cache(maxsize=8)
        def code_of(number: ReferenceNumber, fields: frozenset[Field]) -> str:
            """A row asks for it twice: by itself and in the address."""
            return check_code(check_codes, number, shown=fields)

        self._code_of = code_of

    def require(self, actor: Actor) -> None:
        actor.require(Permission.FIND_RESULTS)

    def columns(self) -> Sequence[Column]:
        return (*ABOUT_CANDIDATE, *ABOUT_EXAM, *ABOUT_RESULT, *self._scores(), *ABOUT_SHARE, *ON_STATEMENT)

    def gives(self, columns: Collection[str]) -> bool:
        """The catalogue is read for scores only."""
        return _OF_EVERY_EXAM.issuperset(columns) or {one.id for one in self.columns()}.issuperset(columns)

    def _scores(self) -> tuple[Column, ...]:
        """A column for each component that any exam of the catalogue has; spellings of one are one."""
        markings = [exam.marking for exam in self._catalogue.exams() if exam.marking is not None]
        titles = {score_id(one): one for one in components_of(markings)}
        group, kind = "Scores of components", ColumnType.WHOLE_NUMBER
        return tuple(Column(id=one, title=titles[one], type=kind, group=group, personal=True) for one in titles)

    def sample(self) -> Sequence[Mapping[str, Cell]]:
        scores = {score_id(one.title): 176 - place for place, one in enumerate(self._scores())}
        return tuple({**row, **scores} for row in SAMPLE)

    def count(self, actor: Actor, selection: Mapping[str, str], *, now: datetime) -> int:
        if "results" in selection:
            return len(self._results.these(actor.organisation_id, _ids(selection["results"]), now=now))
        return self._results.how_many(actor.organisation_id, self._criteria(actor, selection), now=now)

    def rows(
        self,
        actor: Actor,
        selection: Mapping[str, str],
        columns: Sequence[str],
        *,
        subjects: Iterator[UUID] | None,
        now: datetime,
    ) -> Iterator[DataRow]:
        """What a search found is not what it would find later, so a download is repeated by what stood in it."""
        at = actor.organisation_id
        if subjects is None and "results" not in selection:
            return self._written(actor, self._results.found(at, self._criteria(actor, selection), now=now), columns)
        named = iter(_ids(selection["results"])) if subjects is None else (ResultId(one) for one in subjects)
        found = (one for some in _batches(named) for one in self._results.these(at, some, now=now))
        return self._written(actor, found, columns)

    def differences(
        self, actor: Actor, download: Download, stood: Iterator[tuple[UUID, int]], *, now: datetime
    ) -> Differences:
        del stood
        return self._results.differences(download.id, actor.organisation_id, now=now)

    def note(self, unit: MakingUnit, download: Download, *, at: datetime) -> None:
        """The candidates see in the history of their results that these were downloaded (FEATURES X03)."""
        unit.downloaded_results.tell(download.id, download.organisation_id, at=at)

    def _criteria(self, actor: Actor, selection: Mapping[str, str]) -> Criteria:
        if "all" in selection:
            return Criteria()
        if "search" not in selection:
            raise NotFoundError("search")
        return self._reader.criteria(SearchId(selection["search"]), actor.person_id, actor.organisation_id)

    def _written(self, actor: Actor, found: Iterator[DownloadableResult], columns: Sequence[str]) -> Iterator[DataRow]:
        """A statement is made of a result whose scores are shown and no other: without them it would state nothing."""
        is_statement = not _STATED.isdisjoint(columns)
        cells = [self._cell(actor, one) for one in columns]
        for one in found:
            if not is_statement or one.shown.status in SHOWN:
                yield DataRow(
                    subject=one.shown.result_id, version=one.version, cells=tuple(cell(one) for cell in cells)
                )

    def _cell(self, actor: Actor, column: str) -> "CellOf":
        issuer = self._results.issuer()
        made_here: dict[str, CellOf] = {
            "issuer": lambda _: issuer,
            "check_code": lambda one: self._check_code(one.shown),
            "check_address": lambda one: self._check_address(one.shown),
            "photo": lambda one: self._photo(actor, one.shown),
            "photo_note": lambda one: _photo_note(actor, one.shown),
        }
        if column in made_here:
            return made_here[column]
        if column in CELLS:
            return CELLS[column]
        return score_cell(column)

    def _check_code(self, shown: VerifiedResult) -> str:
        return self._code_of(shown.reference, shown.fields)

    def _check_address(self, shown: VerifiedResult) -> str:
        reference = written_reference(shown.reference)
        return f"{self._check_page}?reference={reference}&code={self._check_code(shown)}"

    def _photo(self, actor: Actor, shown: VerifiedResult) -> bytes | None:
        if shown.photo is None or not actor.may(Permission.SEE_PHOTOS):
            return None
        try:
            return self._photos.get(shown.photo)
        except NotFoundError:
            # Replaced between the two reads; the statement says that there is none.
            return None


def _photo_note(actor: Actor, shown: VerifiedResult) -> str | None:
    if not shown.has_photo:
        return "No photo is taken at this exam."
    if Field.PHOTO not in shown.fields:
        return "The candidate did not share the photo."
    if not actor.may(Permission.SEE_PHOTOS):
        return "Whoever downloaded this may not see photos."
    return None if shown.photo else "There is no photo of this day."


def _ids(listed: str) -> list[ResultId]:
    """Each once, in their order. Raises NotFoundError for what is no id."""
    ticked = list(dict.fromkeys(listed.split()))
    if len(ticked) > MOST_TICKED:
        raise InvalidInputError.of("selection", f"Tick at most {MOST_TICKED}, or choose all that were found.")
    try:
        return [ResultId(UUID(one)) for one in ticked]
    except ValueError:
        raise NotFoundError("result") from None


def _batches(subjects: Iterator[ResultId]) -> Iterator[list[ResultId]]:
    some: list[ResultId] = []
    for one in subjects:
        some.append(one)
        if len(some) == _TOGETHER:
            yield some
            some = []
    if some:
        yield some
