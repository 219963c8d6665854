"""An awarding body with its exams, a test centre and its results in memory, with the use cases over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from core.access.model import Actor, Organisation, OrganisationKind
from core.access.permissions import Role
from core.bookings.entry_file import FileRow
from core.bookings.model import CandidateDetails
from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import Exam, ExamCode
from core.results.importing import ImportReport, ResultFile
from core.results.model import Result
from core.results.ports import Sat
from core.results.usecases.importing import ImportResults, ImportResultsCommand
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import utc
from tests.fakes.results import MemoryHouse
from tests.fakes.units import SettableClock

NOON = utc(2027, 3, 1, 12)
DAY = timedelta(days=1)
EXAM_DAY = date(2027, 2, 6)
RELEASE = NOON + 3 * DAY
CENTRE = Organisation(
    id=OrganisationId(UUID(int=7)),
    kind=OrganisationKind.TEST_CENTRE,
    name="Kraków Centre",
    number="PL042",
    time_zone="Europe/Warsaw",
)
OTHER_CENTRE = replace(CENTRE, id=OrganisationId(UUID(int=8)), name="Wieliczka Centre", number="PL777")
FIRST = Exam(
    code=ExamCode("FCE"),
    name="B2 First",
    level="B2",
    papers=("Reading",),
    has_speaking=True,
    has_photo=True,
    marking=Marking(
        components=("Reading", "Use of English"),
        scale=Scale(
            name="Cambridge English Scale",
            lowest=140,
            highest=190,
            bands=(
                Band(grade="A", lowest=180, highest=190, cefr="C1"),
                Band(grade="B", lowest=160, highest=179, cefr="B2"),
                Band(grade="Level B1", lowest=140, highest=159, cefr="B1"),
            ),
        ),
    ),
)
STARTERS = Exam(
    code=ExamCode("YLS"),
    name="Pre A1 Starters",
    level="Pre-A1",
    papers=("Listening",),
    has_speaking=True,
    marking=Marking(components=("Listening", "Speaking"), scale=None, shields=5),
)
CELTA = Exam(code=ExamCode("CELTA"), name="CELTA", level="", papers=(), has_speaking=False)
ZOE = CandidateDetails(
    given_name="Zoë",
    family_name="Łęska",
    date_of_birth=date(2009, 4, 23),
    id_number="P4821137",
    email="zoe@example.org",
)
NUMBER = "K7QF2-M9XRT"
OFFICER = Actor(
    person_id=PersonId(UUID(int=9)),
    organisation_id=OrganisationId(UUID(int=8)),
    organisation_kind=OrganisationKind.AWARDING_BODY,
    roles=frozenset({Role.RESULTS_OFFICER}),
)
ADMINISTRATOR = Actor(
    person_id=PersonId(UUID(int=10)),
    organisation_id=OrganisationId(UUID(int=8)),
    organisation_kind=OrganisationKind.AWARDING_BODY,
    roles=frozenset({Role.ADMINISTRATOR}),
)

COLUMNS = (
    "candidate_number",
    "exam",
    "exam_date",
    "centre_number",
    "given_name",
    "family_name",
    "date_of_birth",
    "email",
    "place",
    "Reading",
    "Use of English",
)
ROW = {
    "candidate_number": NUMBER,
    "exam": "FCE",
    "exam_date": EXAM_DAY.isoformat(),
    "centre_number": "PL042",
    "given_name": "Zoë",
    "family_name": "Łęska",
    "date_of_birth": "2009-04-23",
    "email": "zoe@example.org",
    "place": "Kraków",
    "Reading": "170",
    "Use of English": "175",
}


class House:
    def __init__(self) -> None:
        self.memory, self.clock = MemoryHouse(), SettableClock(NOON)
        for exam in (FIRST, STARTERS, CELTA):
            self.memory.stored.exams[exam.code] = exam
        for centre in (CENTRE, OTHER_CENTRE):
            self.memory.stored.centres[centre.number] = centre
        self.imports = ImportResults(open_unit=self.memory.open_unit, catalogue=self.memory, clock=self.clock)

    def book(self, details: CandidateDetails | None = ZOE, *, release_at: datetime | None = RELEASE) -> None:
        """Have a booking and a session that know of the row above."""
        place = "Kraków" if release_at else None
        number = NUMBER if details else None
        sat = Sat(number=number, details=details, release_at=release_at, place=place)
        self.memory.stored.sat[FIRST.code, EXAM_DAY, NUMBER] = sat

    def bring_in(
        self,
        *rows: dict[str, str],
        release_at: datetime | None = RELEASE,
        dry_run: bool = False,
        columns: Sequence[str] = COLUMNS,
        actor: Actor = OFFICER,
    ) -> ImportReport:
        lines = [tuple(columns), *(tuple(row.get(name, "") for name in columns) for row in rows)]
        written = [FileRow(line=line, values=values) for line, values in enumerate(lines, start=1)]
        command = ImportResultsCommand(
            actor=actor, file=ResultFile(rows=lambda: iter(written), release_at=release_at), dry_run=dry_run
        )
        return self.imports(command)

    @property
    def results(self) -> list[Result]:
        return sorted(self.memory.stored.results.values(), key=lambda one: one.sid)

    def result(self) -> Result:
        [found] = self.results
        return found


def row(place: int = 0, /, **changes: str) -> dict[str, str]:
    """A row like the one above, of another candidate for every place but the first."""
    others = {"candidate_number": f"N-{place:05}", "given_name": f"Given{place}"} if place else {}
    return ROW | others | {name.replace("Use_of_", "Use of "): value for name, value in changes.items()}
