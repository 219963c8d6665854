"""Sentences and signs for what proctoring speaks of."""

from core.proctoring.log_codes import Move, Severity
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import Proctoring, TestStatus
from core.proctoring.views import RuleVerdict, SimpleStatus

WORDS = {
    "proctor_booking": "There is no such booking.",
    "proctored_test": "There is no such test, or it is not one of your centre's.",
    "candidate": "The test has no such candidate.",
    "candidate_session": "The vendor has not told of a session of this candidate.",
    "candidate_has_not_joined": "The candidate has not joined yet; the link comes when they do.",
    "test_is_active": "The test is active. Deactivate it before you change it.",
    "test_is_not_active": "The test is not active.",
    "test_is_not_live": "This test has no live proctoring, so there is nothing to book.",
    "booking_outcome_unknown": "It is not known what the vendor holds for this test. The service desk finds out first; "
    "until then nothing is booked, so that nothing is booked twice.",
    "booking_is_at_vendor": "The vendor has this booking. Cancel the booking first.",
    "booking_is_on_its_way": "The booking is on its way; its own checks are asking the vendor.",
    "booking_state_incompatible": "The booking has moved on since the page was loaded. Look at its status again.",
    "vendor_holds_nothing": "The vendor holds nothing for this test, so there is nothing to cancel.",
    "vendor_cannot_cancel": "This vendor takes no cancellation over its interface. Call the vendor, then tell the "
    "service desk.",
    "plugin_not_installed": "The plugin of this vendor is not installed. An administrator can install it.",
    "plugin_switched_off": "The vendor is switched off for the centre. An administrator can switch it on.",
    "plugin_settings_incomplete": "The vendor is not set up completely. An administrator can complete its settings.",
    "provider_unavailable": "The vendor does not answer now. Nothing was changed; try again in a few minutes.",
    "provider_fault": "The vendor's answer could not be understood. Nothing was changed.",
    "provider_credentials_refused": "The vendor refused the centre's credentials. An administrator can correct them.",
}

PROCTORING = {
    Proctoring.LIVE: "Live",
    Proctoring.RECORD_AND_REVIEW: "Record and review",
    Proctoring.RECORDED: "Recorded",
}

PROCTORING_SHORT = {**PROCTORING, Proctoring.RECORD_AND_REVIEW: "Reviewed"}
"""For the narrow head of the steps."""

PROCTORING_NOTES = {
    Proctoring.LIVE.value: "Proctors watch while the candidates write. They are booked at a vendor.",
    Proctoring.RECORD_AND_REVIEW.value: "The session is recorded, and a person looks at it afterwards.",
    Proctoring.RECORDED.value: "The session is recorded and kept.",
}

TEST_STATUS = {
    TestStatus.DRAFT: ("Draft", "neutral", "pencil-line"),
    TestStatus.ACTIVE: ("Active", "success", "circle-check"),
    TestStatus.DEACTIVATED: ("Deactivated", "neutral", "circle-off"),
}

SIMPLE_STATUS = {
    SimpleStatus.NOT_REQUESTED: ("neutral", "circle-dashed"),
    SimpleStatus.REQUESTED: ("info", "send"),
    SimpleStatus.AWAITING_CONFIRMATION: ("info", "clock"),
    SimpleStatus.CONFIRMED: ("success", "circle-check"),
    SimpleStatus.REJECTED: ("danger", "circle-x"),
    SimpleStatus.NEEDS_ATTENTION: ("warning", "triangle-alert"),
    SimpleStatus.CANCELLED: ("neutral", "ban"),
}

NEXT = {
    BookingState.NOT_REQUESTED: "Activating the test asks the vendor for proctors.",
    BookingState.SCHEDULED: "The request goes to the vendor with the next batch, usually within seconds.",
    BookingState.SENT: "The vendor has the request and is asked for its decision again and again.",
    BookingState.CONFIRMED: "The proctors are booked for the whole window. Nothing is left to do before the test.",
    BookingState.REJECTED: "",
    BookingState.CANCELLING: "The vendor is being asked to give the booking up. Until it has, the booking stands.",
    BookingState.CANCELLED: "The vendor no longer holds the booking. The test can be activated again.",
    BookingState.EXPIRED: "",
}
NEXT_IN_DOUBT = (
    "Nothing is booked, cancelled or activated until the service desk knows what the vendor holds, so that nothing is "
    "booked twice."
)

MOVES = {
    Move.NOBODY: "Nobody's: nothing is to be done",
    Move.SYSTEM: "Ours: it goes on by itself",
    Move.PLANNER: "A planner's",
    Move.SCHEDULER: "A proctoring scheduler's",
    Move.DESK: "The service desk's",
    Move.ADMINISTRATOR: "An administrator's",
}

SEVERITY_KINDS = {
    Severity.INFO: "info",
    Severity.SUCCESS: "success",
    Severity.WARNING: "warning",
    Severity.DANGER: "danger",
}

VERDICTS = {
    RuleVerdict.HOLDS: ("Holds", "success"),
    RuleVerdict.FAILS: ("Fails", "danger"),
    RuleVerdict.UNKNOWN: ("Not known", "warning"),
}

FACTS = {
    "reason": "Reason",
    "proof": "Evidence",
    "vendor_says": "The vendor says",
    "alternatives": "Other times the vendor offers",
    "reference": "Vendor reference",
    "provider": "Vendor",
    "start": "Booked from",
    "end": "Booked until",
    "held_start": "Held from",
    "held_end": "Held until",
    "due": "Check due",
    "finding": "Finding",
    "problem": "Problem",
    "version": "Rating version",
}
"""Names of the facts an entry carries beside what its message says."""
