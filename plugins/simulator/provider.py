"""The simulator's provider: a client of its API over real HTTP, as any vendor's provider would be."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from examhall import (
    Availability,
    AvailabilityUnknown,
    Available,
    BookAnswer,
    BookingRequest,
    Cancelled,
    Capabilities,
    CheckAnswer,
    CredentialsRefused,
    Full,
    Held,
    JoinLink,
    LinkHolder,
    NotHeld,
    NotRated,
    ProctoringProvider,
    ProviderFault,
    Rated,
    Reply,
    TimeWindow,
    TooLateToCancel,
    VendorEvent,
)
from plugins.simulator import reading
from plugins.simulator.client import VendorClient

RATING_SCALE = ("clear", "minor", "major", "terminated")
_NOT_FOUND = frozenset({404})
_REFUSED = frozenset({404, 409})


class SimulatorProvider(ProctoringProvider):
    """One test centre's account at the simulated vendor. `timeout` is in seconds, for each step of an exchange."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        notice_secret: str = "",
        minimum_lead_hours: int = 24,
        onboarding_minutes: int = 30,
        timeout: float = 15,
    ) -> None:
        self._vendor = VendorClient(base_url, api_key, timeout=timeout)
        self._notice_secret = notice_secret
        onboarding = timedelta(minutes=onboarding_minutes)
        self._capabilities = Capabilities(
            minimum_lead_time=timedelta(hours=minimum_lead_hours),
            onboarding_before=onboarding,
            onboarding_after=onboarding,
            pushes=bool(notice_secret),
            rating_scale=RATING_SCALE,
        )

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def availability(self, window: TimeWindow, proctors: int) -> Availability:
        query: dict[str, str | int] = {
            "start": window.start.isoformat(),
            "end": window.end.isoformat(),
            "proctors": proctors,
        }
        body = self._vendor.get("/v1/availability", query=query).body
        if body.get("unknown") is True:
            return AvailabilityUnknown()
        if body.get("full") is True:
            return Full(alternatives=tuple(reading.window(span) for span in reading.items(body, "alternatives")))
        return Available(proctors=reading.number(body, "available"))

    def book(self, requests: Sequence[BookingRequest]) -> Reply[BookAnswer]:
        exchange = self._vendor.post("/v1/bookings", {"bookings": [_wire(request) for request in requests]})
        answers = {
            reading.text(item, "key"): reading.book_answer(item) for item in reading.items(exchange.body, "results")
        }
        return Reply(answers=answers, request_id=exchange.request_id, digest=exchange.digest)

    def check(self, references: Sequence[str]) -> Reply[CheckAnswer]:
        exchange = self._vendor.post("/v1/bookings/check", {"references": list(references)})
        answers = {
            reading.text(item, "reference"): reading.check_answer(item)
            for item in reading.items(exchange.body, "results")
        }
        return Reply(answers=answers, request_id=exchange.request_id, digest=exchange.digest)

    def find(self, key: str) -> Held | NotHeld:
        exchange = self._vendor.get(f"/v1/bookings/by-key/{quote(key, safe='')}", expected=_NOT_FOUND)
        if exchange.status == 404:
            _check_unknown(exchange.body)
            return NotHeld()
        return reading.held(exchange.body)

    def cancel(self, reference: str) -> Cancelled | TooLateToCancel:
        exchange = self._vendor.post(f"/v1/bookings/{quote(reference, safe='')}/cancel", {}, expected=_REFUSED)
        if exchange.status == 409:
            return TooLateToCancel(text=_message(exchange.body))
        if exchange.status == 404:
            _check_unknown(exchange.body)
        return Cancelled()

    def join_link(self, session: str, for_whom: LinkHolder) -> JoinLink:
        path = f"/v1/sessions/{quote(session, safe='')}/join-links"
        body = self._vendor.post(path, {"for": "staff", "user": for_whom.id}).body
        return JoinLink(url=reading.text(body, "url"), expires_at=reading.instant(body, "expires_at"))

    def rating(self, session: str) -> Rated | NotRated:
        exchange = self._vendor.get(f"/v1/sessions/{quote(session, safe='')}/rating", expected=_NOT_FOUND)
        body = exchange.body
        if exchange.status == 404:
            if _code(body) == "no_rating_yet":
                return NotRated()
            raise ProviderFault(finding="the session is not known")
        note = body.get("text")
        return Rated(
            key=reading.text(body, "key"),
            candidate_number=reading.text(body, "candidate"),
            value=reading.text(body, "rating"),
            note=note if isinstance(note, str) else "",
            rated_at=reading.instant(body, "rated_at"),
        )

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Sequence[VendorEvent]:
        if not self._notice_secret:
            raise CredentialsRefused(finding="no notice secret is set")
        try:
            Webhook(self._notice_secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, EmptyWebhookSecretError, ValueError) as error:
            # The library lets a malformed signature or secret out as a plain ValueError.
            raise CredentialsRefused(finding="the signature does not hold") from error
        return reading.events(reading.parsed(body))


def _wire(request: BookingRequest) -> dict[str, object]:
    return {
        "key": request.key,
        "title": request.title,
        "window": {"start": request.window.start.isoformat(), "end": request.window.end.isoformat()},
        "proctors": request.proctors,
        "candidates": [
            {"number": one.number, "name": one.name, "extra_minutes": one.extra_minutes} for one in request.candidates
        ],
    }


def _error(body: Mapping[str, object]) -> Mapping[str, object]:
    error = body.get("error")
    return error if isinstance(error, Mapping) else {}


def _check_unknown(body: Mapping[str, object]) -> None:
    """A 404 in the vendor's own words. Any other, say of a wrong address, must not pass for «nothing is held»."""
    if _code(body) != "not_found":
        raise ProviderFault(finding="a 404 without the vendor's own code")


def _code(body: Mapping[str, object]) -> object:
    return _error(body).get("code")


def _message(body: Mapping[str, object]) -> str:
    message = _error(body).get("message")
    return message if isinstance(message, str) else ""
