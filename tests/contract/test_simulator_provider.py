"""The simulator's provider against the real simulated vendor, over real HTTP, with real pushed notices."""

from __future__ import annotations

import base64
import hashlib
import hmac
import queue
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import httpx2
import pytest
from standardwebhooks.webhooks import Webhook

from examhall import CredentialsRefused, DeclineReason, InvalidRatingNotice, ProctoringProvider, TimeWindow
from examhall.testing import Fault, Notice, ProctoringProviderContract, VendorDriver
from examhall.testing.provider import a_request, book_confirmed
from plugins.simulator.provider import SimulatorProvider
from plugins.simulator.vendor.accounts import Account
from plugins.simulator.vendor.server import SimulatorServer

SECRET = "whsec_" + base64.b64encode(b"a secret of the contract's tests").decode()
KEY = "contract-key"
NEVER = 3600.0

# Which of the vendor's own faults stands for which of the kit's; «on» in the vendor's words.
EVERYWHERE = ["availability", "book", "check", "find", "cancel"]
FAULTS: dict[Fault, dict[str, object]] = {
    Fault.CREDENTIALS_REFUSED: {"kind": "refuse_credentials"},
    Fault.TOO_MANY_REQUESTS: {"kind": "too_many_requests", "delay": 7},
    Fault.SERVER_ERROR: {"kind": "server_error"},
    Fault.LINE_DROPPED: {"kind": "reply_lost_after_booking", "processed": False, "on": EVERYWHERE},
    Fault.REPLY_LOST: {"kind": "reply_lost_after_booking", "on": EVERYWHERE},
    Fault.HALF_REPLY: {"kind": "half_reply"},
    Fault.GARBAGE: {"kind": "garbage", "processed": False},
}
REASONS = {
    DeclineReason.NO_CAPACITY: "capacity",
    DeclineReason.TOO_LATE: "lead_time",
    DeclineReason.OTHER: "other",
}


