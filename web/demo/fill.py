"""Filling the demo world: through the use cases, at a clock that runs through the days before today."""

import base64
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from core.access.model import Actor, Organisation, Partnership, Person
from core.access.permissions import Role
from core.access.ports import AccessUnit, PasswordHasher
from core.extensions.model import OfferKind, PluginSetup
from core.extensions.ports import ExtensionsUnit, Vault
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId, Proctoring
from core.proctoring.ports import ProctoringUnit
from core.proctoring.usecases.activating import (
    ActivateTest,
    ActivateTestCommand,
    CancelBooking,
    CancelBookingCommand,
    DeactivateTest,
    DeactivateTestCommand,
)
from core.proctoring.usecases.deciding import ConfirmByHand, DecideByHandCommand, RejectByHand
from core.proctoring.usecases.enrolling import ImportCandidates, ImportCandidatesCommand
from core.proctoring.usecases.expiring import ExpireBookings
from core.proctoring.usecases.preparing import CreateTest, CreateTestCommand, SetTime, SetTimeCommand, TestDetails
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.unit import OpenUnit
from web.demo.bookings import BookingTools, DemoBookings, Happening
from web.demo.cast import ORGANISATIONS, PARTNERSHIPS, PASSWORD, PEOPLE, TESTS, DemoTest, centre_numbers
from web.demo.downloads import DemoDownloads, DownloadTools
from web.demo.names import names
from web.demo.recognition import DemoRecognition, RecognitionTools
from web.demo.results import DemoResults, ResultTools
from web.demo.sessions import DemoSessions, SessionTools
from web.demo.sharing import DemoSharings, SharingTools
from web.demo.vendor import VendorDesk
from web.notifications.addresses import PublicAddresses

DECISION_SECONDS = 4.0
"""How long the demo's vendor thinks: long enough to see the status change."""
PROVIDER = "simulator"
_TESTS_BEGIN = timedelta(days=5)
_LONG_AGO, _LATELY = timedelta(days=4), timedelta(hours=3)
_STEPS = 6


