"""How pages name messages and what became of them."""

from core.notifications.model import DeliveryState, MessageKind

KINDS = {
    MessageKind.SET_PASSWORD: "Set-password link",
    MessageKind.BOOKING_CONFIRMED: "Proctors confirmed",
    MessageKind.BOOKING_REJECTED: "Proctor booking rejected",
    MessageKind.BOOKING_NEEDS_ATTENTION: "Booking needs attention",
}

NOTES = {
    MessageKind.BOOKING_CONFIRMED: "When the proctors of a test you activated are confirmed.",
    MessageKind.BOOKING_REJECTED: "When a booking is rejected: why, whose move it is and what to do next.",
    MessageKind.BOOKING_NEEDS_ATTENTION: "When a booking cannot go on without the service desk.",
}

STATES = {
    DeliveryState.WAITING: ("Waiting", "info"),
    DeliveryState.DELIVERED: ("Delivered", "success"),
    DeliveryState.REFUSED: ("Not delivered", "danger"),
}
"""Each state in words and the kind of badge it is shown as."""

GIVEN_UP = ("Not delivered", "danger")
"""A waiting one that is not tried any more, likewise."""
