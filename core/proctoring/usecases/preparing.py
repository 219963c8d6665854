"""Making a proctored test and setting its details and time."""

from dataclasses import dataclass
from datetime import datetime

from core.access.model import Actor
from core.access.permissions import Permission
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import ProctorBookingId
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, Proctoring
from core.proctoring.ports import ProctoringUnit, Providers
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId, new_id
from core.shared.time import Clock, TimeWindow
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class TestDetails:
    """`provider` and `ratio` (candidates per proctor) matter to live proctoring only."""

    __test__ = False

    title: str
    proctoring: Proctoring
    provider: str = ""
    ratio: int = 8


def _check_vendor(providers: Providers, organisation_id: OrganisationId, details: TestDetails) -> None:
    if details.proctoring is not Proctoring.LIVE or not details.provider:
        return
    offered = {choice.name: choice for choice in providers.choices(organisation_id)}
    choice = offered.get(details.provider)
    if choice is None:
        raise InvalidInputError.of("provider", "Choose a vendor that is switched on for your centre.")
    if details.ratio not in choice.capabilities.ratios:
        allowed = " or ".join(str(ratio) for ratio in choice.capabilities.ratios)
        raise InvalidInputError.of("ratio", f"{choice.title} offers {allowed} candidates for each proctor.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTestCommand:
    actor: Actor
    details: TestDetails
    time_zone: str


class CreateTest:
    """A test begins as a draft of the actor's own centre, with a booking that is not requested yet."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], providers: Providers) -> None:
        self._open_unit = open_unit
        self._providers = providers

    def __call__(self, command: CreateTestCommand) -> ProctoredTestId:
        actor, details = command.actor, command.details
        actor.require(Permission.PREPARE_TESTS)
        _check_vendor(self._providers, actor.organisation_id, details)
        test = ProctoredTest(
            id=ProctoredTestId(new_id()),
            organisation_id=actor.organisation_id,
            title=details.title.strip(),
            proctoring=details.proctoring,
            provider=details.provider,
            ratio=details.ratio,
            time_zone=command.time_zone,
        )
        booking = ProctorBooking(
            id=ProctorBookingId(new_id()), test_id=test.id, organisation_id=test.organisation_id, title=test.title
        )
        with self._open_unit() as unit:
            unit.tests.add(test)
            unit.proctor_bookings.add(booking)
            unit.record("proctored_test_created", by=actor.label, on=f"proctored_test:{test.id}")
            unit.commit()
        return test.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseTestCommand:
    """`version` is that of the test as it was shown; somebody else's change in between is not overwritten."""

    actor: Actor
    test_id: ProctoredTestId
    version: int
    details: TestDetails


class ReviseTest:
    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], providers: Providers) -> None:
        self._open_unit = open_unit
        self._providers = providers

    def __call__(self, command: ReviseTestCommand) -> None:
        actor, details = command.actor, command.details
        actor.require(Permission.PREPARE_TESTS)
        _check_vendor(self._providers, actor.organisation_id, details)
        with self._open_unit() as unit:
            test = unit.tests.get(command.test_id, actor.scope, for_update=True)
            if test.version != command.version:
                raise ConflictError("changed_meanwhile", test=test.id)
            test.revise(
                title=details.title, proctoring=details.proctoring, provider=details.provider, ratio=details.ratio
            )
            unit.record("proctored_test_revised", by=actor.label, on=f"proctored_test:{test.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimeCommand:
    """`start` and `end` are instants; `time_zone` is the one they were typed in and are shown in."""

    actor: Actor
    test_id: ProctoredTestId
    start: datetime
    end: datetime
    time_zone: str


class SetTime:
    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: SetTimeCommand) -> None:
        actor = command.actor
        actor.require(Permission.PREPARE_TESTS)
        window = TimeWindow(start=command.start, end=command.end)
        with self._open_unit() as unit:
            test = unit.tests.get(command.test_id, actor.scope, for_update=True)
            test.set_time(window, time_zone=command.time_zone, now=self._clock.now())
            unit.record("proctored_test_time_set", by=actor.label, on=f"proctored_test:{test.id}")
            unit.commit()
