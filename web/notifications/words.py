"""How pages name messages and what became of them."""

from core.notifications.model import DeliveryState, MessageKind

KINDS = {
    MessageKind.SET_PASSWORD: "Set-password link",
    MessageKind.BOOKING_CONFIRMED: "Proctors confirmed",
    MessageKind.BOOKING_REJECTED: "Proctor booking rejected",
    MessageKind.BOOKING_NEEDS_ATTENTION: "Booking needs attention",
    MessageKind.HELP_ASKED: "Request for help",
    MessageKind.HELP_ANSWERED: "Answer to a request",
    MessageKind.ENTRY_CONFIRMED: "Confirmation of entry",
    MessageKind.DEADLINE_REMINDER: "Deadline ahead",
}

NOTES = {
    MessageKind.BOOKING_CONFIRMED: "When the proctors of a test you activated are confirmed.",
    MessageKind.BOOKING_REJECTED: "When a booking is rejected: why, whose move it is and what to do next.",
    MessageKind.BOOKING_NEEDS_ATTENTION: "When a booking cannot go on without the service desk.",
    MessageKind.HELP_ASKED: "When a preparation centre asks your centre for help.",
    MessageKind.HELP_ANSWERED: "When a test centre answers a request of your centre.",
    MessageKind.DEADLINE_REMINDER: "Seven days and one day before entries close, and before open payments are due.",
}

STATES = {
    DeliveryState.WAITING: ("Waiting", "info"),
    DeliveryState.DELIVERED: ("Delivered", "success"),
    DeliveryState.REFUSED: ("Not delivered", "danger"),
}
"""Each state in words and the kind of badge it is shown as."""

GIVEN_UP = ("Not delivered", "danger")
"""A waiting one that is not tried any more, likewise."""
