"""All of proctoring around storage, clock and vendor in memory, with the few steps that most tests begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from core.access.model import EVERYTHING, Actor, OrganisationKind
from core.access.permissions import Role
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, LogEntry
from core.proctoring.model.replay import differences
from core.proctoring.model.session import CandidateSession
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, Proctoring
from core.proctoring.ports import RetrySchedule
from core.proctoring.promises import CANCEL, CHECK, EXPIRE, FETCH_RATING, NOTIFY, RECONCILE, SEND
from core.proctoring.usecases.activating import (
    ActivateTest,
    ActivateTestCommand,
    CancelBooking,
    CancelBookingCommand,
    DeactivateTest,
    DeactivateTestCommand,
)
from core.proctoring.usecases.cancelling import CancelAtVendor
from core.proctoring.usecases.checking import CheckBookings
from core.proctoring.usecases.deciding import (
    AskReconciliation,
    AskReconciliationCommand,
    ConfirmByHand,
    DecideByHandCommand,
    RejectByHand,
)
from core.proctoring.usecases.enrolling import (
    AddCandidate,
    AddCandidateCommand,
    ImportCandidates,
    WithdrawCandidate,
    WithdrawCandidateCommand,
)
from core.proctoring.usecases.expiring import ExpireBookings
from core.proctoring.usecases.noticing import TakeNotice, TakeNoticeCommand
from core.proctoring.usecases.opening import OpenSession
from core.proctoring.usecases.preparing import (
    CreateTest,
    CreateTestCommand,
    ReviseTest,
    SetTime,
    SetTimeCommand,
    TestDetails,
)
from core.proctoring.usecases.rating import FetchRatings
from core.proctoring.usecases.reconciling import ReconcileBookings
from core.proctoring.usecases.sending import SendBookings
from core.proctoring.vendor import BookingRequest, VendorEvent
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import JobHandler
from core.shared.time import TimeWindow
from tests.fakes.proctoring import FakeBooking
from tests.fakes.scripted import FakeProviders, ScriptedProvider, ScriptedVendor
from tests.fakes.units import NOON, MemoryStorage, Promised, SettableClock

BODY, CENTRE, OTHER_CENTRE = (OrganisationId(UUID(int=number)) for number in (1, 2, 3))
HALF_HOUR, HOUR, DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
WINDOW = TimeWindow(start=NOON + 7 * DAY, end=NOON + 7 * DAY + 3 * HOUR)
BOOKED = WINDOW.widened(before=HALF_HOUR, after=HALF_HOUR)
"""What is asked of the vendor for a test at WINDOW, by the vendor's default figures and without extra time."""

LIVE = TestDetails(title="B2 First", proctoring=Proctoring.LIVE, provider="acme", ratio=4)
_KINDS = (SEND, CHECK, CANCEL, RECONCILE, FETCH_RATING)


def somebody(role: Role, organisation_id: OrganisationId = CENTRE) -> Actor:
    kind = OrganisationKind.AWARDING_BODY if organisation_id == BODY else OrganisationKind.TEST_CENTRE
    person_id = PersonId(UUID(int=100 + list(Role).index(role)))
    return Actor(person_id=person_id, organisation_id=organisation_id, organisation_kind=kind, roles=frozenset({role}))


PLANNER, SCHEDULER = somebody(Role.PLANNER), somebody(Role.PROCTORING_SCHEDULER)
DESK, ADMINISTRATOR = somebody(Role.SERVICE_DESK, BODY), somebody(Role.ADMINISTRATOR, BODY)
STRANGER = somebody(Role.PROCTORING_SCHEDULER, OTHER_CENTRE)


def tries(number: int, *, first: timedelta = timedelta(minutes=1)) -> RetrySchedule:
    return RetrySchedule(first=first, factor=2, longest=HOUR, tries=number)


