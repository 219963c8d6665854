"""Sentences and signs for what sessions speak of."""

from core.sessions.model import SessionStatus

WORDS = {
    "test_session": "There is no such session, or it is not available to you any more. Ask the test centre.",
    "session_is_cancelled": "The session is cancelled. Its dates cannot be changed, and nobody can be entered.",
    "session_is_not_open": "The session is a draft. Open it first, then make it available.",
    "session_has_entries": "Candidates are entered for this session. Withdraw or move their entries first, so that no "
    "fee that was paid is forgotten.",
    "session_is_full": "There are not enough seats left in this session. Ask the centre whether there will be more.",
}

STATUS = {
    SessionStatus.DRAFT: ("Draft", "neutral", "pencil-line"),
    SessionStatus.OPEN: ("Open", "success", "circle-check"),
    SessionStatus.CANCELLED: ("Cancelled", "danger", "ban"),
}
