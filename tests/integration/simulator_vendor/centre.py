"""A test centre as the vendor's client, and somebody who listens for notices."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
from standardwebhooks.webhooks import Webhook

START, END = "2031-03-04T09:00:00Z", "2031-03-04T12:00:00Z"
LATER = {"start": "2031-03-04T15:00:00Z", "end": "2031-03-04T18:00:00Z"}

# JSON from the wire: the tests look into it member by member.
Json = dict[str, Any]


def wish(key: str, **changes: object) -> Json:
    """A booking that a well-behaved vendor takes."""
    return {
        "key": key,
        "title": "B2 First",
        "window": {"start": START, "end": END},
        "proctors": 2,
        "candidates": [{"number": "0001"}, {"number": "0002", "extra_minutes": 15, "name": "Ayşe Ören"}],
        **changes,
    }


@dataclass(frozen=True)
class Centre:
    """One account of a running vendor, with the few calls that most tests make."""

    http: httpx2.Client
    url: str
    name: str
    api_key: str

    def call(self, method: str, path: str, body: object = None, **query: str) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.api_key}"}
        return self.http.request(method, f"{self.url}/v1{path}", json=body, params=query, headers=headers)

    def control(self, method: str, path: str, body: object = None) -> Json:
        answer = self.http.request(method, f"{self.url}/control{path}", json=body)
        answer.raise_for_status()
        return dict(answer.json())

    def settings(self, **wishes: object) -> Json:
        return self.control("PUT", f"/accounts/{self.name}", wishes)

    def fault(self, kind: str, **more: object) -> None:
        self.control("POST", f"/accounts/{self.name}/faults", {"kind": kind, **more})

    def clear(self) -> None:
        self.control("DELETE", f"/accounts/{self.name}/faults")

    def state(self) -> Json:
        return dict(self.control("GET", "/state")["accounts"][self.name])

    def book(self, *wishes: Json) -> list[Json]:
        answer = self.call("POST", "/bookings", {"bookings": wishes})
        answer.raise_for_status()
        return list(answer.json()["results"])

    def check(self, *references: str) -> list[Json]:
        answer = self.call("POST", "/bookings/check", {"references": references})
        answer.raise_for_status()
        return list(answer.json()["results"])

    def find(self, key: str) -> httpx2.Response:
        return self.call("GET", f"/bookings/by-key/{key}")

    def availability(self, proctors: int = 1) -> httpx2.Response:
        return self.call("GET", "/availability", start=START, end=END, proctors=str(proctors))

    def confirmed(self, key: str, **changes: object) -> str:
        """The reference of a booking that the vendor's people put in."""
        held = self.control("POST", f"/accounts/{self.name}/bookings", wish(key, **changes))
        return str(held["reference"])

    def sessions(self, reference: str) -> list[Json]:
        return list(self.call("GET", f"/bookings/{reference}/sessions").json()["sessions"])


@dataclass
class Inbox:
    """Takes notices over HTTP and keeps them in the order they came; answers with `status`."""

    secret: str
    status: int = 204
    taken: list[tuple[dict[str, str], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                inbox.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(inbox.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/notices"

    def events(self, number: int) -> list[Json]:
        """The first so many notices, each with a good signature; waits for them."""
        wait_until(lambda: len(self.taken) >= number)
        return [dict(Webhook(self.secret).verify(body, headers)) for headers, body in self.taken]

    def bodies(self, number: int) -> list[Json]:
        """The same without a look at the signature."""
        wait_until(lambda: len(self.taken) >= number)
        return [json.loads(body) for _, body in self.taken]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def wait_until(true: Callable[[], bool], seconds: float = 5) -> None:
    """Look again and again; what never comes true fails the test."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
