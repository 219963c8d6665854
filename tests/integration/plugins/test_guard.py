"""Whatever a plugin does, the host gets an answer of the port or an error of the port, in time."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from adapters.plugins.guard import CallTimedOut, TimedCalls
from adapters.plugins.guarded import GuardedChannel, GuardedProvider, provider_calls
from core.shared.time import TimeWindow, utc
from examhall import (
    Accepted,
    AlreadyBooked,
    Available,
    BookAnswer,
    Capabilities,
    ChannelUnavailable,
    Confirmed,
    CredentialsRefused,
    Declined,
    DeclineReason,
    Full,
    Held,
    JoinLink,
    Letter,
    LetterRefused,
    LinkHolder,
    NotHeld,
    NotificationChannel,
    ProctoringProvider,
    ProviderError,
    ProviderFault,
    ProviderUnavailable,
    Reply,
)
from examhall.testing.channel import a_letter
from examhall.testing.provider import a_request
from tests.architecture.sources import ROOT
from tests.fakes.proctoring import FakeProvider

WINDOW = TimeWindow(start=utc(2026, 12, 1, 9), end=utc(2026, 12, 1, 11))
WHO = LinkHolder(id="1", name="Ada")
SHORT = timedelta(milliseconds=50)


class Odd(FakeProvider):
    """A provider whose methods answer, or do, whatever a test says."""

    def __init__(self, **answers: Callable[[], Any]) -> None:  # Any: the point is that the types do not hold.
        super().__init__()
        self._answers = answers

    def __getattribute__(self, name: str) -> Any:  # Any: as above.
        answers = object.__getattribute__(self, "__dict__").get("_answers", {})
        if name == "capabilities" and name in answers:
            return answers[name]()
        return (lambda *_: answers[name]()) if name in answers else super().__getattribute__(name)


def guarded(provider: ProctoringProvider, *, limit: timedelta = timedelta(seconds=5)) -> GuardedProvider:
    return GuardedProvider(provider, name="odd", calls=provider_calls("odd", limit=limit))


def failing(error: BaseException) -> Callable[[], Any]:  # Any: it never returns.
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize("error", [KeyError("x"), SystemExit(1), KeyboardInterrupt(), TimeoutError(), StopIteration()])
def test_what_nobody_expected_becomes_a_fault_of_the_provider(error: BaseException) -> None:
    provider = guarded(Odd(find=failing(error)))

    with pytest.raises(ProviderFault) as raised:
        provider.find("key")

    assert raised.value.data == {"provider": "odd", "method": "find", "finding": f"raised {type(error).__name__}"}


@pytest.mark.parametrize(
    "error", [CredentialsRefused(), ProviderUnavailable(retry_after=timedelta(seconds=3)), ProviderFault()]
)
def test_the_ports_own_errors_pass_without_what_the_plugin_put_beside_them(error: ProviderError) -> None:
    error.data["candidate"] = "Ada Lovelace"
    provider = guarded(Odd(find=failing(error)))

    with pytest.raises(type(error)) as raised:
        provider.find("key")

    assert raised.value.retry_after == error.retry_after
    assert "Ada" not in str(raised.value)


@pytest.mark.parametrize("wish", [timedelta(seconds=-1), 5, "soon"])
def test_a_wish_to_come_again_that_makes_no_sense_is_dropped(wish: Any) -> None:  # Any: no timedelta on purpose.
    provider = guarded(Odd(find=failing(ProviderUnavailable(retry_after=wish))))

    with pytest.raises(ProviderUnavailable) as raised:
        provider.find("key")

    assert raised.value.retry_after is None


def test_a_call_that_hangs_is_given_up_in_time_as_a_passing_fault() -> None:
    let_go = threading.Event()
    provider = guarded(Odd(find=let_go.wait), limit=SHORT)

    with pytest.raises(ProviderUnavailable):
        provider.find("key")

    let_go.set()


def test_calls_that_hang_take_up_a_bounded_number_of_threads() -> None:
    let_go = threading.Event()
    calls = TimedCalls(limit=SHORT, places=2, name="hanging-vendor")

    for _ in range(5):
        with pytest.raises(CallTimedOut):
            calls.run(let_go.wait)

    assert sum(thread.name == "hanging-vendor" for thread in threading.enumerate()) == 2
    let_go.set()


def test_a_hanging_call_does_not_hold_up_the_end_of_the_process() -> None:
    program = """
import threading
from datetime import timedelta
from adapters.plugins.guard import CallTimedOut, TimedCalls
try:
    TimedCalls(limit=timedelta(milliseconds=20), places=1, name="x").run(threading.Event().wait)
except CallTimedOut:
    print("gave up")
