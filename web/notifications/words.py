"""How pages name messages and what became of them."""

from core.access.permissions import Permission
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
    MessageKind.REGISTRATION_RECEIVED: "Registration received",
    MessageKind.REGISTRATION_DUE: "Registration nearly late",
    MessageKind.REGISTRATION_REFUSED: "Registration refused",
    MessageKind.PROPOSAL_RECEIVED: "Change of details proposed",
    MessageKind.PROPOSAL_DUE: "Proposed change nearly late",
    MessageKind.PROPOSAL_ANSWERED: "Proposed change answered",
    MessageKind.MEMBER_ADDED: "Welcome to a new user",
    MessageKind.PRIMARY_USER_CHANGED: "Primary User changed",
    MessageKind.SHARE_RECEIVED: "Result shared",
    MessageKind.RESULT_CHANGED: "Result changed",
    MessageKind.RESULT_LOOKED_UP: "Result looked up",
    MessageKind.CANDIDATE_NUMBER_FREED: "Candidate ID number freed",
    MessageKind.GUESSING_ALARM: "Reference numbers guessed",
    MessageKind.INVITATION: "Invitation to register",
    MessageKind.INVITED_LISTED: "Invited organisation listed",
    MessageKind.DOWNLOAD_READY: "Download ready",
}

NOTES = {
    MessageKind.BOOKING_CONFIRMED: "When the proctors of a test you activated are confirmed.",
    MessageKind.BOOKING_REJECTED: "When a booking is rejected: why, whose move it is and what to do next.",
    MessageKind.BOOKING_NEEDS_ATTENTION: "When a booking cannot go on without the service desk.",
    MessageKind.HELP_ASKED: "When a preparation centre asks your centre for help.",
    MessageKind.HELP_ANSWERED: "When a test centre answers a request of your centre.",
    MessageKind.DEADLINE_REMINDER: "Seven days and one day before entries close, and before open payments are due.",
    MessageKind.REGISTRATION_DUE: "On the last working day on which a registration can be answered in time.",
    MessageKind.PROPOSAL_RECEIVED: "When a recognising organisation wants to change its name, kind, place or website.",
    MessageKind.PROPOSAL_DUE: "On the last working day on which a proposed change can be answered in time.",
    MessageKind.GUESSING_ALARM: "When somebody looks up many reference numbers that lead to no result.",
    MessageKind.SHARE_RECEIVED: "Whenever a candidate shares a result with your organisation.",
    MessageKind.RESULT_CHANGED: "When a result that your organisation relies on is amended, withheld or revoked.",
    MessageKind.INVITED_LISTED: "When an organisation that you invited can be chosen to share results with.",
}
"""What a person may choose, with when it comes."""

ALWAYS = (
    (Permission.MANAGE_OWN_ORGANISATION, "Changes of results that your organisation relies on are always sent to you."),
    (Permission.MANAGE_OWN_ORGANISATION, "So is the answer to a change of details that you propose."),
    (Permission.SEE_OWN_RESULTS, "You are always told when somebody looks up a result of yours."),
)
"""What comes without a choice, beside links to set a password, to those with the permission."""

STATES = {
    DeliveryState.WAITING: ("Waiting", "info"),
    DeliveryState.DELIVERED: ("Delivered", "success"),
    DeliveryState.REFUSED: ("Not delivered", "danger"),
}
"""Each state in words and the kind of badge it is shown as."""

GIVEN_UP = ("Not delivered", "danger")
"""A waiting one that is not tried any more, likewise."""
