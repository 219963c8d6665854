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
    DeadlineKind.ENTRIES: "Then an entry is late, or not possible any more",
    DeadlineKind.LATE_ENTRIES: "Then nobody can be entered",
    DeadlineKind.PAYMENTS: "Everything open is due before",
    DeadlineKind.RESULTS: "Results can be seen from then on",
}

WORDS = {
    "calendar_feed": "This calendar address does not work, or not any more. A new one is made on the calendar's page.",
}
