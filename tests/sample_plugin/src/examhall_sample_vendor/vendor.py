"""The vendor: a few lines of memory in place of a service somewhere else."""

import threading
from dataclasses import dataclass, field

from examhall import BookingRequest


class WrongPassword(Exception):
    pass


class ClosedForTheDay(Exception):
    pass


@dataclass
class SampleVendor:
    """Holds one booking for each account and key."""

    proctors: int = 40
    open: bool = True
    held: dict[tuple[str, str], tuple[str, BookingRequest]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    given: int = 0

    def enter(self, password: str) -> None:
        if not self.open:
            raise ClosedForTheDay
        if password != "open sesame":
            raise WrongPassword

    def free(self, request: BookingRequest) -> int:
        busy = (one.proctors for _, one in self.held.values() if one.window.overlaps(request.window))
        return self.proctors - sum(busy)

    def book(self, account: str, request: BookingRequest) -> str:
        self.given += 1
        reference = f"SV-{self.given:06}"
        self.held[account, request.key] = (reference, request)
        return reference
