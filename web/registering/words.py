"""Sentences for the codes of registering and of confirmations, spoken to the candidate."""

WORDS = {
    "session_code": "No open session has this code. Check its letters and digits, or ask whoever gave it to you.",
    "registered_already": "Somebody with this name and date of birth, or this identity document, is entered for this "
    "session or for another exam of the centre on one of its days. Look for your confirmation in your mail, "
    "or ask the centre.",
    "confirmation": "There is no such confirmation, or the session has long been over. Ask the test centre.",
}

REFUSALS = {
    **WORDS,
    "entries_are_closed": "Entries for this session have just closed. Ask the centre whether it takes one more.",
    "session_is_full": "The last seat has just been taken. Ask the centre whether there will be more.",
}
"""Where one registers, what others are told of closed and full sessions is said to the candidate."""
