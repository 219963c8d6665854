"""The contract of a notification channel."""

import contextlib
import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from core.notifications.ports import ChannelUnavailable, Letter, LetterRefused, NotificationChannel

AWKWARD = {
    "subject in several scripts": {"subject": "Überraschung – 確認 ✓"},
    "subject with line breaks": {"subject": "Two\nlines\r\nBcc: all@example.org"},
    "subject of two thousand signs": {"subject": "long " * 400},
    "name with a line break": {"to_name": "Zoë\r\nBcc: all@example.org"},
    "name with quotes": {"to_name": 'Zoë "Zo", <Nguyễn>'},
    "line of five thousand signs": {"text": "x" * 5000},
    "line with a single dot": {"text": "above\n.\nbelow\n"},
    "empty text": {"text": ""},
    "address that is none": {"to_address": "nobody\r\nBcc: all@example.org"},
}


class NotificationChannelContract:
    """What the host relies on in a channel. Subclass it as `TestX` and override fixtures:

    - `channel`: a `NotificationChannel` that reaches `letter`'s reader. It must be overridden.
    - `letter`: a letter that can be delivered, if the one below cannot.
    - `delivered`: how often a letter with a key was delivered, as the reader's side tells.
    - `unreachable`: a channel whose other side cannot be reached.
    - `unwelcome`: a letter that the channel will never take.
    """

    @pytest.fixture
    def channel(self) -> NotificationChannel:
        """The channel under test. Override it."""
        raise NotImplementedError("override the fixture `channel` with one that returns your channel")

    @pytest.fixture
    def letter(self) -> Letter:
        """Subject, name and text in more than one script, as they come."""
        return a_letter()

    @pytest.fixture
    def delivered(self) -> "Delivered":
        """Counts what reached the reader."""
        pytest.skip("the fixture `delivered` is not overridden")

    @pytest.fixture
    def unreachable(self) -> NotificationChannel:
        """A channel with nobody at the other end."""
        pytest.skip("the fixture `unreachable` is not overridden")

    @pytest.fixture
    def unwelcome(self) -> Letter:
        """A letter the channel will never take."""
        pytest.skip("the fixture `unwelcome` is not overridden")

    def test_a_letter_reaches_its_reader(
        self, channel: NotificationChannel, letter: Letter, delivered: "Delivered"
    ) -> None:
        channel.deliver(letter)

        assert delivered(letter) >= 1

    def test_a_letter_handed_over_again_is_no_error(self, channel: NotificationChannel, letter: Letter) -> None:
        channel.deliver(letter)

        channel.deliver(letter)

    def test_what_cannot_be_reached_is_unavailable_and_no_error_of_a_library(
        self, unreachable: NotificationChannel, letter: Letter
    ) -> None:
        with pytest.raises(ChannelUnavailable) as raised:
            unreachable.deliver(letter)

        assert raised.value.reason
        assert letter.to_address not in raised.value.reason, "reasons are shown to administrators: no addresses"
        assert letter.to_name not in raised.value.reason, "reasons are shown to administrators: no names"

    def test_a_letter_that_will_never_be_taken_is_refused(
        self, channel: NotificationChannel, unwelcome: Letter
    ) -> None:
        with pytest.raises(LetterRefused) as raised:
            channel.deliver(unwelcome)

        assert raised.value.reason
        assert unwelcome.to_address not in raised.value.reason, "reasons are shown to administrators: no addresses"

    @pytest.mark.parametrize("change", AWKWARD.values(), ids=AWKWARD.keys())
    def test_an_awkward_letter_is_delivered_or_refused(
        self, channel: NotificationChannel, change: dict[str, str]
    ) -> None:
        with contextlib.suppress(LetterRefused):
            channel.deliver(dataclasses.replace(a_letter(), **change))

    def test_several_threads_deliver_at_once(self, channel: NotificationChannel, delivered: "Delivered") -> None:
        letters = [a_letter(subject=f"Letter {number}") for number in range(8)]

        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(channel.deliver, letters))

        assert [letter.subject for letter in letters if not delivered(letter)] == []


Delivered = Callable[[Letter], int]


def a_letter(*, subject: str = "Booking confirmed – réservé", to_address: str = "zoe.nguyen@example.org") -> Letter:
    return Letter(
        key=uuid4().hex,
        to_name="Zoë Nguyễn",
        to_address=to_address,
        subject=subject,
        text="The proctors are booked.\n\nالاختبار يوم الإثنين.",
    )
