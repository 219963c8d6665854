"""Guarded plugins: what the host gets in place of a provider or a channel."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog

from adapters.plugins.guard import Guard, TimedCalls
from adapters.plugins.shapes import flaw
from core.extensions.model import SettingValues
from core.notifications.ports import ChannelOffer, ChannelUnavailable, Letter, LetterRefused, NotificationChannel
from core.proctoring.vendor import (
    Availability,
    Available,
    BookAnswer,
    BookingRequest,
    Cancelled,
    Capabilities,
    CheckAnswer,
    CredentialsRefused,
    Held,
    JoinLink,
    LinkHolder,
    NotHeld,
    NotRated,
    ProctoringProvider,
    ProviderFault,
    ProviderOffer,
    ProviderUnavailable,
    Rated,
    Reply,
    TooLateToCancel,
    VendorEvent,
)
from core.shared.errors import InvalidInputError, UnavailableError
from core.shared.time import TimeWindow
from examhall.checks import figure_problems

PROVIDER_LIMIT = timedelta(seconds=20)
CHANNEL_LIMIT = timedelta(seconds=15)
PLACES = 16
"""Calls into one vendor, or one channel, at a time, over all organisations."""

_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}

Answer = TypeVar("Answer")
Result = TypeVar("Result")

_log = structlog.get_logger(__name__)


def provider_calls(name: str, *, limit: timedelta = PROVIDER_LIMIT) -> TimedCalls:
    return TimedCalls(limit=limit, places=PLACES, name=f"vendor-{name}")


def channel_calls(name: str, *, limit: timedelta = CHANNEL_LIMIT) -> TimedCalls:
    return TimedCalls(limit=limit, places=PLACES, name=f"channel-{name}")


class ProviderErrors:
    """A late answer may have done its work, so it is a passing fault; what nobody expected is the plugin's fault."""

    def __init__(self, name: str) -> None:
        self._name = name

    def expected(self, error: BaseException, method: str) -> Exception | None:
        """Made anew, so that nothing a plugin put beside the error travels on."""
        if isinstance(error, CredentialsRefused):
            return CredentialsRefused(provider=self._name, method=method)
        if isinstance(error, ProviderUnavailable):
            return ProviderUnavailable(retry_after=_pause(error.retry_after), provider=self._name, method=method)
        if isinstance(error, ProviderFault):
            return ProviderFault(provider=self._name, method=method)
        return None

    def late(self, method: str) -> Exception:
        return ProviderUnavailable(provider=self._name, method=method, finding="no answer in time")

    def broken(self, method: str, finding: str) -> Exception:
        return ProviderFault(provider=self._name, method=method, finding=finding)


class ChannelErrors:
    """Whether a letter went out before a channel failed is not known, so every failure but a refusal is passing."""

    def expected(self, error: BaseException, method: str) -> Exception | None:
        if isinstance(error, ChannelUnavailable):
            return ChannelUnavailable(told_reason(error.reason), retry_after=_pause(error.retry_after))
        if isinstance(error, LetterRefused):
            return LetterRefused(told_reason(error.reason))
        return None

    def late(self, method: str) -> Exception:
        return ChannelUnavailable("The channel did not answer in time.")

    def broken(self, method: str, finding: str) -> Exception:
        return ChannelUnavailable(f"The channel's plugin has a fault: {finding}.")


def _pause(wish: object) -> timedelta | None:
    return wish if isinstance(wish, timedelta) and wish > timedelta(0) else None


def told_reason(reason: object) -> str:
    return reason[:500] if isinstance(reason, str) and flaw(reason, str) is None else "No reason was given."


def build_guarded_provider(offer: ProviderOffer, values: SettingValues, *, calls: TimedCalls) -> "GuardedProvider":
    """Raises one of the port's errors where the plugin cannot be built, and `plugin_settings_incomplete` where it finds
    a setting wrong that looked right to the host."""
    guard = Guard(plugin=offer.name, calls=calls, errors=ProviderErrors(offer.name))
    provider = guard.call("build", lambda: _built(offer.build, values), flaw=_flaw_of_built(ProctoringProvider))
    return GuardedProvider(_accepted(provider, offer.name), name=offer.name, calls=calls)


def build_guarded_channel(offer: ChannelOffer, values: SettingValues, *, calls: TimedCalls) -> "GuardedChannel":
    """Raises as `build_guarded_provider` does, with ChannelUnavailable for the port's error."""
    guard = Guard(plugin=offer.name, calls=calls, errors=ChannelErrors())
    channel = guard.call("build", lambda: _built(offer.build, values), flaw=_flaw_of_built(NotificationChannel))
    return GuardedChannel(_accepted(channel, offer.name), name=offer.name, calls=calls)


def _built(build: Callable[[SettingValues], Result], values: SettingValues) -> Result | InvalidInputError:
    try:
        return build(values)
    except InvalidInputError as error:
        return error


