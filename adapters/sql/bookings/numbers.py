"""Candidate ID numbers: drawn at random, so that nobody can tell from one how many there are or what the next is."""

import secrets

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1, which people read as one another."""
_DRAWN = 9


def draw_number() -> str:
    """Nine characters and one that checks them, in two groups: `K7QF2-M9XRT`. There are 26 million million."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_DRAWN))
    return printed_number(f"{drawn}{check_character(drawn)}")


def printed_number(number: str) -> str:
    """In its two groups, however somebody wrote it. What is not one of ours becomes nothing that anybody has."""
    plain = number.replace("-", "").replace(" ", "").upper()
    return f"{plain[:5]}-{plain[5:]}"


def check_character(drawn: str) -> str:
    """The sum of the characters, each weighted by its place, modulo their number, as an ISBN-10 is checked: because 31
    is a prime, one wrong character and two neighbours exchanged always show."""
    weighted = sum(place * _LETTERS.index(character) for place, character in enumerate(drawn, start=2))
    return _LETTERS[weighted % len(_LETTERS)]
