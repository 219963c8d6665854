"""The catalogue of log codes: what each one says, means and asks of whom.

Codes and messages of the origin `seed` are those of the article «Live Proctoring: the booking log», to the letter,
with its placeholders. Those of the origin `ours` tell what the article has no code for, in the same style.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

CATALOGUE_VERSION = 1
"""Raised when a message or its meaning changes, so that an old entry can still be read as it was meant."""


class Severity(StrEnum):
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


class Move(StrEnum):
    """Whose move it is after such an entry."""

    NOBODY = "nobody"
    SYSTEM = "system"
    PLANNER = "planner"
    SCHEDULER = "proctoring scheduler"
    DESK = "service desk"
    ADMINISTRATOR = "administrator"


class Origin(StrEnum):
    SEED = "seed"
    OURS = "ours"


class Code(StrEnum):
    SEND_ABANDONED = "abandoned_bulk_booking_due_to_incompatible_booking_status"
    SCHEDULED = "booking_declared_as_scheduled"
    SENT = "booking_declared_as_sent"
    CHECK_SCHEDULED = "booking_check_scheduled"
    CHECK_ABANDONED = "abandoned_booking_check_due_to_incompatible_booking_status"
    CONFIRMED = "booking_declared_as_confirmed"
    CHECK_RETRY = "booking_check_failed_but_for_retry_later"
    CONFIRMED_EXISTING = "booking_declared_as_confirmed_due_to_already_existing"
    REJECTED_UNKNOWN = "booking_rejection_reason_unknown"
    REJECTED_TEST_STATUS = "booking_rejection_reason_wrong_test_status"
    REJECTED_LEAD_TIME = "booking_rejection_reason_booking_past_leading_time"
    REJECTED_NO_CANDIDATES = "booking_rejection_reason_no_bookable_candidates"
    REJECTED_CAPACITY = "booking_rejection_reason_availability_limit_reached"
    REJECTED_EXHAUSTED = "booking_rejection_reason_booking_check_exhausted"
    REJECTED_CONFLICT = "booking_rejection_reason_conflict"
    REJECTED_AVAILABILITY_UNKNOWN = "booking_rejection_reason_availability_unknown"
    REJECTED_SEND_FAILED = "booking_rejection_reason_bulk_booking_failed"
    REJECTED_CHECK_FAILED = "booking_rejection_reason_booking_check_failed"
    REJECTED_SEND_CREDENTIALS = "booking_rejection_reason_authentication_failed_during_bulk_booking"
    REJECTED_CHECK_CREDENTIALS = "booking_rejection_reason_authentication_failed_during_check"
    CONFIRMED_BY_HAND = "booking_declared_as_confirmed_manually"
    REJECTED_BY_HAND = "booking_rejection_reason_manually_rejected"
    RATING_TOLD = "proctoring_session_rating_updated_externally"
    RATING_UPDATED = "proctoring_session_rating_updated"
    RATING_RETRY = "proctoring_session_rating_update_failed_but_for_retry_later"
    RATING_FAILED = "proctoring_session_rating_update_failed"
    RATING_MISMATCH = "proctoring_session_rating_update_abandoned_due_to_context_mismatch"
    RATING_INVALID = "proctoring_session_rating_update_abandoned_due_to_invalid_payload"
    SESSION_JOINED = "proctoring_session_joined_processing_completed"
    SEND_RETRY = "booking_send_failed_but_for_retry_later"
    OUTCOME_UNKNOWN = "booking_outcome_unknown"
    RECONCILED = "booking_reconciled"
    CANCELLING = "booking_declared_as_cancelling"
    CANCELLATION_RETRY = "booking_cancellation_failed_but_for_retry_later"
    CANCELLATION_REFUSED = "booking_cancellation_refused"
    CANCELLED = "booking_declared_as_cancelled"
    CANCELLED_BY_VENDOR = "booking_declared_as_cancelled_by_vendor"
    EXPIRED = "booking_declared_as_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCode:
    """One line of the catalogue. `title` heads the entry on a page, `cause` says what happened, `next_step` what to do,
    `retry` until when trying again helps; the last two are empty where there is nothing to do."""

    code: Code
    message: str
    title: str
    severity: Severity
    cause: str
    move: Move
    next_step: str
    retry: str
    origin: Origin

    @property
    def is_rejection(self) -> bool:
        return self.code.startswith("booking_rejection_reason_")

    def fill(self, parameters: Mapping[str, str]) -> str:
        """The message with its placeholders filled in one pass: a title that contains a placeholder stays as typed."""
        return _PLACEHOLDER.sub(lambda found: parameters[found[1]], self.message)

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(_PLACEHOLDER.findall(self.message))


_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")

CATALOGUE: dict[Code, LogCode] = {}


def _add(
    code: Code,
    message: str,
    *,
    title: str,
    cause: str,
    severity: Severity = Severity.INFO,
    move: Move = Move.NOBODY,
    next_step: str = "",
    retry: str = "",
    origin: Origin = Origin.SEED,
) -> None:
    CATALOGUE[code] = LogCode(
        code=code,
        message="{Test title} – " + message,
        title=title,
        severity=severity,
        cause=cause,
        move=move,
        next_step=next_step,
        retry=retry,
        origin=origin,
    )


_add(
    Code.SEND_ABANDONED,
    "Test cannot be scheduled for booking because status {booking status} is not compatible.",
    title="Sending dropped",
    severity=Severity.WARNING,
    cause="When the booking came up for sending it was no longer scheduled; somebody had decided it in the meantime.",
)
_add(
    Code.SCHEDULED,
    "Test has been scheduled for booking of Proctors",
    title="Scheduled",
    cause="The test was activated. The request goes to the vendor with the next batch.",
    move=Move.SYSTEM,
)
_add(
    Code.SENT,
    "Test has been sent for booking confirmation of Proctors",
    title="Sent to the vendor",
    cause="The vendor took the request and has yet to decide.",
    move=Move.SYSTEM,
)
_add(
    Code.CHECK_SCHEDULED,
    "Proctor booking status will be checked shortly",
    title="Check scheduled",
    cause="The vendor is asked for its decision at the time of the next check.",
    move=Move.SYSTEM,
)
_add(
    Code.CHECK_ABANDONED,
    "Cannot check the progress of the Proctor booking for the Test because status {booking status} is not compatible.",
    title="Check dropped",
    severity=Severity.WARNING,
    cause="When the check came up the booking was no longer awaiting confirmation.",
)
_add(
    Code.CONFIRMED,
    "Proctor booking is confirmed",
    title="Confirmed",
    severity=Severity.SUCCESS,
    cause="The vendor holds the proctors for the whole window.",
)
_add(
    Code.CHECK_RETRY,
    "Proctor booking could not be checked now. Retrying shortly",
    title="Check failed, will be repeated",
    severity=Severity.WARNING,
    cause="The vendor could not be reached or was overloaded.",
    move=Move.SYSTEM,
)
_add(
    Code.CONFIRMED_EXISTING,
    "Proctor booking for the same timeframe already existed, thus can be declared confirmed",
    title="Confirmed, it existed already",
    severity=Severity.SUCCESS,
    cause="The vendor already held this booking for the same window, from an earlier request of ours.",
)
_add(
    Code.REJECTED_UNKNOWN,
    "Proctor booking was rejected",
    title="Rejected",
    severity=Severity.DANGER,
    cause="The vendor refused without a reason that we know, or does not know the booking any more.",
    move=Move.DESK,
    next_step="Ask the vendor why, with the reference in the log. Then change the test or activate it again.",
    retry="As long as the minimal time in advance is kept.",
)
_add(
    Code.REJECTED_TEST_STATUS,
    "Proctor booking was rejected due to Test having wrong status {contextObjectStatus}",
    title="Rejected: wrong test status",
    severity=Severity.DANGER,
    cause="The test was no longer active when the request came up for sending. Nothing was sent to the vendor.",
    move=Move.SCHEDULER,
    next_step="If the test shall take place, activate it again.",
    retry="As long as the minimal time in advance is kept.",
)
_add(
    Code.REJECTED_LEAD_TIME,
    "Proctor booking was rejected due to being processed too late and beyond the minimal time in advance",
    title="Rejected: too late",
    severity=Severity.DANGER,
    cause="The vendor needs more time in advance than was left when the request was processed.",
    move=Move.PLANNER,
    next_step="Deactivate the test, choose a later time, and have it activated again.",
    retry="Not for this time. The dry run shows the last safe moment for any other.",
)
_add(
    Code.REJECTED_NO_CANDIDATES,
    "Proctor booking was rejected because there are no candidates enrolled in the Test.",
    title="Rejected: no candidates",
    severity=Severity.DANGER,
    cause="All candidates had been withdrawn when the request came up for sending. Nothing was sent to the vendor.",
    move=Move.PLANNER,
    next_step="Deactivate the test, add its candidates, and have it activated again.",
    retry="As long as the minimal time in advance is kept.",
)
_add(
    Code.REJECTED_CAPACITY,
    "Proctor booking was rejected because there is not sufficient Proctor capacity for the given timeframe",
    title="Rejected: no capacity",
    severity=Severity.DANGER,
    cause="The vendor has too few proctors for this window.",
    move=Move.PLANNER,
    next_step="Choose another time (the dry run names alternatives where the vendor offers them), or more candidates "
    "for each proctor, and have the test activated again.",
    retry="Any time before the minimal time in advance; capacity may become free.",
)
_add(
    Code.REJECTED_EXHAUSTED,
    "Proctor booking was rejected because even after several tries it was not possible to confirm it",
    title="Rejected: checks used up",
    severity=Severity.DANGER,
    cause="The vendor did not decide, or could not be asked, in all of the checks. It may still hold the booking.",
    move=Move.DESK,
    next_step="Ask the vendor what it holds (Reconcile), then confirm or reject by hand.",
    retry="Only after it is known what the vendor holds.",
)
_add(
    Code.REJECTED_CONFLICT,
    "Proctor booking was rejected because there is another existing booking for the same Test and a different "
    "timeframe.",
    title="Rejected: another time is booked",
    severity=Severity.DANGER,
    cause="The vendor already holds a booking for this test, at another time.",
    move=Move.SCHEDULER,
    next_step="Cancel the other booking at the vendor, then activate again; or move the test to the time that is held.",
    retry="After the other booking is cancelled, as long as the minimal time in advance is kept.",
)
_add(
    Code.REJECTED_AVAILABILITY_UNKNOWN,
    "Proctor booking was rejected because the proctoring availability for the timeframe could not be determined",
    title="Rejected: availability unknown",
    severity=Severity.DANGER,
    cause="The vendor could not say, in several tries, whether proctors are free. Nothing was booked.",
    move=Move.SCHEDULER,
    next_step="Activate again later; if it stays so, tell the service desk.",
    retry="As long as the minimal time in advance is kept.",
)
_add(
    Code.REJECTED_SEND_FAILED,
    "Proctor booking was rejected because of an internal failure in the booking process",
    title="Rejected: sending failed",
    severity=Severity.DANGER,
    cause="The request could not be sent, or its answer could not be understood. The vendor may hold the booking.",
    move=Move.DESK,
    next_step="Ask the vendor what it holds (Reconcile), then confirm or reject by hand.",
    retry="Only after it is known what the vendor holds.",
)
_add(
    Code.REJECTED_CHECK_FAILED,
    "Proctor booking was rejected because of an internal failure while trying to check its progress",
    title="Rejected: check failed",
    severity=Severity.DANGER,
    cause="The vendor's answer to a check could not be understood. It may hold the booking.",
    move=Move.DESK,
    next_step="Ask the vendor what it holds (Reconcile), then confirm or reject by hand.",
    retry="Only after it is known what the vendor holds.",
)
_add(
    Code.REJECTED_SEND_CREDENTIALS,
    "Proctor booking was rejected due to incorrect credentials to initiate the booking",
    title="Rejected: credentials refused",
    severity=Severity.DANGER,
    cause="The vendor did not accept the organisation's credentials. Nothing was booked.",
    move=Move.ADMINISTRATOR,
    next_step="Correct the credentials in the organisation's plugin settings, then have the test activated again.",
    retry="After the credentials are corrected, as long as the minimal time in advance is kept.",
)
_add(
    Code.REJECTED_CHECK_CREDENTIALS,
    "Proctor booking was rejected due to incorrect credentials to check the status of the booking",
    title="Rejected: credentials refused on check",
    severity=Severity.DANGER,
    cause="The vendor took the request but refused our credentials when asked about it. It may hold the booking.",
    move=Move.ADMINISTRATOR,
    next_step="Correct the credentials in the organisation's plugin settings; the service desk then reconciles.",
    retry="Only after it is known what the vendor holds.",
)
_add(
    Code.CONFIRMED_BY_HAND,
    "Proctor booking was manually declared confirmed by a Service Desk agent",
    title="Confirmed by hand",
    severity=Severity.SUCCESS,
    cause="A Service Desk agent had evidence that the vendor holds the booking.",
)
_add(
    Code.REJECTED_BY_HAND,
    "Proctor booking was rejected manually by a Service Desk agent",
    title="Rejected by hand",
    severity=Severity.DANGER,
    cause="A Service Desk agent rejected the booking; what the vendor holds of it is cancelled.",
    move=Move.PLANNER,
    next_step="Read the reason in the log. Deactivate the test, change it, and have it activated again.",
    retry="After what the vendor held is cancelled, as long as the minimal time in advance is kept.",
)
_add(
    Code.RATING_TOLD,
    "Proctor rating available for candidate {candidateNumber}",
    title="Rating announced",
    cause="The vendor told that a rating exists. It is being fetched.",
    move=Move.SYSTEM,
)
_add(
    Code.RATING_UPDATED,
    "Proctor rating for candidate {candidateNumber} has been updated",
    title="Rating stored",
    severity=Severity.SUCCESS,
    cause="The rating was fetched from the vendor and stored as a new version.",
)
_add(
    Code.RATING_RETRY,
    "Latest Proctor rating for candidate {candidateNumber} could not be checked now. Retrying shortly",
    title="Rating not fetched, will be repeated",
    severity=Severity.WARNING,
    cause="The vendor could not be reached, was overloaded, or has no rating ready yet.",
    move=Move.SYSTEM,
)
_add(
    Code.RATING_FAILED,
    "Proctor rating for candidate {candidateNumber} could not be checked because of an internal failure",
    title="Rating not fetched",
    severity=Severity.DANGER,
    cause="The rating could not be fetched in several tries, or the vendor's answer could not be understood.",
    move=Move.DESK,
    next_step="Ask the vendor to announce the rating again.",
)
_add(
    Code.RATING_MISMATCH,
    "Proctor rating for candidate {candidateNumber} could not be checked because Test and candidate context was "
    "other than expected",
    title="Rating dropped: other candidate or test",
    severity=Severity.DANGER,
    cause="The vendor's session belongs to another test or candidate than the notice said. Nothing was stored.",
    move=Move.DESK,
    next_step="Ask the vendor which session is meant.",
)
_add(
    Code.RATING_INVALID,
    "Proctor rating for candidate {candidateNumber} could not be refreshed due to invalid external payload.",
    title="Rating dropped: unusable content",
    severity=Severity.DANGER,
    cause="The vendor sent a rating with content outside its own scale, or with parts missing. Nothing was stored.",
    move=Move.DESK,
    next_step="Ask the vendor to announce the rating again.",
)
_add(
    Code.SESSION_JOINED,
    "Link to the proctoring session for candidate {candidateNumber} is now available.",
    title="Session open",
    severity=Severity.SUCCESS,
    cause="The candidate joined; the session can be opened from the test's page.",
)
_add(
    Code.SEND_RETRY,
    "Test could not be sent for booking now. Retrying shortly",
    title="Sending failed, will be repeated",
    severity=Severity.WARNING,
    cause="The vendor could not be reached, was overloaded, or could not say whether proctors are free.",
    move=Move.SYSTEM,
    origin=Origin.OURS,
)
_add(
    Code.OUTCOME_UNKNOWN,
    "What the vendor holds of the Proctor booking is not known",
    title="Outcome unknown",
    severity=Severity.WARNING,
    cause="Our record and the vendor's may differ. Nothing is booked again before the vendor was asked.",
    move=Move.DESK,
    next_step="Ask the vendor what it holds (Reconcile), or decide by hand with evidence.",
    origin=Origin.OURS,
)
_add(
    Code.RECONCILED,
    "The vendor was asked what it holds: {finding}",
    title="Reconciled",
    cause="The vendor answered what it really holds for this test, and our record follows it.",
    origin=Origin.OURS,
)
_add(
    Code.CANCELLING,
    "Cancellation of the Proctor booking has been requested",
    title="Cancellation requested",
    cause="The vendor is being asked to give the booking up.",
    move=Move.SYSTEM,
    origin=Origin.OURS,
)
_add(
    Code.CANCELLATION_RETRY,
    "Proctor booking could not be cancelled now. Retrying shortly",
    title="Cancellation failed, will be repeated",
    severity=Severity.WARNING,
    cause="The vendor could not be reached or was overloaded.",
    move=Move.SYSTEM,
    origin=Origin.OURS,
)
_add(
    Code.CANCELLATION_REFUSED,
    "Proctor booking was not cancelled, the vendor keeps it",
    title="Cancellation refused",
    severity=Severity.DANGER,
    cause="The vendor does not take the booking back any more; it stands, and is charged, as agreed with the vendor.",
    move=Move.SCHEDULER,
    next_step="Talk to the vendor, or hold the test as booked.",
    origin=Origin.OURS,
)
_add(
    Code.CANCELLED,
    "Proctor booking is cancelled",
    title="Cancelled",
    cause="The vendor no longer holds the booking.",
    origin=Origin.OURS,
)
_add(
    Code.CANCELLED_BY_VENDOR,
    "Proctor booking was cancelled by the vendor",
    title="Cancelled by the vendor",
    severity=Severity.DANGER,
    cause="The vendor gave up a booking it had confirmed.",
    move=Move.SCHEDULER,
    next_step="Activate the test again, or choose another time.",
    retry="As long as the minimal time in advance is kept.",
    origin=Origin.OURS,
)
_add(
    Code.EXPIRED,
    "Proctor booking expired, its start passed before the vendor decided",
    title="Expired",
    severity=Severity.DANGER,
    cause="The test's time came and the vendor had not confirmed.",
    move=Move.PLANNER,
    next_step="Deactivate the test and choose another time.",
    origin=Origin.OURS,
)
