"""Sentences for the codes of partnerships."""

WORDS = {
    "another_centre_keeps_people": "Another test centre has worked with this preparation centre for longer and keeps "
    "its people. Ask that centre, or the awarding body.",
}