class DemoClock:
    """A clock that is set, so that the world has a past."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = max(now, self._now)

    def advance(self, span: timedelta) -> None:
        self._now += span


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTools:
    """What filling needs of the house, with `clock` as the clock of all of it. `run_jobs` runs what is due."""

    clock: DemoClock
    open_access: OpenUnit[AccessUnit]
    open_extensions: OpenUnit[ExtensionsUnit]
    open_proctoring: OpenUnit[ProctoringUnit]
    hasher: PasswordHasher
    vault: Vault
    run_jobs: Callable[[], int]
    create_test: CreateTest
    import_candidates: ImportCandidates
    set_time: SetTime
    activate_test: ActivateTest
    deactivate_test: DeactivateTest
    cancel_booking: CancelBooking
    confirm_by_hand: ConfirmByHand
    reject_by_hand: RejectByHand
    expire_bookings: ExpireBookings
    sessions: SessionTools
    bookings: BookingTools
    recognition: RecognitionTools
    results: ResultTools
    sharing: SharingTools
    downloads: DownloadTools
    addresses: PublicAddresses


class DemoWorld:
    """Made at the first start. `desk` is the simulated vendor's."""

    def __init__(self, tools: DemoTools, desk: VendorDesk, *, mailbox: str) -> None:
        self._tools = tools
        self._desk = desk
        self._mailbox = mailbox
        self._organisations: dict[str, Organisation] = {}
        self._people: dict[str, PersonId] = {}
        self._candidates = _candidate_lines()
        self.sessions: dict[str, TestSessionId] = {}
        """By the key of their plan, see `web.demo.plans`."""
        self.running: list[tuple[str, str]] = []
        """Centre number and key of the bookings whose test goes on now. Their candidates can join once the doors for
        the vendor's notices are open."""

    def fill(self, *, today: datetime) -> Iterator[str]:
        """Say each step as it is done."""
        yield "organisations and people"
        self._bring_in_people()
        self._set_up_plugins()
        yield "exams, venues and sessions"
        made = DemoSessions(self._tools.sessions, organisations=self._organisations, actor=self._actor)
        self.sessions = made.fill(today=today)
        yield "candidates, payments, results and who verifies them"
        happenings = sorted(self._happenings(today), key=lambda one: -one[0])
        begun = _TESTS_BEGIN / timedelta(days=1)
        self._let_happen([one for one in happenings if one[0] >= begun], today)
        yield "proctored tests"
        self._tools.clock.set(today - _TESTS_BEGIN)
        past = [test for test in TESTS if test.days < 0 or test.running]
        coming = [test for test in TESTS if test not in past]
        for test in past:
            self._play(test, today)
        self._let_happen([one for one in happenings if one[0] < begun], today)
        # Their time passed meanwhile; what was undecided then has expired.
        self._tools.clock.set(today - _LATELY)
        self._tools.expire_bookings(())
        for test in coming:
            self._play(test, today)
            self._tools.clock.advance(timedelta(minutes=2))
        self._tools.run_jobs()
        for number in centre_numbers():
            self._desk.decide_after(number, seconds=DECISION_SECONDS)

    def _happenings(self, today: datetime) -> Iterator[Happening]:
        tools = self._tools
        bookings = DemoBookings(
            tools.bookings, organisations=self._organisations, actor=self._actor, sessions=self.sessions
        )
        recognition = DemoRecognition(tools.recognition, actor=self._actor)
        results = DemoResults(
            tools.results,
            today=today,
            organisations=self._organisations,
            actor=self._actor,
            sessions=self.sessions,
        )
        sharings = DemoSharings(
            tools.sharing,
            today=today,
            sat=results.sat,
            result_of=results.result_of,
            primary_users=recognition.primary_users,
        )
        downloads = DemoDownloads(tools.downloads, result_of=results.result_of, primary_users=recognition.primary_users)
        yield from bookings.happenings(today=today)
        yield from recognition.happenings()
        yield from results.happenings()
        yield from sharings.happenings()
        yield from downloads.happenings()

    def _let_happen(self, happenings: Sequence[Happening], today: datetime) -> None:
        """In their order, each at its time, with the letters that they sent."""
        for ago, do in happenings:
            self._tools.clock.set(today - timedelta(days=ago))
            do()
        self._tools.run_jobs()

    def _bring_in_people(self) -> None:
        password_hash = self._tools.hasher.hash(PASSWORD)
        with self._tools.open_access() as unit:
            for one in ORGANISATIONS:
                made = Organisation(
                    id=OrganisationId(new_id()),
                    kind=one.kind,
                    name=one.name,
                    number=one.number,
                    time_zone=one.time_zone,
                    email=one.email,
                    phone=one.phone,
                )
                self._organisations[one.number] = made
                unit.organisations.add(made)
            for someone in PEOPLE:
                person = Person(
                    id=PersonId(new_id()),
                    name=someone.name,
                    email=someone.email,
                    time_zone=someone.time_zone,
                    password_hash=password_hash,
                )
                for number, roles in someone.roles.items():
                    person.give_roles(roles, at=self._organisations[number])
                self._people[someone.email] = person.id
                unit.people.add(person)
            since = self._tools.clock.now()
            for place, (test_centre, preparation_centre) in enumerate(PARTNERSHIPS):
                begun = Partnership(
                    test_centre_id=self._organisations[test_centre].id,
                    preparation_centre_id=self._organisations[preparation_centre].id,
                    since=since + timedelta(minutes=place),
                )
                unit.partnerships.begin(begun)
            unit.record("demo_world_made", by="job:demo", on="installation:demo")
            unit.commit()

    def _set_up_plugins(self) -> None:
        with self._tools.open_extensions() as unit:
            for number in centre_numbers():
                centre = self._organisations[number]
                key, secret = secrets.token_urlsafe(24), "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
                notices = self._tools.addresses.vendor_notices(PROVIDER, centre.id)
                self._desk.open_account(number, api_key=key, notify_url=notices, notify_secret=secret)
                setup = PluginSetup(
                    organisation_id=centre.id,
                    kind=OfferKind.PROCTORING_PROVIDER,
                    name=PROVIDER,
                    enabled=True,
                    values={"base_url": self._desk.address, "minimum_lead_hours": 24, "onboarding_minutes": 30},
                    sealed={"api_key": self._tools.vault.seal(key), "notice_secret": self._tools.vault.seal(secret)},
                )
                unit.plugin_setups.add(setup)
            inbox = PluginSetup(
                organisation_id=self._organisations["AB001"].id,
                kind=OfferKind.NOTIFICATION_CHANNEL,
                name="inbox",
                enabled=True,
                values={"folder": self._mailbox},
            )
            unit.plugin_setups.add(inbox)
            unit.commit()

    def _actor(self, number: str, role: Role) -> Actor:
        """Somebody who has the role there."""
        someone = next(one for one in PEOPLE if role in one.roles.get(number, frozenset()))
        organisation = self._organisations[number]
        return Actor(
            person_id=self._people[someone.email],
            organisation_id=organisation.id,
            organisation_kind=organisation.kind,
            roles=someone.roles[number],
        )

    def _play(self, test: DemoTest, today: datetime) -> None:
        tools, actor = self._tools, self._actor(test.centre, Role.PROCTORING_SCHEDULER)
        zone = self._organisations[test.centre].time_zone
        live = test.proctoring is Proctoring.LIVE
        details = TestDetails(
            title=test.title, proctoring=test.proctoring, provider=PROVIDER if live else "", ratio=test.ratio
        )
        made = tools.create_test(CreateTestCommand(actor=actor, details=details, time_zone=zone))
        lines = [next(self._candidates) for _ in range(test.candidates)]
        content = "\n".join(["number,name,email,extra_minutes", *lines]).encode()
        tools.import_candidates(ImportCandidatesCommand(actor=actor, test_id=made, content=content))
        if test.has_time:
            start = _start(test, today, zone)
            tools.set_time(
                SetTimeCommand(actor=actor, test_id=made, start=start, end=start + test.length, time_zone=zone)
            )
        if test.activated:
            tools.activate_test(ActivateTestCommand(actor=actor, test_id=made))
            if live:
                self._follow(test, made, actor)

    def _follow(self, test: DemoTest, made: ProctoredTestId, actor: Actor) -> None:
        booking = self._booking(made, actor)
        if test.fault:
            self._desk.strike(test.centre, fault=test.fault, key=booking.key)
        for _ in range(_STEPS):
            self._tools.run_jobs()
            if self._booking(made, actor).state not in {BookingState.SCHEDULED, BookingState.SENT}:
                break
            self._tools.clock.advance(timedelta(seconds=4))
        if test.running:
            self.running.append((test.centre, booking.key))
        for deed in test.then:
            self._do(deed, made, booking, actor)
            self._tools.run_jobs()

    def _do(self, deed: str, made: ProctoredTestId, booking: ProctorBooking, actor: Actor) -> None:
        tools, desk = self._tools, self._actor("AB001", Role.SERVICE_DESK)
        if deed == "cancel":
            tools.cancel_booking(CancelBookingCommand(actor=actor, test_id=made))
        elif deed == "deactivate":
            tools.deactivate_test(DeactivateTestCommand(actor=actor, test_id=made))
        elif deed == "confirm_by_hand":
            tools.confirm_by_hand(
                DecideByHandCommand(
                    actor=desk,
                    booking_id=booking.id,
                    reason="The vendor confirmed by telephone while its interface refused our key.",
                    proof="Ticket 48213 of the vendor's help desk",
                )
            )
        elif deed == "reject_by_hand":
            tools.reject_by_hand(
                DecideByHandCommand(
                    actor=desk,
                    booking_id=booking.id,
                    reason="The centre asked for another week after the building was flooded.",
                    proof="Mail of the centre's manager",
                )
            )

    def _booking(self, test_id: ProctoredTestId, actor: Actor) -> ProctorBooking:
        with self._tools.open_proctoring() as unit:
            return unit.proctor_bookings.of_test(test_id, actor.scope)


def _start(test: DemoTest, today: datetime, zone: str) -> datetime:
    if test.running:
        return today.replace(second=0, microsecond=0) - timedelta(minutes=30)
    date = (today.astimezone(ZoneInfo(zone)) + timedelta(days=test.days)).date()
    return datetime.combine(date, time(hour=test.hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _candidate_lines() -> Iterator[str]:
    for count, name in enumerate(cycle(names()), start=1):
        yield f"C-{2000 + count},{name},candidate{count}@example.org,{15 if count % 9 == 0 else 0}"
