"""What people are told when something cannot be done: plain sentences for the codes of errors."""

from core.shared.errors import (
    ConflictError,
    ExamhallError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from web.access.words import WORDS as ACCESS
from web.bookings.words import WORDS as BOOKINGS
from web.calendar.words import WORDS as CALENDAR
from web.candidates.words import WORDS as CANDIDATES
from web.catalogue.words import WORDS as CATALOGUE
from web.checking.words import WORDS as CHECKING
from web.downloads.words import WORDS as DOWNLOADS
from web.entering.words import WORDS as ENTERING
from web.extensions.words import WORDS as EXTENSIONS
from web.finding.words import WORDS as FINDING
from web.partners.words import WORDS as PARTNERS
from web.proctoring.words import WORDS as PROCTORING
from web.recognition.words import WORDS as RECOGNITION
from web.registering.words import WORDS as REGISTERING
from web.results.words import WORDS as RESULTS
from web.sessions.words import WORDS as SESSIONS

# Each context keeps the words for its own codes beside its pages.
_BY_CODE = {
    **ACCESS,
    **EXTENSIONS,
    **PROCTORING,
    **ENTERING,
    **BOOKINGS,
    **CATALOGUE,
    **PARTNERS,
    **SESSIONS,
    **REGISTERING,
    **CALENDAR,
    **RECOGNITION,
    **FINDING,
    **CANDIDATES,
    **DOWNLOADS,
    **CHECKING,
    **RESULTS,
    "changed_meanwhile": "Somebody else changed this at the same time. Load the page again and start from there.",
}

_BY_KIND: dict[type[ExamhallError], str] = {
    NotFoundError: "There is no such page, or it is not one of your organisation's.",
    ConflictError: "This cannot be done as things stand now. Load the page again to see what changed.",
    NotAllowedError: "Your role in this organisation does not include this.",
    InvalidInputError: "Something that was entered is not right.",
    UnavailableError: "A service that this needs does not answer now. Try again in a few minutes.",
}


def explain(error: ExamhallError) -> str:
    """The error in a sentence for the person at the page."""
    if isinstance(error, InvalidInputError):
        return " ".join(problem.text for problem in error.problems) or _BY_KIND[InvalidInputError]
    known = _BY_CODE.get(error.code)
    if known:
        return known
    return next((text for kind, text in _BY_KIND.items() if isinstance(error, kind)), "This did not work.")
