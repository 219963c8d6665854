"""The 29 codes and messages of the article «Live Proctoring: the booking log», word for word, as planners know them.

Typed from the article and not from our catalogue, so that a test of the one against the other proves something.
"""

SEED_MESSAGES = {
    "abandoned_bulk_booking_due_to_incompatible_booking_status": (
        "{Test title} – Test cannot be scheduled for booking because status {booking status} is not compatible."
    ),
    "booking_declared_as_scheduled": "{Test title} – Test has been scheduled for booking of Proctors",
    "booking_declared_as_sent": "{Test title} – Test has been sent for booking confirmation of Proctors",
    "booking_check_scheduled": "{Test title} – Proctor booking status will be checked shortly",
    "abandoned_booking_check_due_to_incompatible_booking_status": (
        "{Test title} – Cannot check the progress of the Proctor booking for the Test because status {booking "
        "status} is not compatible."
    ),
    "booking_declared_as_confirmed": "{Test title} – Proctor booking is confirmed",
    "booking_check_failed_but_for_retry_later": (
        "{Test title} – Proctor booking could not be checked now. Retrying shortly"
    ),
    "booking_declared_as_confirmed_due_to_already_existing": (
        "{Test title} – Proctor booking for the same timeframe already existed, thus can be declared confirmed"
    ),
    "booking_rejection_reason_unknown": "{Test title} – Proctor booking was rejected",
    "booking_rejection_reason_wrong_test_status": (
        "{Test title} – Proctor booking was rejected due to Test having wrong status {contextObjectStatus}"
    ),
    "booking_rejection_reason_booking_past_leading_time": (
        "{Test title} – Proctor booking was rejected due to being processed too late and beyond the minimal "
        "time in advance"
    ),
    "booking_rejection_reason_no_bookable_candidates": (
        "{Test title} – Proctor booking was rejected because there are no candidates enrolled in the Test."
    ),
    "booking_rejection_reason_availability_limit_reached": (
        "{Test title} – Proctor booking was rejected because there is not sufficient Proctor capacity for the "
        "given timeframe"
    ),
    "booking_rejection_reason_booking_check_exhausted": (
        "{Test title} – Proctor booking was rejected because even after several tries it was not possible to confirm it"
    ),
    "booking_rejection_reason_conflict": (
        "{Test title} – Proctor booking was rejected because there is another existing booking for the same "
        "Test and a different timeframe."
    ),
    "booking_rejection_reason_availability_unknown": (
        "{Test title} – Proctor booking was rejected because the proctoring availability for the timeframe "
        "could not be determined"
    ),
    "booking_rejection_reason_bulk_booking_failed": (
        "{Test title} – Proctor booking was rejected because of an internal failure in the booking process"
    ),
    "booking_rejection_reason_booking_check_failed": (
        "{Test title} – Proctor booking was rejected because of an internal failure while trying to check its progress"
    ),
    "booking_rejection_reason_authentication_failed_during_bulk_booking": (
        "{Test title} – Proctor booking was rejected due to incorrect credentials to initiate the booking"
    ),
    "booking_rejection_reason_authentication_failed_during_check": (
        "{Test title} – Proctor booking was rejected due to incorrect credentials to check the status of the booking"
    ),
    "booking_declared_as_confirmed_manually": (
        "{Test title} – Proctor booking was manually declared confirmed by a Service Desk agent"
    ),
    "booking_rejection_reason_manually_rejected": (
        "{Test title} – Proctor booking was rejected manually by a Service Desk agent"
    ),
    "proctoring_session_rating_updated_externally": (
        "{Test title} – Proctor rating available for candidate {candidateNumber}"
    ),
    "proctoring_session_rating_updated": (
        "{Test title} – Proctor rating for candidate {candidateNumber} has been updated"
    ),
    "proctoring_session_rating_update_failed_but_for_retry_later": (
        "{Test title} – Latest Proctor rating for candidate {candidateNumber} could not be checked now. "
        "Retrying shortly"
    ),
    "proctoring_session_rating_update_failed": (
        "{Test title} – Proctor rating for candidate {candidateNumber} could not be checked because of an "
        "internal failure"
    ),
    "proctoring_session_rating_update_abandoned_due_to_context_mismatch": (
        "{Test title} – Proctor rating for candidate {candidateNumber} could not be checked because Test and "
        "candidate context was other than expected"
    ),
    "proctoring_session_rating_update_abandoned_due_to_invalid_payload": (
        "{Test title} – Proctor rating for candidate {candidateNumber} could not be refreshed due to invalid "
        "external payload."
    ),
    "proctoring_session_joined_processing_completed": (
        "{Test title} – Link to the proctoring session for candidate {candidateNumber} is now available."
    ),
}
