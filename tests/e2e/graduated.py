"""Candidates whose results are released, and organisations that wait for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from core.access.permissions import Role
from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import Exam, ExamCode
from core.results.model import Holder, Marks, Result, ResultId, ResultStatus, Sitting, sort_id
from core.results.reference import draw_reference
from core.shared.ids import OrganisationId, new_id
from core.verification.model.registration import Identity, InstitutionKind
from core.verification.model.sharing import ALL_FIELDS, Field
from core.verification.usecases.answering import ApproveProposalCommand
from core.verification.usecases.proposing import ProposeIdentityCommand
from core.verification.usecases.sharing import ShareResultCommand, Terms
from tests.e2e.world import Browser, Someone, World

TAKEN_ON = date(2026, 11, 7)
"""Some weeks before the world's clock begins."""

MARKING = Marking(
    components=("Reading", "Use of English", "Writing", "Listening", "Speaking"),
    scale=Scale(
        name="Cambridge English Scale",
        lowest=140,
        highest=190,
        bands=(
            Band(grade="A", lowest=180, highest=190, cefr="C1"),
            Band(grade="B", lowest=173, highest=179, cefr="B2"),
            Band(grade="C", lowest=160, highest=172, cefr="B2"),
            Band(grade="Level B1", lowest=140, highest=159, cefr="B1"),
        ),
    ),
)
SHIELDS = Marking(components=("Reading and Writing", "Listening", "Speaking"), scale=None, shields=5)
EXAMS = (
    Exam(
        code=ExamCode("FCE"),
        name="B2 First",
        level="B2",
        papers=("Reading and Use of English", "Writing"),
        has_speaking=True,
        marking=MARKING,
        has_photo=True,
    ),
    Exam(
        code=ExamCode("YLE-S"),
        name="Pre A1 Starters",
        level="Pre A1",
        papers=("Listening",),
        has_speaking=True,
        marking=SHIELDS,
    ),
)
MAYA, LI = "K7QF2-M9XRT", "H4WX8-P2JDQ"
"""Candidate ID numbers."""


@dataclass(kw_only=True)
class Graduated:
    """Maya has an account with a result of B2 First; what others get is asked for."""

    world: World
    centre: OrganisationId = field(init=False)
    aldermoor: OrganisationId = field(init=False)
    maya: Someone = field(init=False)
    result: ResultId = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        self.centre = world.centre("Northgate College", number="GB104")
        with world.container.open_unit()() as unit:
            for exam in EXAMS:
                unit.exams.put(exam)
            unit.commit()
        self.aldermoor = world.recognising_organisation("Aldermoor University")
        self.maya = self.candidate("Maya Lindqvist", MAYA)
        self.result = self.give_result(MAYA, name="Maya Lindqvist")

    def candidate(self, name: str, number: str) -> Someone:
        """Somebody with an account and this number."""
        made = self.world.person(Role.CANDIDATE, name=name)
        with self.world.container.open_unit()() as unit:
            unit.candidate_numbers.add(number, made.id, at=self.world.clock.now())
            unit.commit()
        return made

    def give_result(
        self,
        number: str,
        *,
        name: str = "Maya Lindqvist",
        exam: str = "FCE",
        status: ResultStatus = ResultStatus.FINAL,
        is_released: bool = True,
    ) -> ResultId:
        given, _, family = name.rpartition(" ")
        marking = next(one.marking for one in EXAMS if one.code == exam)
        assert marking is not None
        scores = {one: 168 + 3 * place if marking.scale else 4 for place, one in enumerate(marking.components)}
        now = self.world.clock.now()
        with self.world.container.open_unit()() as unit:
            (sequence,) = unit.results.next_sequence(1)
            result = Result(
                id=ResultId(new_id()),
                sid=sort_id(TAKEN_ON, sequence),
                reference=draw_reference(),
                holder=Holder(
                    number=number,
                    given_name=given,
                    family_name=family,
                    date_of_birth=date(2009, 4, 23),
                    email=f"{family.lower()}@example.org",
                ),
                sitting=Sitting(exam=ExamCode(exam), taken_on=TAKEN_ON, centre_id=self.centre, place="Leeds"),
                marks=Marks.of(scores, marking),
                status=status,
                release_at=now,
                released_at=now if is_released else None,
            )
            unit.results.add_all([result])
            unit.commit()
        return result.id

    def give_photo(self, result: ResultId) -> bytes:
        """The picture, as it is served."""
        picture, key = b"\xff\xd8\xff a picture", f"photos/{result}.jpg"
        self.world.container.file_store().put(key, picture)
        with self.world.container.open_unit()() as unit:
            unit.results.get(result, for_update=True).photo = key
            unit.commit()
        return picture

    def share(
        self,
        *fields: Field,
        by: Someone | None = None,
        result: ResultId | None = None,
        at: OrganisationId | None = None,
        until: date | None = None,
    ) -> str:
        """The address of the share's page."""
        result = result or self.result
        command = ShareResultCommand(
            actor=(by or self.maya).actor,
            result_id=result,
            organisation_id=at or self.aldermoor,
            terms=Terms(fields=frozenset(fields) or ALL_FIELDS, expires_on=until),
        )
        return f"/my-results/{result}/shares/{self.world.container.share_result()(command)}"

    @property
    def page(self) -> str:
        """The address of Maya's result."""
        return f"/my-results/{self.result}"

    def as_maya(self) -> Browser:
        return self.world.client(self.maya)

    def rename(self, name: str) -> None:
        """Aldermoor proposes it, and the recognition team approves."""
        primary = self.world.person(Role.PRIMARY_USER, at=self.aldermoor)
        officer = self.world.person(Role.RECOGNITION_OFFICER)
        identity = Identity(name=name, kind=InstitutionKind.UNIVERSITY, city="Aldermoor", country="GB")
        command = ProposeIdentityCommand(actor=primary.actor, identity=identity, why="We have a charter.")
        proposal_id = self.world.container.propose_identity()(command)
        self.world.container.approve_proposal()(ApproveProposalCommand(actor=officer.actor, proposal_id=proposal_id))
