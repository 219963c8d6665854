"""How pages name the states of a request."""

from core.bookings.model import RequestStatus

STATUS = {
    RequestStatus.OPEN: ("Open", "warning", "message-circle-question-mark"),
    RequestStatus.ANSWERED: ("Answered", "success", "message-circle-check"),
}
