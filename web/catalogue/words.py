"""Sentences for the codes of the catalogue."""

WORDS = {
    "exam": "The catalogue has no such exam.",
    "venue": "There is no such venue, or it is not one of your centre's.",
}
