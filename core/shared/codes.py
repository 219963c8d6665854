"""Codes that belong to a number: derived, so that they are printed again at any time and stored nowhere."""

from typing import Protocol


class DerivedCodes(Protocol):
    """One purpose each: the code of a number for one purpose tells nothing about its code for another.

    Written in capital letters and digits that are not read as one another. Who knows numbers and codes of others cannot
    work out a further one; a code holds at least 50 random bits, so guessing it must be throttled.
    """

    def of(self, number: str) -> str:
        """In groups of four: `7K4M-92QX-B3T`."""
        ...

    def fits(self, number: str, code: str) -> bool:
        """Whether the typed code is the number's; case, spaces and hyphens do not count. Takes the same time for right
        and wrong ones. Codes printed under a former secret of the installation still fit."""
        ...
