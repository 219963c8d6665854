"""The dry run: what activating now would meet, without booking."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.access.model import Actor
from core.access.permissions import Permission
from core.proctoring.log_codes import Code
from core.proctoring.model.test import ProctoredTestId, booked_window, proctors_for
from core.proctoring.ports import Providers, RehearsalReader
from core.proctoring.rules import figure_problem, is_in_time
from core.proctoring.vendor import (
    Available,
    Capabilities,
    CredentialsRefused,
    Full,
    ProctoringProvider,
    ProviderError,
)
from core.proctoring.views import BookingView, DryRunReport, RuleResult, RuleVerdict, TestView
from core.shared.errors import ConflictError, UnavailableError
from core.shared.time import Clock, TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearseCommand:
    actor: Actor
    test_id: ProctoredTestId


class Rehearse:
    """Applies the rules of processing in their order. The vendor is asked for availability, nothing is booked."""

    def __init__(self, *, reader: RehearsalReader, providers: Providers, clock: Clock) -> None:
        self._reader = reader
        self._providers = providers
        self._clock = clock

    def __call__(self, command: RehearseCommand) -> DryRunReport:
        command.actor.require(Permission.SEE_TESTS)
        test = self._reader.test(command.test_id, command.actor.scope)
        if not test.is_live:
            raise ConflictError("test_is_not_live", test=test.id)
        booking = self._reader.booking(test.id, command.actor.scope)
        return self._run(test, booking, self._clock.now())

    def _run(self, test: TestView, booking: BookingView, now: datetime) -> DryRunReport:
        provider: ProctoringProvider | None
        try:
            provider = self._providers.of(test.organisation_id, test.provider)
        except UnavailableError:
            provider = None
        capabilities = provider.capabilities if provider else Capabilities()
        queue_time = self._reader.typical_queue_time(test.provider)
        window = None
        if test.window:
            longest = test.longest_extra_minutes
            window = booked_window(test.window, capabilities, longest_extra_minutes=longest)
        report = DryRunReport(
            rules=(_is_known(booking), _time_is_set(test), _candidates(test), _figures(test, capabilities)),
            booked_window=window,
            proctors=proctors_for(test.candidates, ratio=test.ratio),
            alternatives=(),
            lead_time=capabilities.minimum_lead_time,
            queue_time=queue_time,
            last_safe_moment=window.start - capabilities.minimum_lead_time - queue_time if window else None,
        )
        if window is None:
            return report
        in_time = _in_time(window, capabilities, now)
        rules, alternatives = _ask(provider, window, report.proctors)
        return replace(report, rules=(*report.rules, in_time, *rules), alternatives=alternatives)


def _rule(code: Code | None, rule: str, *, holds: bool | None, finding: str) -> RuleResult:
    verdict = {True: RuleVerdict.HOLDS, False: RuleVerdict.FAILS, None: RuleVerdict.UNKNOWN}[holds]
    return RuleResult(code=code, rule=rule, verdict=verdict, finding=finding)


def _is_known(booking: BookingView) -> RuleResult:
    rule, known = "It is known what the vendor holds", not booking.vendor_side_unknown
    finding = "Nothing is open from before." if known else "The service desk finds it out first; then book again."
    return _rule(None, rule, holds=known, finding=finding)


def _figures(test: TestView, capabilities: Capabilities) -> RuleResult:
    problem = figure_problem(
        capabilities,
        ratio=test.ratio,
        candidates=test.candidates,
        longest_extra_minutes=test.longest_extra_minutes,
    )
    finding = problem.text if problem else "Ratio, number of candidates and extra time are within them."
    return _rule(None, "The vendor's figures are kept", holds=problem is None, finding=finding)


def _time_is_set(test: TestView) -> RuleResult:
    finding = "The date and time are set." if test.window else "Set the date and time first."
    rule = "The test is complete and can be activated"
    return _rule(Code.REJECTED_TEST_STATUS, rule, holds=test.window is not None, finding=finding)


def _candidates(test: TestView) -> RuleResult:
    found = f"{test.candidates} enrolled." if test.candidates else "Nobody is enrolled; add candidates first."
    rule = "Candidates are enrolled"
    return _rule(Code.REJECTED_NO_CANDIDATES, rule, holds=test.candidates > 0, finding=found)


def _in_time(window: TimeWindow, capabilities: Capabilities, now: datetime) -> RuleResult:
    holds = is_in_time(window, capabilities, now=now)
    finding = "There is time enough." if holds else "Too late for the vendor; choose a later time."
    return _rule(Code.REJECTED_LEAD_TIME, "The vendor's minimal time in advance is kept", holds=holds, finding=finding)


def _ask(
    provider: ProctoringProvider | None, window: TimeWindow, proctors: int
) -> tuple[tuple[RuleResult, ...], tuple[TimeWindow, ...]]:
    def credentials(holds: bool | None, finding: str) -> RuleResult:
        rule = "The vendor accepts the centre's credentials"
        return _rule(Code.REJECTED_SEND_CREDENTIALS, rule, holds=holds, finding=finding)

    def capacity(holds: bool | None, finding: str) -> RuleResult:
        return _rule(Code.REJECTED_CAPACITY, "The vendor has enough proctors", holds=holds, finding=finding)

    not_asked = capacity(None, "Not asked.")
    if provider is None:
        return (credentials(False, "The vendor is not set up for the centre."), not_asked), ()
    accepted = credentials(True, "Accepted.")
    try:
        availability = provider.availability(window, max(proctors, 1))
    except CredentialsRefused:
        return (credentials(False, "Refused; an administrator can correct them."), not_asked), ()
    except ProviderError:
        return (credentials(None, "The vendor could not be asked."), capacity(None, "Could not be asked now.")), ()
    match availability:
        case Available(proctors=free):
            return (accepted, capacity(True, f"{free} free, {max(proctors, 1)} needed.")), ()
        case Full(alternatives=alternatives):
            return (accepted, capacity(False, "Not enough proctors are free at this time.")), alternatives
    return (accepted, capacity(None, "The vendor cannot say now.")), ()
