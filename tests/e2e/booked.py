"""A session for which a preparation centre has entered candidates. What end-to-end tests of bookings stand on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from core.access.permissions import Role
from core.bookings.model import CandidateDetails, EntryId
from core.bookings.usecases.entering import EnterCandidatesCommand
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId
from tests.e2e.hall import Hall
from tests.e2e.world import Browser, Someone, World

MAYA = CandidateDetails(
    given_name="Maya",
    family_name="Lindqvist",
    date_of_birth=date(2009, 4, 23),
    id_number="P4821137",
    email="maya@example.org",
    phone="+44 1632 960001",
    consent=True,
)
LUKASZ = CandidateDetails(
    given_name="Łukasz",
    family_name="Wójcik",
    date_of_birth=date(2008, 11, 2),
    id_number="E99120455",
    email="lukasz@example.org",
    consent=True,
)
LI = replace(LUKASZ, given_name="", family_name="李小龙", id_number="K7770001", email="li@example.org")


@dataclass(kw_only=True)
class Booked:
    """`teacher` has entered Maya, Łukasz and 李小龙 for `session`, at £182 each; `entries` are in that order."""

    world: World
    hall: Hall = field(init=False)
    school: OrganisationId = field(init=False)
    teacher: Someone = field(init=False)
    session: TestSessionId = field(init=False)
    entries: list[EntryId] = field(init=False)

    def __post_init__(self) -> None:
        self.hall = Hall(world=self.world)
        self.school = self.world.preparation_centre(self.hall.centre, name="Lingua House", number="PC210")
        self.teacher = self.world.person(Role.PREPARATION_USER, at=self.school, name="Daniel Osei")
        self.session = self.hall.session(self.school)
        self.entries = self.enter(MAYA, LUKASZ, LI)

    def enter(
        self,
        *candidates: CandidateDetails,
        by: Someone | None = None,
        session: TestSessionId | None = None,
        accept_clashes: bool = False,
    ) -> list[EntryId]:
        command = EnterCandidatesCommand(
            actor=(by or self.teacher).actor,
            session_id=session or self.session,
            candidates=candidates,
            accept_clashes=accept_clashes,
        )
        made: list[EntryId] = self.world.container.enter_candidates()(command)
        return made

    def later_session(self, *, days: int = 30) -> TestSessionId:
        """Another one of the same exam and price."""
        plan = self.hall.plan(starts_at=self.hall.plan().starts_at + timedelta(days=days))
        return self.hall.session(self.school, plan=plan)

    @property
    def own(self) -> str:
        """The booking's address for the preparation centre."""
        return f"/bookings/{self.session}"

    @property
    def centres(self) -> str:
        """The booking's address for the test centre."""
        return f"/bookings/{self.session}/{self.school}"

    def as_teacher(self) -> Browser:
        return self.world.client(self.teacher)

    def as_manager(self) -> Browser:
        return self.world.client(self.hall.manager)

    def strangers(self) -> list[Browser]:
        """Another preparation centre of the same test centre, and another test centre."""
        other_school = self.world.preparation_centre(self.hall.centre)
        return [
            self.world.client_as(Role.PREPARATION_USER, at=other_school),
            self.world.client_as(Role.CENTRE_MANAGER, at=self.world.centre()),
        ]
