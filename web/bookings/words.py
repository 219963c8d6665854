"""Sentences and signs for what bookings speak of."""

from dataclasses import dataclass

from core.bookings.model import LineKind, PaymentStatus, Rule

WORDS = {
    "booking": "There is no such booking, or it is not one of your centre's.",
    "entry": "There is no such entry, or it is not one of your centre's.",
    "help_request": "There is no such request, or it is not one of your centre's.",
    "entry_is_withdrawn": "The entry is withdrawn already.",
    "candidate_is_entered": "The candidate is entered for that session already.",
    "currencies_differ": "The amounts are in different currencies.",
}

PAYMENT = {
    PaymentStatus.UNPAID: ("Unpaid", "warning", "circle-dashed"),
    PaymentStatus.PART_PAID: ("Part paid", "warning", "circle-dot"),
    PaymentStatus.PAID: ("Paid", "success", "circle-check"),
    PaymentStatus.WAIVED: ("Waived", "neutral", "circle-minus"),
    PaymentStatus.REFUNDED: ("Refunded", "neutral", "undo-2"),
}

LINES = {
    LineKind.ENTRY_FEE: "Entry fee",
    LineKind.LATE_FEE: "Late fee",
    LineKind.PAYMENT: "Payment",
    LineKind.WAIVER: "Waived",
    LineKind.REFUND: "Refund",
}

OWED = frozenset({LineKind.ENTRY_FEE, LineKind.LATE_FEE})

SETTLING_NOTES = {
    LineKind.PAYMENT.value: "Money has come in for this entry.",
    LineKind.WAIVER.value: "The centre does without it.",
    LineKind.REFUND.value: "Money was given back.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """What a check found, and what each side does about it."""

    title: str
    icon: str
    entrant: str
    centre: str


RULES = {
    Rule.DOUBLE: RuleWords(
        title="Perhaps entered twice",
        icon="copy",
        entrant="Compare the two. Correct what is mistyped, or ask the test centre to withdraw one of them.",
        centre="Compare the two, ask the preparation centre, and withdraw one of them if it is the same person.",
    ),
    Rule.CLASH: RuleWords(
        title="Another exam on the same day",
        icon="calendar-x",
        entrant="Check that the times leave room for both. If not, ask the test centre to move one of the entries.",
        centre="Check that the times leave room for both. If not, move one of the entries to another session.",
    ),
    Rule.CONSENT_MISSING: RuleWords(
        title="Consent missing",
        icon="file-question-mark",
        entrant="Ask the candidate, then open their details and tick the consent, before entries close.",
        centre="Ask the preparation centre to ask the candidate. Without consent no result can be passed on.",
    ),
    Rule.UNPAID: RuleWords(
        title="Fee open",
        icon="banknote",
        entrant="Pay the test centre by the deadline for payments. The status changes once the centre records it.",
        centre="Record the payment once it has come in, or waive it. Payments have a deadline of their own.",
    ),
}
