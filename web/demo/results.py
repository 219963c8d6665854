"""Filling the demo world with results: of earlier years, and of sessions that are over."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from core.access.model import EVERYTHING, Actor, Organisation
from core.access.permissions import Role
from core.bookings.model import EntryStatus
from core.bookings.ports import BookingsReader
from core.bookings.views import EntryView
from core.catalogue.model import Exam, ExamCode
from core.catalogue.ports import CatalogueReader
from core.results.importing import ResultFile
from core.results.model import Result
from core.results.ports import ResultsUnit, SittingKey
from core.results.usecases.changing import (
    AmendResult,
    AmendResultCommand,
    ResultCommand,
    RevokeResult,
    WithholdResult,
)
from core.results.usecases.importing import ImportResults, ImportResultsCommand
from core.results.usecases.photographing import ImportPhotos, ImportPhotosCommand
from core.results.usecases.releasing import ReleaseDue
from core.sessions.model import TestSessionId
from core.sessions.ports import SessionsReader
from core.shared.unit import OpenUnit
from web.demo.bookings import Happening
from web.demo.marks import Sat, rows_of, rows_of_entries, sat_in
from web.demo.plans import SESSIONS
from web.demo.portraits import portrait
from web.demo.recognisers import DECISIONS, ENTERED_SITTINGS, SITTINGS, DemoDecision

_OUT_AFTER = timedelta(days=35)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTools:
    open_results: OpenUnit[ResultsUnit]
    catalogue: CatalogueReader
    sessions: SessionsReader
    bookings: BookingsReader
    import_results: ImportResults
    import_photos: ImportPhotos
    release_due: ReleaseDue
    amend: AmendResult
    withhold: WithholdResult
    revoke: RevokeResult


class DemoResults:
    """`actor` answers somebody who has a role at the organisation with a number; `sessions` are by their keys."""

    def __init__(
        self,
        tools: ResultTools,
        *,
        today: datetime,
        organisations: Mapping[str, Organisation],
        actor: Callable[[str, Role], Actor],
        sessions: Mapping[str, TestSessionId],
    ) -> None:
        self._tools = tools
        self._today = today
        self._organisations = organisations
        self._actor = actor
        self._sessions = sessions
        self._exams: dict[ExamCode, Exam] = {exam.code: exam for exam in tools.catalogue.exams()}
        self.sat: list[list[Sat]] = [
            sat_in(sitting, which, self._exams[ExamCode(sitting.exam)], today=today.date())
            for which, sitting in enumerate(SITTINGS)
        ]
        """Who sat in each of the earlier sittings."""

    def happenings(self) -> Iterator[Happening]:
        yield 57, self._take_over_earlier_years
        yield 56, self._release
        yield 55.5, self._hand_in_photos
        for key, ago in ENTERED_SITTINGS:
            yield ago, partial(self._take_over_session, key)
        yield 2.9, self._release
        for one in DECISIONS:
            yield one.ago, partial(self._decide, one)

    def result_of(self, which: int, place: int) -> Result:
        """Of one of the earlier sittings."""
        one = self.sat[which][place]
        key: SittingKey = (ExamCode(one.exam), one.taken_on, one.number)
        with self._tools.open_results() as unit:
            return unit.results.of_sittings([key])[key]

    def _take_over_earlier_years(self) -> None:
        for sitting, sat in zip(SITTINGS, self.sat, strict=True):
            out_at = self._today + timedelta(days=sitting.days) + _OUT_AFTER
            self._store(ResultFile(rows=partial(rows_of, sitting, sat), release_at=out_at))

    def _hand_in_photos(self) -> None:
        """Of most candidates of the sittings with photos; some centres forget one or two."""
        for which, (sitting, sat) in enumerate(zip(SITTINGS, self.sat, strict=True)):
            if not self._exams[ExamCode(sitting.exam)].has_photo:
                continue
            archive = BytesIO()
            with ZipFile(archive, "w") as folder:
                for place, one in enumerate(sat):
                    if place % 11 != 10:
                        folder.writestr(f"{one.number}.png", portrait(which * 1000 + place))
            archive.seek(0)
            command = ImportPhotosCommand(
                actor=self._officer(), exam=ExamCode(sitting.exam), taken_on=sat[0].taken_on, archive=archive
            )
            report = self._tools.import_photos(command)
            if not report.is_stored:
                raise ValueError(f"the demo's own photos are wrong: {report.problems[:3]}")

    def _take_over_session(self, key: str) -> None:
        """As soon as the marks are there; they wait for the session's release."""
        plan = next(one for one in SESSIONS if one.key == key)
        exam = self._exams[plan.exam]
        session = self._tools.sessions.session(self._sessions[key], EVERYTHING, now=self._today)
        day = session.plan.starts_at.astimezone(ZoneInfo(session.plan.time_zone)).date()
        numbers = [
            entry.number
            for entrant in plan.to
            for entry in self._entered(self._sessions[key], entrant)
            if entry.status is EntryStatus.ENTERED
        ]
        level = exam.marking.scale.highest - 24 if exam.marking and exam.marking.scale else 4
        rows = partial(rows_of_entries, numbers, exam=exam, taken_on=day, centre=plan.centre, level=level)
        self._store(ResultFile(rows=rows))

    def _store(self, file: ResultFile) -> None:
        report = self._tools.import_results(ImportResultsCommand(actor=self._officer(), file=file))
        if not report.is_stored:
            raise ValueError(f"the demo's own file of results is wrong: {report.problems[:3]}")

    def _entered(self, session: TestSessionId, entrant: str) -> Iterator[EntryView]:
        return self._tools.bookings.all_entries(session, self._organisations[entrant].id, EVERYTHING)

    def _release(self) -> None:
        self._tools.release_due(())

    def _decide(self, one: DemoDecision) -> None:
        result = self.result_of(one.sitting, one.place)
        command = ResultCommand(actor=self._officer(), result_id=result.id, version=result.version, reason=one.reason)
        if one.decision == "withhold":
            self._tools.withhold(command)
        elif one.decision == "revoke":
            self._tools.revoke(command)
        else:
            scores = dict(result.marks.scores)
            component = next(iter(scores))
            self._tools.amend(
                AmendResultCommand(
                    actor=command.actor,
                    result_id=command.result_id,
                    version=command.version,
                    reason=command.reason,
                    holder=result.holder,
                    scores={**scores, component: scores[component] + 3},
                )
            )

    def _officer(self) -> Actor:
        return self._actor("AB001", Role.RESULTS_OFFICER)
