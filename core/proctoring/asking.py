"""Asking a vendor for many bookings at once, and putting whatever comes back, or does not, into one outcome each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from core.proctoring.log_codes import Code
from core.proctoring.model.log import NO_EVIDENCE, Evidence, ProctorBookingId
from core.proctoring.vendor import (
    AvailabilityUnknown,
    BookAnswer,
    BookingRequest,
    CheckAnswer,
    CredentialsRefused,
    Full,
    ProctoringProvider,
    ProviderError,
    ProviderUnavailable,
    Reply,
)
from core.shared.ids import OrganisationId
from core.shared.jobs import Job
from core.shared.time import TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Jobs for bookings of one organisation at one vendor, by booking."""

    organisation_id: OrganisationId
    provider: str
    jobs: Mapping[ProctorBookingId, Job]


def by_vendor(jobs: Sequence[Job], *, counter: str) -> list[Batch]:
    """The jobs by whom they go to. Of several for one booking, which come together when work was left lying, the one
    promised last stands for all; `counter` names what counts the tries in their payloads."""
    sorted_out: dict[tuple[str, str], dict[ProctorBookingId, Job]] = {}
    for job in sorted(jobs, key=lambda job: (int(job.payload["activation"]), int(job.payload[counter]))):
        at = (job.payload["organisation"], job.payload["provider"])
        sorted_out.setdefault(at, {})[ProctorBookingId(UUID(job.payload["booking"]))] = job
    return [
        Batch(organisation_id=OrganisationId(UUID(organisation)), provider=provider, jobs=of_one)
        for (organisation, provider), of_one in sorted_out.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One booking ready to be asked for, and the counters it had. `may_be_held`: an earlier try may have reached the
    vendor, so our own booking may be what fills the window, and availability is not asked again."""

    booking_id: ProctorBookingId
    activation: int
    sends: int
    may_be_held: bool
    content: BookingRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """No answer this time. `reached` says that the question itself may have arrived, `otherwise` is the rejection
    when tries are used up, `wait` the vendor's own wish."""

    reached: bool
    otherwise: Code
    wait: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A failure that ends the try for good. `in_doubt`: the vendor may hold the booking all the same."""

    code: Code
    in_doubt: bool
    facts: Mapping[str, str] = field(default_factory=dict)


SendOutcome = BookAnswer | Retry | Refusal
CheckOutcome = CheckAnswer | Retry | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one request, with the evidence of the exchange."""

    outcome: SendOutcome
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of one check, with the evidence of the exchange."""

    outcome: CheckOutcome
    evidence: Evidence = NO_EVIDENCE


def ask_for_all(provider: ProctoringProvider, requests: Sequence[Request]) -> dict[ProctorBookingId, Told]:
    """Availability first, then one request for each batch the vendor takes; one outcome for every request."""
    hindered = _ask_availability(provider, requests)
    told = {booking_id: Told(outcome=outcome) for booking_id, outcome in hindered.items()}
    wanted = [request for request in requests if request.booking_id not in told]
    size = max(provider.capabilities.max_batch, 1)
    for start in range(0, len(wanted), size):
        told |= _book(provider, wanted[start : start + size])
    return told


def _ask_availability(
    provider: ProctoringProvider, requests: Sequence[Request]
) -> dict[ProctorBookingId, Retry | Refusal]:
    hindered: dict[ProctorBookingId, Retry | Refusal] = {}
    known: dict[tuple[TimeWindow, int], Retry | Refusal | None] = {}
    for request in requests:
        if request.may_be_held:
            continue
        window, proctors = request.content.window, request.content.proctors
        if (window, proctors) not in known:
            known[window, proctors] = _hindrance(provider, window, proctors)
        outcome = known[window, proctors]
        if outcome:
            hindered[request.booking_id] = outcome
    return hindered


def _hindrance(provider: ProctoringProvider, window: TimeWindow, proctors: int) -> Retry | Refusal | None:
    not_known = Code.REJECTED_AVAILABILITY_UNKNOWN
    try:
        availability = provider.availability(window, proctors)
    except CredentialsRefused:
        return Refusal(code=Code.REJECTED_SEND_CREDENTIALS, in_doubt=False)
    except ProviderError as error:
        return Retry(reached=False, otherwise=not_known, wait=error.retry_after or timedelta())
    match availability:
        case Full(alternatives=alternatives):
            others = ", ".join(f"{other.start.isoformat()}/{other.end.isoformat()}" for other in alternatives)
            facts = {"alternatives": others} if others else {}
            return Refusal(code=Code.REJECTED_CAPACITY, in_doubt=False, facts=facts)
        case AvailabilityUnknown():
            return Retry(reached=False, otherwise=not_known)
    return None


def _book(provider: ProctoringProvider, requests: Sequence[Request]) -> dict[ProctorBookingId, Told]:
    def all_as(outcome: SendOutcome) -> dict[ProctorBookingId, Told]:
        return {request.booking_id: Told(outcome=outcome) for request in requests}

    not_understood = Refusal(code=Code.REJECTED_SEND_FAILED, in_doubt=True)
    try:
        reply = provider.book([request.content for request in requests])
    except CredentialsRefused:
        return all_as(Refusal(code=Code.REJECTED_SEND_CREDENTIALS, in_doubt=False))
    except ProviderUnavailable as error:
        wait = error.retry_after or timedelta()
        return all_as(Retry(reached=True, otherwise=Code.REJECTED_SEND_FAILED, wait=wait))
    except ProviderError:
        return all_as(not_understood)
    evidence = _evidence(reply)
    return {
        request.booking_id: Told(outcome=reply.answers.get(request.content.key, not_understood), evidence=evidence)
        for request in requests
    }


def check_all(provider: ProctoringProvider, references: Sequence[str]) -> dict[str, Decision]:
    """The vendor's decision for each reference."""
    decisions: dict[str, Decision] = {}
    size = max(provider.capabilities.max_batch, 1)
    for start in range(0, len(references), size):
        decisions |= _check(provider, references[start : start + size])
    return decisions


def _check(provider: ProctoringProvider, references: Sequence[str]) -> dict[str, Decision]:
    not_understood = Refusal(code=Code.REJECTED_CHECK_FAILED, in_doubt=True)
    try:
        reply = provider.check(references)
    except CredentialsRefused:
        refused = Refusal(code=Code.REJECTED_CHECK_CREDENTIALS, in_doubt=True)
        return dict.fromkeys(references, Decision(outcome=refused))
    except ProviderUnavailable as error:
        retry = Retry(reached=True, otherwise=Code.REJECTED_EXHAUSTED, wait=error.retry_after or timedelta())
        return dict.fromkeys(references, Decision(outcome=retry))
    except ProviderError:
        return dict.fromkeys(references, Decision(outcome=not_understood))
    evidence = _evidence(reply)
    return {
        reference: Decision(outcome=reply.answers.get(reference, not_understood), evidence=evidence)
        for reference in references
    }


def _evidence(reply: Reply[BookAnswer] | Reply[CheckAnswer]) -> Evidence:
    return Evidence(request_id=reply.request_id, digest=reply.digest)