def _accepted(built: Result | InvalidInputError, name: str) -> Result:
    if isinstance(built, InvalidInputError):
        raise UnavailableError("plugin_settings_incomplete", name=name)
    return built


def _flaw_of_built(wanted: type) -> Callable[[object], str | None]:
    def found(built: object) -> str | None:
        fits = isinstance(built, wanted | InvalidInputError)
        return None if fits else f"{type(built).__name__} instead of {wanted.__name__}"

    return found


class GuardedProvider(ProctoringProvider):
    """A provider whose every call ends in time, with an answer of the port or one of the port's three errors."""

    def __init__(self, provider: ProctoringProvider, *, name: str, calls: TimedCalls) -> None:
        self._provider, self._name = provider, name
        self._guard = Guard(plugin=name, calls=calls, errors=ProviderErrors(name))
        self._capabilities = self._call(
            "capabilities",
            lambda: provider.capabilities,
            Capabilities,
            also=lambda can: next(figure_problems(can), None),
        )

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def availability(self, window: TimeWindow, proctors: int) -> Availability:
        def enough(answer: Availability) -> str | None:
            few = isinstance(answer, Available) and answer.proctors < proctors
            return "fewer proctors than asked for, called available" if few else None

        return self._call(
            "availability", lambda: self._provider.availability(window, proctors), Availability, also=enough
        )

    def book(self, requests: Sequence[BookingRequest]) -> Reply[BookAnswer]:
        reply = self._guard.call("book", lambda: self._provider.book(requests), flaw=_flaw_of_reply)
        return self._usable(reply, "book", BookAnswer, {request.key for request in requests})

    def check(self, references: Sequence[str]) -> Reply[CheckAnswer]:
        reply = self._guard.call("check", lambda: self._provider.check(references), flaw=_flaw_of_reply)
        return self._usable(reply, "check", CheckAnswer, set(references))

    def find(self, key: str) -> Held | NotHeld:
        return self._call("find", lambda: self._provider.find(key), Held | NotHeld)

    def cancel(self, reference: str) -> Cancelled | TooLateToCancel:
        return self._call("cancel", lambda: self._provider.cancel(reference), Cancelled | TooLateToCancel)

    def join_link(self, session: str, for_whom: LinkHolder) -> JoinLink:
        return self._call(
            "join_link", lambda: self._provider.join_link(session, for_whom), JoinLink, also=_flaw_of_link
        )

    def rating(self, session: str) -> Rated | NotRated:
        return self._call("rating", lambda: self._provider.rating(session), Rated | NotRated)

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Sequence[VendorEvent]:
        def read() -> tuple[VendorEvent, ...]:
            return tuple(self._provider.read_notification(headers, body))

        return self._call("read_notification", read, tuple[VendorEvent, ...])

    def _call(
        self,
        method: str,
        call: Callable[[], Result],
        wanted: object,
        *,
        also: Callable[[Result], str | None] | None = None,
    ) -> Result:
        def found(result: Result) -> str | None:
            return flaw(result, wanted) or (also(result) if also else None)

        return self._guard.call(method, call, flaw=found)

    def _usable(self, reply: Reply[Answer], method: str, wanted: object, asked: set[str]) -> Reply[Answer]:
        """Leave out answers that cannot be used or were not asked for: the host takes what is missing for a fault."""
        kept: dict[str, Answer] = {}
        for name, answer in reply.answers.items():
            found = "an answer to what was not asked" if name not in asked else flaw(answer, wanted)
            if found is None:
                kept[name] = answer
            else:
                _log.warning("plugin_answer_left_out", plugin=self._name, method=method, finding=found)
        return Reply(answers=kept, request_id=reply.request_id, digest=reply.digest)


def _flaw_of_reply(reply: Reply[Any]) -> str | None:  # Any: the answers are looked at one by one afterwards.
    if type(reply) is not Reply:
        return f"{type(reply).__name__} instead of Reply"
    return flaw(reply.answers, Mapping) or flaw(reply.request_id, str) or flaw(reply.digest, str)


def _flaw_of_link(link: JoinLink) -> str | None:
    """The address becomes a link that people follow, so it must not be a script or lead over an open line."""
    try:
        address = urlsplit(link.url)
        secure = address.scheme == "https" or (address.scheme == "http" and address.hostname in _THIS_MACHINE)
    except ValueError:
        secure = False
    return None if secure else "a link that is not https"


def _anything(result: object) -> None:
    """What a delivery returns means nothing."""


class GuardedChannel(NotificationChannel):
    """A channel whose every delivery ends in time, in peace or with one of the port's two errors."""

    def __init__(self, channel: NotificationChannel, *, name: str, calls: TimedCalls) -> None:
        self._channel = channel
        self._guard = Guard(plugin=name, calls=calls, errors=ChannelErrors())

    def deliver(self, letter: Letter) -> None:
        self._guard.call("deliver", lambda: self._channel.deliver(letter), flaw=_anything)
