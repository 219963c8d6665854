"""Made-up results of earlier sittings, as rows of the file in which an awarding body would hand them in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from core.bookings.entry_file import FileRow
from core.catalogue.marking import Marking
from core.catalogue.model import Exam
from web.demo.names import people
from web.demo.recognisers import CANDIDATES, DemoSitting

_SPREAD = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sat:
    """One candidate of an earlier sitting. `number` is the candidate ID number on their confirmation of entry."""

    number: str
    given_name: str
    family_name: str
    date_of_birth: date
    email: str
    exam: str
    taken_on: date
    scores: Mapping[str, int]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


def sat_in(sitting: DemoSitting, which: int, exam: Exam, *, today: date) -> list[Sat]:
    """The candidates of a sitting, the same at every start. Who can be logged in as stands where the cast says."""
    everybody = list(people())
    dice = Random(which)  # noqa: S311 - made-up marks, not a secret
    cast = {place: one for one in CANDIDATES for at, place in one.sittings if at == which}
    made = []
    for place in range(sitting.candidates):
        given, family = everybody[(which * 37 + place) % len(everybody)]
        if place in cast:
            given, _, family = cast[place].name.partition(" ")
        number = _number(which, place)
        made.append(
            Sat(
                number=number,
                given_name=given,
                family_name=family,
                date_of_birth=date(today.year - 17 - dice.randrange(14), 1 + place % 12, 1 + dice.randrange(28)),
                email=cast[place].email if place in cast else f"candidate{number}@mail.example",
                exam=sitting.exam,
                taken_on=today + timedelta(days=sitting.days),
                scores=_scores(dice, exam.marking, sitting.level) if exam.marking else {},
            )
        )
    return made


def _number(which: int, place: int) -> str:
    """Numbers of earlier years were longer and had no letters."""
    return f"{604 + which}{10_000_000 + place * 7_919 % 90_000:08}"


def _scores(dice: Random, marking: Marking, level: int) -> dict[str, int]:
    spread = _SPREAD if marking.scale else 1
    middle = level + dice.randint(-spread, spread)
    return {
        one: min(max(middle + dice.randint(-spread, spread), marking.lowest), marking.highest)
        for one in marking.components
    }


def rows_of(sitting: DemoSitting, sat: Sequence[Sat]) -> Iterator[FileRow]:
    components = tuple(sat[0].scores)
    told = ("candidate_number", "given_name", "family_name", "date_of_birth", "email", "exam", "exam_date")
    yield FileRow(line=1, values=(*told, "centre_number", "place", "status", *components))
    for line, one in enumerate(sat, start=2):
        personal = (one.number, one.given_name, one.family_name, one.date_of_birth.isoformat(), one.email)
        status = "provisional" if sitting.provisional else "final"
        yield FileRow(
            line=line,
            values=(
                *personal,
                one.exam,
                one.taken_on.isoformat(),
                sitting.centre,
                sitting.place,
                status,
                *(str(one.scores[component]) for component in components),
            ),
        )


def rows_of_entries(
    numbers: Sequence[str], *, exam: Exam, taken_on: date, centre: str, level: int
) -> Iterator[FileRow]:
    """What bookings and sessions know of the candidates is left out, as it may be."""
    if exam.marking is None:
        return
    dice = Random(level)  # noqa: S311 - made-up marks, not a secret
    components = exam.marking.components
    yield FileRow(line=1, values=("candidate_number", "exam", "exam_date", "centre_number", *components))
    for line, number in enumerate(numbers, start=2):
        scores = _scores(dice, exam.marking, level)
        told = (number, exam.code, taken_on.isoformat(), centre)
        yield FileRow(line=line, values=(*told, *(str(scores[one]) for one in components)))
