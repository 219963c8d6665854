"""Sentences for the codes of entering."""

from core.bookings.model import LineKind

WORDS = {
    "entries_are_closed": "Entries for this session are closed. Ask the test centre whether it takes one more.",
    "session_not_available": "This session is not available to your centre any more.",
    "candidates_clash": "Somebody sits another exam on the same day.",
    "entry_upload": "This upload is not there any more: files are kept for a day. Upload the file again.",
}

FEES = {LineKind.ENTRY_FEE: "Entry fee", LineKind.LATE_FEE: "Late fee"}