class Receiver:
    """Takes the notices that the vendor pushes."""

    def __init__(self) -> None:
        taken: queue.Queue[Notice] = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taken.put(Notice(headers={name.lower(): value for name, value in self.headers.items()}, body=body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
                """Say nothing."""

        self.taken = taken
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/notices"
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class SimulatorDriver(VendorDriver):
    """Drives the vendor by its control interface, as its own people would."""

    def __init__(self, url: str, account: str, receiver: Receiver) -> None:
        self._http = httpx2.Client(
            base_url=f"{url}/control", trust_env=False, limits=httpx2.Limits(max_keepalive_connections=0)
        )
        self._account, self._receiver = account, receiver

    def do(self, method: str, path: str, body: dict[str, object] | None = None) -> dict[str, object]:
        response = self._http.request(method, path, json=body or {})
        response.raise_for_status()
        answer: dict[str, object] = response.json()
        return answer

    def confirm(self, key: str) -> None:
        self.do("POST", f"/bookings/{self._reference(key)}/confirm")

    def decline(self, key: str, reason: DeclineReason, text: str) -> None:
        self.do("POST", f"/bookings/{self._reference(key)}/decline", {"reason": REASONS[reason], "text": text})

    def cancel(self, key: str) -> None:
        self.do("POST", f"/bookings/{self._reference(key)}/cancel")

    @contextmanager
    def full(self, window: TimeWindow) -> Iterator[None]:
        with self.struck({"kind": "no_capacity"}):
            yield

    @contextmanager
    def unsure(self) -> Iterator[None]:
        with self.struck({"kind": "availability_unknown"}):
            yield

    @contextmanager
    def fault(self, fault: Fault) -> Iterator[None]:
        with self.struck(FAULTS[fault]):
            yield

    @contextmanager
    def struck(self, fault: dict[str, object]) -> Iterator[None]:
        number = self.do("POST", f"/accounts/{self._account}/faults", fault)["id"]
        try:
            yield
        finally:
            self.do("DELETE", f"/accounts/{self._account}/faults/{number}")

    def count(self, key: str) -> int:
        return sum(str(one["state"]) in {"pending", "confirmed"} for one in self._bookings(key))

    def join(self, key: str, candidate_number: str) -> str:
        session = next(one for one in self._bookings(key)[0]["sessions"] if one["candidate"] == candidate_number)
        self.do("POST", f"/sessions/{session['session']}/joined")
        return str(session["session"])

    def rate(self, session: str, value: str, note: str) -> None:
        self.do("POST", f"/sessions/{session}/rate", {"rating": value, "text": note})

    def next_notice(self) -> Notice:
        return self._receiver.taken.get(timeout=10)

    def sign(self, body: bytes, at: datetime) -> Notice:
        event = f"evt_{uuid4().hex}"
        # Signed here and not by the library, which cannot sign what is not text.
        stamped = f"{event}.{int(at.timestamp())}.".encode() + body
        headers = {"webhook-id": event, "webhook-timestamp": str(int(at.timestamp()))}
        return Notice(headers={**headers, "webhook-signature": _signature(stamped)}, body=body)

    def _reference(self, key: str) -> str:
        return str(self._bookings(key)[0]["reference"])

    def _bookings(self, key: str) -> list[dict[str, list[dict[str, str]]]]:
        response = self._http.get(f"/accounts/{self._account}/bookings", params={"key": key})
        bookings: list[dict[str, list[dict[str, str]]]] = response.raise_for_status().json()["bookings"]
        return bookings


def _signature(stamped: bytes) -> str:
    digest = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), stamped, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def server(receiver: Receiver) -> Iterator[SimulatorServer]:
    account = Account(
        name="contract", api_key=KEY, notify_url=receiver.url, notify_secret=SECRET, decision_delay=NEVER, capacity=1000
    )
    with SimulatorServer(accounts=[account]) as server:
        yield server


def provider_of(url: str, *, api_key: str = KEY, notice_secret: str = SECRET) -> SimulatorProvider:
    return SimulatorProvider(base_url=url, api_key=api_key, notice_secret=notice_secret, timeout=5)


class TestSimulatorProvider(ProctoringProviderContract):
    @pytest.fixture
    def provider(self, server: SimulatorServer) -> ProctoringProvider:
        return provider_of(server.url)

    @pytest.fixture
    def vendor(self, server: SimulatorServer, receiver: Receiver) -> VendorDriver:
        receiver.taken.queue.clear()
        return SimulatorDriver(server.url, "contract", receiver)

    @pytest.fixture
    def stranger(self, server: SimulatorServer) -> ProctoringProvider:
        return provider_of(server.url, api_key="another-key")

    @pytest.fixture
    def unreachable(self) -> ProctoringProvider:
        with socket.create_server(("127.0.0.1", 0)) as free:
            return provider_of(f"http://127.0.0.1:{free.getsockname()[1]}")

    def test_a_rating_notice_without_a_candidate_is_told_as_invalid(
        self, provider: ProctoringProvider, vendor: SimulatorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_confirmed(provider, vendor, request)
        session = vendor.join(request.key, "0001")
        vendor.next_notice()
        with vendor.struck({"kind": "notice_without_candidate"}):
            vendor.rate(session, "clear", "")
        notice = vendor.next_notice()

        (event,) = provider.read_notification(notice.headers, notice.body)

        assert isinstance(event, InvalidRatingNotice)
        assert (event.key, event.candidate_number) == (request.key, "")

    def test_without_a_notice_secret_nothing_is_promised_and_notices_are_refused(
        self, server: SimulatorServer, vendor: VendorDriver
    ) -> None:
        provider = provider_of(server.url, notice_secret="")
        notice = vendor.sign(b"{}", datetime.now(UTC))

        assert not provider.capabilities.pushes
        with pytest.raises(CredentialsRefused):
            provider.read_notification(notice.headers, notice.body)

    def test_replies_carry_the_vendors_id_of_the_exchange_and_the_digest_of_what_came_over_the_wire(
        self, provider: ProctoringProvider, window: TimeWindow
    ) -> None:
        replies = [provider.book([a_request(window)]), provider.book([a_request(window)])]

        assert all(reply.request_id for reply in replies)
        assert len({reply.request_id for reply in replies}) == len({reply.digest for reply in replies}) == 2
        assert all(len(reply.digest) == 64 for reply in replies)


def test_the_figures_of_the_settings_become_capabilities() -> None:
    provider = SimulatorProvider(
        base_url="http://127.0.0.1:1", api_key=KEY, minimum_lead_hours=48, onboarding_minutes=15
    )

    can = provider.capabilities

    assert can.minimum_lead_time == timedelta(hours=48)
    assert can.onboarding_before == can.onboarding_after == timedelta(minutes=15)


def test_the_driver_signs_as_the_vendor_does() -> None:
    at = datetime.now(UTC)
    body = '{"id": "evt_1"}'

    by_library = Webhook(SECRET).sign("evt_1", at, body)

    assert by_library == _signature(f"evt_1.{int(at.timestamp())}.{body}".encode())