@dataclass
class House:
    """`jobs` are the handlers by kind; everything else a person can ask for is an attribute of its own name."""

    clock: SettableClock = field(default_factory=SettableClock)
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    providers: FakeProviders = field(default_factory=FakeProviders)

    def __post_init__(self) -> None:
        unit, clock, providers = self.storage.open_unit, self.clock, self.providers
        self.vendor = ScriptedVendor(self.storage)
        self.provider = ScriptedProvider(self.vendor)
        providers.by_name[CENTRE, "acme"] = self.provider
        self.create_test = CreateTest(open_unit=unit, providers=providers)
        self.revise_test = ReviseTest(open_unit=unit, providers=providers)
        self.set_time = SetTime(open_unit=unit, clock=clock)
        self.add_candidate = AddCandidate(open_unit=unit, providers=providers)
        self.import_candidates = ImportCandidates(open_unit=unit, providers=providers)
        self.withdraw_candidate = WithdrawCandidate(open_unit=unit)
        self.activate_test = ActivateTest(open_unit=unit, providers=providers, clock=clock)
        self.deactivate_test = DeactivateTest(open_unit=unit, clock=clock)
        self.cancel_booking = CancelBooking(open_unit=unit, providers=providers, clock=clock)
        self.confirm_by_hand = ConfirmByHand(open_unit=unit, clock=clock)
        self.reject_by_hand = RejectByHand(open_unit=unit, clock=clock)
        self.ask_reconciliation = AskReconciliation(open_unit=unit, clock=clock)
        self.take_notice = TakeNotice(open_unit=unit, providers=providers, clock=clock)
        self.open_session = OpenSession(open_unit=unit, providers=providers)
        self.jobs: dict[str, JobHandler] = {
            SEND: SendBookings(open_unit=unit, providers=providers, clock=clock, tries=tries(3), checks=tries(3)),
            CHECK: CheckBookings(open_unit=unit, providers=providers, clock=clock, checks=tries(3)),
            CANCEL: CancelAtVendor(open_unit=unit, providers=providers, clock=clock, tries=tries(3)),
            RECONCILE: ReconcileBookings(open_unit=unit, providers=providers, clock=clock, checks=tries(3)),
            FETCH_RATING: FetchRatings(open_unit=unit, providers=providers, clock=clock, tries=tries(3)),
            EXPIRE: ExpireBookings(open_unit=unit, clock=clock),
        }

    # Preparing

    def a_draft(self, details: TestDetails = LIVE, *, actor: Actor = SCHEDULER) -> ProctoredTestId:
        return self.create_test(CreateTestCommand(actor=actor, details=details, time_zone="Europe/Warsaw"))

    def a_test(
        self, *, title: str = "B2 First", window: TimeWindow = WINDOW, numbers: Sequence[str] = ("0001", "0002")
    ) -> ProctoredTestId:
        """A live test with time and candidates, ready to be activated."""
        test_id = self.a_draft(replace(LIVE, title=title))
        self.give_time(test_id, window)
        for number in numbers:
            self.enrol(test_id, number)
        return test_id

    def give_time(self, test_id: ProctoredTestId, window: TimeWindow) -> None:
        self.set_time(self.timing(test_id, window))

    def timing(self, test_id: ProctoredTestId, window: TimeWindow) -> SetTimeCommand:
        return SetTimeCommand(
            actor=PLANNER, test_id=test_id, start=window.start, end=window.end, time_zone="Europe/Warsaw"
        )

    def enrol(self, test_id: ProctoredTestId, number: str, *, extra_minutes: int = 0) -> None:
        self.add_candidate(
            AddCandidateCommand(
                actor=PLANNER,
                test_id=test_id,
                number=number,
                name=f"Candidate {number}",
                email=f"c{number}@example.org",
                extra_minutes=extra_minutes,
            )
        )

    def withdraw(self, test_id: ProctoredTestId, number: str) -> None:
        self.withdraw_candidate(WithdrawCandidateCommand(actor=PLANNER, test_id=test_id, number=number))

    # Moving on

    def activate(self, test_id: ProctoredTestId, actor: Actor = SCHEDULER) -> None:
        self.activate_test(ActivateTestCommand(actor=actor, test_id=test_id))

    def deactivate(self, test_id: ProctoredTestId, actor: Actor = SCHEDULER) -> None:
        self.deactivate_test(DeactivateTestCommand(actor=actor, test_id=test_id))

    def cancel(self, test_id: ProctoredTestId, actor: Actor = SCHEDULER) -> None:
        self.cancel_booking(CancelBookingCommand(actor=actor, test_id=test_id))

    def reject(self, test_id: ProctoredTestId) -> None:
        self.reject_by_hand(self.by_hand(test_id))

    def confirm(self, test_id: ProctoredTestId) -> None:
        self.confirm_by_hand(self.by_hand(test_id))

    def by_hand(
        self, test_id: ProctoredTestId, *, reason: str = "The vendor called.", proof: str = "Ticket 4711"
    ) -> DecideByHandCommand:
        return DecideByHandCommand(actor=DESK, booking_id=self.booking(test_id).id, reason=reason, proof=proof)

    def reconcile(self, test_id: ProctoredTestId) -> None:
        self.ask_reconciliation(self.asking(test_id))

    def asking(self, test_id: ProctoredTestId) -> AskReconciliationCommand:
        return AskReconciliationCommand(actor=DESK, booking_id=self.booking(test_id).id)

    def notice(self, *events: VendorEvent, organisation_id: OrganisationId = CENTRE, provider: str = "acme") -> int:
        self.vendor.events = list(events)
        return self.take_notice(
            TakeNoticeCommand(organisation_id=organisation_id, provider=provider, headers={}, body=b"scripted")
        )

    def expire(self) -> None:
        self.jobs[EXPIRE]([])

    def run(self, kind: str) -> list[Promised]:
        """Run the jobs of one kind and group that are due; what was handed to the handler. What raises waits again, as
        with a real engine."""
        together = self.storage.take_due(kind, self.clock.now())
        try:
            self.jobs[kind]([promised.job for promised in together])
        except Exception:
            for promised in together:
                self.storage.stored.jobs[promised.key] = replace(promised, attempt=promised.attempt + 1)
            raise
        return together

    def run_jobs(self) -> None:
        """Run whatever is due now, until nothing is."""
        while kind := next((kind for kind in _KINDS if self.waiting(kind, due=True)), None):
            self.run(kind)

    def run_again(self, together: Sequence[Promised], *, attempt: int = 2) -> None:
        """Hand out jobs once more, as an engine does that crashed before it learnt that they were done."""
        self.jobs[together[0].kind]([replace(promised, attempt=attempt).job for promised in together])

    def wait(self, span: timedelta = HOUR) -> None:
        """Let time pass, then run what is due."""
        self.clock.advance(span)
        self.run_jobs()

    def while_asked(self, method: str, event: Callable[[], object]) -> None:
        """Let it happen after the vendor has answered this call, and before the answer is stored."""
        self.vendor.meanwhile[method] = event

    # Ready-made states

    def scheduled(self, title: str = "B2 First") -> ProctoredTestId:
        test_id = self.a_test(title=title)
        self.activate(test_id)
        return test_id

    def sent(self) -> ProctoredTestId:
        test_id = self.scheduled()
        self.run(SEND)
        return test_id

    def confirmed(self) -> ProctoredTestId:
        test_id = self.sent()
        self.vendor.confirm(self.booking(test_id).key)
        self.wait()
        return test_id

    def put_in(self, test_id: ProctoredTestId, window: TimeWindow = BOOKED) -> None:
        """The vendor's people put a booking in themselves, under the test's key."""
        wish = BookingRequest(
            key=self.booking(test_id).key, title="By telephone", window=window, proctors=1, candidates=()
        )
        self.vendor.bookings.append(FakeBooking(reference="by-telephone", request=wish, state="confirmed"))

    # Looking

    def test(self, test_id: ProctoredTestId) -> ProctoredTest:
        with self.storage.open_unit() as unit:
            return unit.tests.get(test_id, EVERYTHING)

    def booking(self, test_id: ProctoredTestId) -> ProctorBooking:
        with self.storage.open_unit() as unit:
            return unit.proctor_bookings.of_test(test_id, EVERYTHING)

    def state(self, test_id: ProctoredTestId) -> tuple[BookingState, bool]:
        """The state, and whether the vendor's side is unknown."""
        booking = self.booking(test_id)
        return booking.state, booking.vendor_side_unknown

    def log(self, test_id: ProctoredTestId) -> list[LogEntry]:
        return list(self.storage.stored.log[self.booking(test_id).id])

    def codes(self, test_id: ProctoredTestId) -> list[Code]:
        return [entry.code for entry in self.log(test_id)]

    def session(self, test_id: ProctoredTestId, number: str = "0001") -> CandidateSession:
        return self.storage.stored.sessions[self.booking(test_id).id, number]

    def waiting(self, kind: str, *, due: bool = False) -> list[Promised]:
        now = self.clock.now()
        return [one for one in self.storage.stored.jobs.values() if one.kind == kind and (not due or one.run_at <= now)]

    def messages(self, test_id: ProctoredTestId) -> list[tuple[str, Code]]:
        """Which messages were promised about the booking, by the code they follow from."""
        key = self.booking(test_id).key
        payloads = [one.payload for one in self.waiting(NOTIFY) if one.payload["booking"] == key]
        return [(payload["kind"], Code(payload["code"])) for payload in payloads]

    def trail(self) -> list[str]:
        return [recorded.action for recorded in self.storage.stored.trail]

    def held(self, test_id: ProctoredTestId) -> int:
        """How many bookings the vendor holds for the test."""
        return self.vendor.count(self.booking(test_id).key)

    def check_logs(self) -> None:
        """Every log replays to the stored booking."""
        for booking_id, booking in self.storage.stored.bookings.items():
            assert list(differences(booking, self.storage.stored.log[booking_id])) == []