"""

    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=20)

    assert (ended.returncode, ended.stdout) == (0, "gave up\n")


# Any and cast: what is wrong with these values is that they are not of their types.
WRONG: Mapping[str, tuple[Callable[[], Any], Callable[[GuardedProvider], object]]] = {
    "availability of another type": (lambda: 5, lambda one: one.availability(WINDOW, 1)),
    "fewer than asked for": (lambda: Available(proctors=1), lambda one: one.availability(WINDOW, 4)),
    "alternatives that are no windows": (
        lambda: Full(alternatives=cast("Any", (1,))),
        lambda one: one.availability(WINDOW, 1),
    ),
    "no answer": (lambda: None, lambda one: one.find("key")),
    "a time without a zone": (
        lambda: JoinLink(url="https://vendor.example", expires_at=datetime(2026, 12, 1)),  # noqa: DTZ001
        lambda one: one.join_link("s", WHO),
    ),
    "a link that is a script": (
        lambda: JoinLink(url="javascript:alert(1)", expires_at=datetime.now(UTC)),
        lambda one: one.join_link("s", WHO),
    ),
    "a link over an open line": (
        lambda: JoinLink(url="http://vendor.example", expires_at=datetime.now(UTC)),
        lambda one: one.join_link("s", WHO),
    ),
    "an empty reference": (
        lambda: Held(reference="", window=WINDOW, confirmed=True),
        lambda one: one.find("key"),
    ),
    "a truth that is a number": (
        lambda: Held(reference="r", window=WINDOW, confirmed=cast("Any", 1)),
        lambda one: one.find("key"),
    ),
    "a character that no database takes": (
        lambda: Held(reference="r\0", window=WINDOW, confirmed=True),
        lambda one: one.find("key"),
    ),
    "a reply that is a mapping": (dict, lambda one: one.book([a_request(WINDOW)])),
    "answers that are a list": (lambda: Reply(answers=cast("Any", [])), lambda one: one.book([a_request(WINDOW)])),
    "a digest that is bytes": (
        lambda: Reply(answers={}, digest=cast("Any", b"x")),
        lambda one: one.book([a_request(WINDOW)]),
    ),
    "events that are none": (lambda: ["joined"], lambda one: one.read_notification({}, b"")),
    "events that cannot be counted": (lambda: None, lambda one: one.read_notification({}, b"")),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_answer_that_is_not_one_of_the_ports_is_a_fault(case: str) -> None:
    answer, call = WRONG[case]
    methods = ("availability", "book", "find", "join_link", "read_notification")
    provider = guarded(Odd(**dict.fromkeys(methods, answer)))

    with pytest.raises(ProviderFault):
        call(provider)


UNUSABLE: Mapping[str, object] = {
    "another type": "yes",
    "no answer": None,
    "a reference that is a number": Accepted(reference=7),  # type: ignore[arg-type]  # wrong on purpose
    "a window that is none": AlreadyBooked(reference="r", window=None),  # type: ignore[arg-type]  # wrong on purpose
    "a reason in words": Declined(reason="full"),  # type: ignore[arg-type]  # wrong on purpose
    "a text without end": Declined(reason=DeclineReason.OTHER, text="x" * 5000),
    "an answer of another method": NotHeld(),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_one_unusable_answer_of_a_batch_is_missing_and_the_others_stand(case: str) -> None:
    good, bad = a_request(WINDOW), a_request(WINDOW)
    answers: Any = {good.key: Confirmed(reference="r"), bad.key: UNUSABLE[case]}  # Any: wrong on purpose.
    provider = guarded(Odd(book=lambda: Reply(answers=answers, request_id="id", digest="ab")))

    reply = provider.book([good, bad])

    assert reply == Reply[BookAnswer](answers={good.key: Confirmed(reference="r")}, request_id="id", digest="ab")


def test_an_answer_to_what_was_not_asked_is_left_out() -> None:
    request = a_request(WINDOW)
    provider = guarded(Odd(book=lambda: Reply(answers={"another": Confirmed(reference="r")})))

    assert provider.book([request]).answers == {}


@pytest.mark.parametrize(
    "capabilities",
    [
        None,
        replace(Capabilities(), max_batch=0),
        replace(Capabilities(), ratios=()),
        replace(Capabilities(), minimum_lead_time=timedelta(hours=-1)),
        replace(Capabilities(), rating_scale=("good", 7)),  # type: ignore[arg-type]  # wrong on purpose
    ],
)
def test_a_provider_with_impossible_capabilities_is_not_taken(capabilities: Capabilities | None) -> None:
    with pytest.raises(ProviderFault):
        guarded(Odd(capabilities=lambda: capabilities))


def test_the_log_says_how_a_call_failed_and_nothing_of_what_was_said() -> None:
    provider = guarded(Odd(find=failing(ValueError("Ada Lovelace, key s3cret"))))

    with capture_logs() as logs, pytest.raises(ProviderFault) as raised:
        provider.find("a-key")

    (line,) = [one for one in logs if one["event"] == "plugin_call_broke"]
    assert (line["plugin"], line["method"], line["error"]) == ("odd", "find", "ValueError")
    assert "test_guard.py" in line["place"]
    assert "Ada" not in repr(logs) + str(raised.value)
    assert raised.value.__cause__ is None


class OddChannel(NotificationChannel):
    def __init__(self, error: BaseException | None = None) -> None:
        self._error = error

    def deliver(self, letter: Letter) -> None:
        if self._error:
            raise self._error


def channel(error: BaseException | None = None) -> GuardedChannel:
    return GuardedChannel(OddChannel(error), name="odd", calls=provider_calls("odd"))


def test_a_delivery_in_peace_stays_in_peace() -> None:
    channel().deliver(a_letter())


def test_a_refusal_of_a_letter_is_handed_on() -> None:
    with pytest.raises(LetterRefused) as raised:
        channel(LetterRefused("No such reader.")).deliver(a_letter())

    assert raised.value.reason == "No such reader."


@pytest.fixture(params=[OSError("connection to zoe@example.org reset"), SystemExit(1)])
def broken(request: pytest.FixtureRequest) -> GuardedChannel:
    return channel(request.param)


def test_any_other_failure_of_a_channel_is_passing_and_tells_nothing_of_the_letter(broken: GuardedChannel) -> None:
    with pytest.raises(ChannelUnavailable) as raised:
        broken.deliver(a_letter())

    assert "zoe" not in raised.value.reason
