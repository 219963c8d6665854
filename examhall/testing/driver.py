"""The vendor's side of a test: what no provider can cause by itself."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NoReturn

import pytest

from core.proctoring.vendor import DeclineReason
from core.shared.time import TimeWindow


class Fault(Enum):
    """What can go wrong between a provider and its vendor. While one is on, it strikes every operation."""

    CREDENTIALS_REFUSED = "refuses the credentials"
    TOO_MANY_REQUESTS = "says that there are too many requests, and when to come again"
    SERVER_ERROR = "answers with a server error"
    LINE_DROPPED = "does nothing, and the line drops before the reply"
    REPLY_LOST = "does what was asked, and the line drops before the reply"
    HALF_REPLY = "does what was asked, and the line drops within the reply"
    GARBAGE = "answers with a page for people, under a status that means all is well"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice as it reaches the host; `headers` have lower-case names."""

    headers: Mapping[str, str]
    body: bytes


class VendorDriver:
    """Override the verbs that your vendor's sandbox, or your own small double of the vendor, can do.

    A test that needs another verb is skipped and names it. A key is that of a booking made in the test.
    """

    def confirm(self, key: str) -> None:
        """Say yes to a booking that is waiting."""
        lacks("confirm")

    def decline(self, key: str, reason: DeclineReason, text: str) -> None:
        """Say no to a booking that is waiting. OTHER is a reason the port has no name for."""
        lacks("decline")

    def cancel(self, key: str) -> None:
        """Call a confirmed booking off, as the vendor."""
        lacks("cancel")

    def full(self, window: TimeWindow) -> AbstractContextManager[None]:
        """While it lasts, no proctor is free in the window."""
        lacks("full")

    def unsure(self) -> AbstractContextManager[None]:
        """While it lasts, the vendor cannot say whether proctors are free."""
        lacks("unsure")

    def fault(self, fault: Fault) -> AbstractContextManager[None]:
        """While it lasts, the vendor has this fault. Call `lacks` for one that cannot be had."""
        lacks(f"fault: {fault.value}")

    def count(self, key: str) -> int:
        """How many bookings, waiting or confirmed, the vendor really holds for the key."""
        lacks("count")

    def join(self, key: str, candidate_number: str) -> str:
        """Let the candidate join; the vendor's reference of the session."""
        lacks("join")

    def rate(self, session: str, value: str, note: str) -> None:
        """Have a proctor rate the session."""
        lacks("rate")

    def next_notice(self) -> Notice:
        """The oldest notice pushed and not taken yet; waits a few seconds for one."""
        lacks("next_notice")

    def sign(self, body: bytes, at: datetime) -> Notice:
        """A notice with this body, signed truly as if sent at that time."""
        lacks("sign")


def lacks(verb: str) -> NoReturn:
    """Skip the test, saying which verb the driver would have needed."""
    pytest.skip(f"the vendor driver cannot do this: {verb}")
