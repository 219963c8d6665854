"""How pages name key dates."""

from core.bookings.views import DeadlineKind

KINDS = {
    DeadlineKind.EXAM: ("Exam", "pencil-line", "accent"),
    DeadlineKind.SPEAKING: ("Speaking test", "mic", "accent"),
    DeadlineKind.ENTRIES: ("Entries close", "lock", "warning"),
    DeadlineKind.LATE_ENTRIES: ("Late entries close", "lock", "warning"),
    DeadlineKind.PAYMENTS: ("Payments due", "banknote", "warning"),
    DeadlineKind.RESULTS: ("Results released", "award", "success"),
}
"""Each in words, with its sign and the colour of its line in the calendar."""

AFTER = {
    DeadlineKind.ENTRIES: "Late or closed after it",
    DeadlineKind.LATE_ENTRIES: "Closed after it",
    DeadlineKind.PAYMENTS: "What is open is due before it",
    DeadlineKind.RESULTS: "Seen from then on",
}

WORDS = {
    "calendar_feed": "This calendar address does not work, or not any more. A new one is made on the calendar's page.",
}
