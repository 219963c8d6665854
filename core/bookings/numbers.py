"""Candidate ID numbers as people type them."""

import re

_GROUP = 5
_NUMBER = re.compile("[A-Z0-9]{10}")


def read_candidate_number(text: str) -> str:
    """What a person typed, in the form in which the house keeps numbers, `K7QF2-M9XRT`: small letters, spaces, and
    hyphens of any length or none do not matter. What cannot be such a number only loses the spaces around it: numbers
    that came with results of former years may look otherwise."""
    folded = re.sub(r"[\s\-‐‑‒–—]", "", text).upper()
    if not _NUMBER.fullmatch(folded):
        return text.strip()
    return f"{folded[:_GROUP]}-{folded[_GROUP:]}"
