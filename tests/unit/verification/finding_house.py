"""Results of one candidate in memory, people of recognising organisations, and the use cases of finding over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import ExamCode
from core.results.model import Holder, Marks, Result, ResultId, ResultStatus, Sitting, sort_id
from core.results.reference import ReferenceNumber, draw_reference, written_reference
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import utc
from core.verification.model.searching import Criteria
from core.verification.model.sharing import ALL_FIELDS, Field, Share, ShareId
from core.verification.usecases.looking_up import Found, LookUpResult, LookUpResultCommand
from core.verification.views import VerifiedResult
from tests.fakes.access import MemoryThrottle
from tests.fakes.finding import MemoryFinding
from tests.fakes.units import SettableClock

NOW = utc(2027, 4, 20, 9)
ALDERMOOR, NORDHAVN, CENTRE = (OrganisationId(UUID(int=number)) for number in (50, 51, 52))
RESULT, SHARE = ResultId(UUID(int=60)), ShareId(UUID(int=70))
MARKING = Marking(
    components=("Reading", "Writing"),
    scale=Scale(name="Scale", lowest=140, highest=190, bands=(Band(grade="A", lowest=140, highest=190, cefr="C1"),)),
)
MAYA = Holder(
    number="K7QF2-M9XRT",
    given_name="Maya José",
    family_name="Łukasz-Lindqvist",
    date_of_birth=date(2009, 4, 23),
    email="Maya@Example.org",
)
SITTING = Sitting(exam=ExamCode("FCE"), taken_on=date(2027, 3, 6), centre_id=CENTRE, place="Chester")


def member(*roles: Role, at: OrganisationId = ALDERMOOR, number: int = 1) -> Actor:
    return Actor(
        person_id=PersonId(UUID(int=number)),
        organisation_id=at,
        organisation_kind=OrganisationKind.RECOGNISING_ORGANISATION,
        roles=frozenset(roles or {Role.MEMBER}),
    )


READER, VIEWER, STRANGER = member(), member(Role.MEMBER, Role.PHOTO_VIEWER), member(at=NORDHAVN, number=2)
OFFICER = Actor(
    person_id=PersonId(UUID(int=3)),
    organisation_id=OrganisationId(UUID(int=4)),
    organisation_kind=OrganisationKind.AWARDING_BODY,
    roles=frozenset({Role.RECOGNITION_OFFICER}),
)


def a_result(*, released: bool = True, reference: ReferenceNumber | None = None) -> Result:
    return Result(
        id=RESULT,
        sid=sort_id(SITTING.taken_on, 1),
        reference=reference or draw_reference(),
        holder=MAYA,
        sitting=SITTING,
        marks=Marks.of({"Reading": 170, "Writing": 160}, MARKING),
        status=ResultStatus.FINAL,
        release_at=NOW,
        released_at=NOW if released else None,
    )


def a_share(*fields: Field) -> Share:
    return Share(
        id=SHARE,
        result_id=RESULT,
        organisation_id=ALDERMOOR,
        shared_with="Aldermoor University",
        shared_by=PersonId(UUID(int=9)),
        fields=frozenset(fields) or ALL_FIELDS,
        shared_at=NOW,
    )


def a_view(*, share: bool = True, fields: frozenset[Field] = ALL_FIELDS, photo: str | None = "photo") -> VerifiedResult:
    """What ports answer of that result."""
    result = a_result()
    return VerifiedResult(
        result_id=RESULT,
        share_id=SHARE if share else None,
        reference=result.reference,
        name=MAYA.name,
        date_of_birth=MAYA.date_of_birth,
        number=MAYA.number,
        email=MAYA.email,
        exam=SITTING.exam,
        exam_name="B2 First",
        marking=MARKING,
        taken_on=SITTING.taken_on,
        centre_name="Northgate College",
        centre_number="GB104",
        place=SITTING.place,
        status=result.status,
        status_since=NOW,
        released_at=NOW,
        overall=165,
        grade="A",
        cefr="C1",
        components=result.marks.scores,
        photo=photo,
        has_photo=True,
        fields=fields,
        shared_at=NOW if share else None,
        expires_at=None,
        looked_up_until=None if share else NOW,
    )


class Desk:
    """The look-up over one result; `process` is the same house in another process, with the same throttle."""

    def __init__(self, result: Result | None = None, *, share: Share | None = None, asks_date: bool = False) -> None:
        self.result = result or a_result()
        self.finding, self.throttle, self.clock = MemoryFinding(), MemoryThrottle(), SettableClock(NOW)
        stored = self.finding.stored
        stored.results[RESULT] = self.result
        stored.centres[CENTRE] = "Northgate College"
        stored.policy.asks_date_of_birth = asks_date
        if share:
            stored.shares[share.id] = share
        self.use = LookUpResult(open_unit=self.finding.open_unit, throttle=self.throttle, clock=self.clock)

    def look_up(
        self,
        reference: str | None = None,
        criteria: Criteria | None = None,
        *,
        actor: Actor = READER,
        origin: str = "192.0.2.1",
    ) -> Found:
        typed = written_reference(self.result.reference) if reference is None else reference
        command = LookUpResultCommand(actor=actor, reference=typed, criteria=criteria or Criteria(), origin=origin)
        return self.use(command)

    @property
    def actions(self) -> list[str]:
        return [action for action, *_ in self.finding.stored.trail]

    @property
    def promised(self) -> list[str]:
        return [payload["kind"] for payload in self.finding.stored.jobs.values()]


def other_number(than: ReferenceNumber) -> str:
    """A number with a right check character that belongs to no result."""
    return next(one for one in iter(draw_reference, None) if one != than)


def another(view: VerifiedResult, **changed: object) -> VerifiedResult:
    return replace(view, **changed)  # type: ignore[arg-type]  # Whichever field a test speaks of.
