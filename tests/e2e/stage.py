"""One test centre with its people, at a vendor that really listens: what tests of live proctoring play on.

Everything is done as people do it: through pages, by the vendor's own people (its control API), by jobs that run and
time that passes. `vendor` scripts faults and tells what is really held there.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2
from werkzeug.test import TestResponse

from core.access.model import EVERYTHING
from core.access.permissions import Role
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import LogEntry
from core.proctoring.model.test import ProctoredTestId
from core.shared.time import TimeWindow
from plugins.simulator.vendor import accounts
from tests.e2e.world import AWARDING_ROLES, Browser, Someone, World
from tests.integration.simulator_vendor.centre import Centre, Inbox, Json, wait_until

TITLE = "B2 First, June"
LONDON = ZoneInfo("Europe/London")
HALF_HOUR = timedelta(minutes=30)
_EVENT = re.compile(
    r'<li class="event event-(?P<kind>\w+)" id="entry-(?P<sequence>\d+)">.*?<p class="event-title">(?P<message>.*?)</p>'
    r'.*?<code class="event-code">(?P<code>.*?)</code>',
    re.DOTALL,
)


def words(page: str) -> str:
    """What a reader sees of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry of the log as the page shows it."""

    sequence: int
    kind: str
    code: str
    message: str


class Stage:
    def __init__(self, world: World, vendor_url: str, http: httpx2.Client) -> None:
        self.world = world
        self.centre_id = world.centre("Northgate College", number="UK001")
        self.inbox = Inbox(secret=accounts.new_secret())
        self.vendor = Centre(
            http=http, url=vendor_url, name=f"centre-{self.centre_id}", api_key=f"key-{self.centre_id}"
        )
        self.vendor.settings(
            api_key=self.vendor.api_key,
            notify_url=self.inbox.url,
            notify_secret=self.inbox.secret,
            decision_delay=0,
        )
        self._taken = 0
        self._people: dict[Role, Someone] = {}
        self._browsers: dict[Role, tuple[Browser, datetime]] = {}
        self._set_the_vendor_up()

    def close(self) -> None:
        self.inbox.close()

    def _set_the_vendor_up(self) -> None:
        page = f"/admin/plugins/{self.centre_id}/proctoring_provider/simulator"
        self.administrator.post(
            page,
            {
                "setting_base_url": self.vendor.url,
                "setting_api_key": self.vendor.api_key,
                "setting_notice_secret": self.inbox.secret,
                "setting_minimum_lead_hours": "24",
                "setting_onboarding_minutes": "30",
            },
        )
        switched = self.administrator.post(f"{page}/switch", {"on": "yes"}, follow=True)
        assert "Switched on." in words(switched.text)

    # People, each at a browser of their own

    @property
    def administrator(self) -> Browser:
        return self._browser(Role.ADMINISTRATOR)

    @property
    def planner(self) -> Browser:
        return self._browser(Role.PLANNER)

    @property
    def scheduler(self) -> Browser:
        return self._browser(Role.PROCTORING_SCHEDULER)

    @property
    def desk(self) -> Browser:
        return self._browser(Role.SERVICE_DESK)

    def somebody(self, role: Role) -> Someone:
        if role not in self._people:
            at = None if role in AWARDING_ROLES else self.centre_id
            self._people[role] = self.world.person(role, at=at, name=role.value.replace("_", " ").title())
        return self._people[role]

    def _browser(self, role: Role) -> Browser:
        """Logged in anew after a while: a log-in ends when nobody uses it, and here hours pass in no time."""
        now = self.world.clock.now()
        browser, since = self._browsers.get(role, (None, now))
        if browser is None or now - since > timedelta(minutes=10):
            browser = self.world.client(self.somebody(role))
            self._browsers[role] = (browser, now)
        return browser

    # Preparing, as a planner does

    def a_draft(self, title: str = TITLE, *, proctoring: str = "live", ratio: int = 4) -> str:
        """The id of a new test."""
        details = {"title": title, "proctoring": proctoring, "provider": "simulator", "ratio": str(ratio)}
        made = self.planner.post("/deliver/new", details)
        assert made.status_code == 302, words(made.text)
        found = re.search(r"/deliver/([0-9a-f-]{36})/candidates", made.location)
        assert found
        return found[1]

    def upload(self, test_id: str, content: str | bytes) -> TestResponse:
        raw = content.encode() if isinstance(content, str) else content
        return self.planner.post(
            f"/deliver/{test_id}/candidates/file", {"file": (BytesIO(raw), "candidates.csv")}, follow=True
        )

    def give_time(self, test_id: str, window: TimeWindow) -> TestResponse:
        start, end = window.start.astimezone(LONDON), window.end.astimezone(LONDON)
        return self.planner.post(
            f"/deliver/{test_id}/time",
            {
                "time_zone": LONDON.key,
                "start": start.strftime("%Y-%m-%dT%H:%M"),
                "end": end.strftime("%Y-%m-%dT%H:%M"),
            },
            follow=True,
        )

    def window_in(self, *, hours: float = 7 * 24) -> TimeWindow:
        """Three hours of test, so many hours from now."""
        return self.window_at(self.world.clock.now() + timedelta(hours=hours))

    @staticmethod
    def window_at(start: datetime) -> TimeWindow:
        return TimeWindow(start=start, end=start + timedelta(hours=3))

    def a_test(self, *, title: str = TITLE, hours: float = 7 * 24, candidates: int = 2) -> str:
        """A live test with candidates C-1, C-2, … and a time, ready to be activated."""
        test_id = self.a_draft(title)
        rows = [f"C-{number},Candidate {number},c{number}@example.org" for number in range(1, candidates + 1)]
        uploaded = self.upload(test_id, "\n".join(["number,name,email", *rows]))
        assert f"{candidates} candidates are added." in words(uploaded.text)
        assert "Saved." in words(self.give_time(test_id, self.window_in(hours=hours)).text)
        return test_id

    # Moving on

    def activate(self, test_id: str) -> None:
        answer = self.scheduler.post(f"/deliver/{test_id}/activate", follow=True)
        assert "The test is active." in words(answer.text)

    def activated(self, **wishes: Any) -> str:  # Any: those of `a_test`.
        test_id = self.a_test(**wishes)
        self.activate(test_id)
        return test_id

    def sent(self) -> str:
        test_id = self.activated()
        self.run()
        return test_id

    def confirmed(self) -> str:
        test_id = self.sent()
        self.wait(minutes=2)
        assert self.held(test_id) == 1
        return test_id

    def deactivate(self, test_id: str) -> None:
        answer = self.scheduler.post(f"/deliver/{test_id}/deactivate", follow=True)
        assert "The test is deactivated." in words(answer.text)

    def withdraw(self, test_id: str, number: str) -> None:
        answer = self.planner.post(f"/deliver/{test_id}/candidates/withdraw", {"number": number}, follow=True)
        assert f"Candidate {number} is withdrawn." in words(answer.text)

    def cancel(self, test_id: str) -> None:
        answer = self.scheduler.post(f"/deliver/{test_id}/cancel-booking", follow=True)
        assert "The vendor is asked to give the booking up." in words(answer.text)

    def decide(self, test_id: str, decision: str) -> None:
        """The service desk confirms or rejects by hand."""
        evidence = {"reason": "The vendor called us.", "proof": "Ticket 4711 of 1 December"}
        answer = self.desk.post(f"/attention/{test_id}/{decision}", evidence, follow=True)
        assert "The booking is" in words(answer.text)

    def reconcile(self, test_id: str) -> None:
        answer = self.desk.post(f"/attention/{test_id}/reconcile", follow=True)
        assert "The vendor is being asked what it holds." in words(answer.text)
        self.run()

    def run(self) -> None:
        self.world.run_jobs()

    def wait(self, *, minutes: float = 60, times: int = 1) -> None:
        """Let time pass, then run what is due; several times over, as retries need it."""
        for _ in range(times):
            self.world.clock.advance(minutes=minutes)
            self.world.run_jobs()

    def clockwork(self) -> None:
        """Promise what comes round, as the clockwork does, and run it."""
        for periodic in self.world.container.periodic():
            self.world.container.clockwork().promise(periodic)
        self.world.run_jobs()

    # The vendor's side

    def hold_sessions(self, rating: str = "clear", *, test_id: str) -> None:
        """Everybody joins and is rated, and the notices of it come in at our door."""
        done = self.vendor.control(
            "POST", f"/accounts/{self.vendor.name}/run", {"rating": rating, "key": self.key(test_id)}
        )
        self.bring_notices(done["joined"] + done["rated"])

    def join(self, test_id: str, number: str) -> None:
        self.vendor.control("POST", f"/sessions/{self.session(test_id, number)}/joined")
        self.bring_notices(1)

    def rate(self, test_id: str, number: str, rating: str, *, notices: int = 1) -> None:
        body = {"rating": rating, "text": "Said by the proctor."}
        self.vendor.control("POST", f"/sessions/{self.session(test_id, number)}/rate", body)
        self.bring_notices(notices)

    def bookings_at_vendor(self, test_id: str) -> list[Json]:
        """All that the vendor has or had of the test, the newest first."""
        listed = self.vendor.control("GET", f"/accounts/{self.vendor.name}/bookings?key={self.key(test_id)}")
        return list(listed["bookings"])

    def booked_at_vendor(self, test_id: str) -> TimeWindow:
        span = self.bookings_at_vendor(test_id)[0]["window"]
        return TimeWindow(start=datetime.fromisoformat(span["start"]), end=datetime.fromisoformat(span["end"]))

    def put_in_as_vendor(self, test_id: str, window: TimeWindow) -> None:
        """The vendor's people put a booking in themselves, as after a telephone call."""
        span = {"start": window.start.isoformat(), "end": window.end.isoformat()}
        wish = {
            "key": self.key(test_id),
            "title": TITLE,
            "window": span,
            "proctors": 1,
            "candidates": [{"number": "C-1"}],
        }
        self.vendor.control("POST", f"/accounts/{self.vendor.name}/bookings", wish)

    def session(self, test_id: str, number: str) -> str:
        sessions = {one["candidate"]: one["session"] for one in self.bookings_at_vendor(test_id)[0]["sessions"]}
        return str(sessions[number])

    def cancel_as_vendor(self, test_id: str) -> None:
        reference = self.booking(test_id).reference
        self.vendor.control("POST", f"/bookings/{reference}/cancel", {"text": "Our centre is closed."})
        self.bring_notices(1)

    def bring_notices(self, number: int) -> list[int]:
        """Take so many more notices from the wire to our door, as they are; the answers' statuses."""
        wait_until(lambda: len(self.inbox.taken) >= self._taken + number)
        new = self.inbox.taken[self._taken : self._taken + number]
        self._taken += number
        return [self.knock(headers, body).status_code for headers, body in new]

    def knock(self, headers: dict[str, str], body: str) -> TestResponse:
        """One notice at our door."""
        kept = {name: value for name, value in headers.items() if name.startswith("webhook-")}
        return self.world.app.test_client().post(
            f"/vendors/simulator/{self.centre_id}/notices",
            data=body.encode(),
            headers=kept,
            content_type="application/json",
        )

    def held(self, test_id: str) -> int:
        """How many bookings the vendor holds for the test, by its own count."""
        return int(self.vendor.state()["active_by_key"].get(self.key(test_id), 0))

    def requests(self, operation: str) -> dict[str, int]:
        """The vendor's own count of requests, by outcome."""
        return dict(self.vendor.state()["requests"].get(operation, {}))

    # Looking

    def page(self, test_id: str, browser: Browser | None = None) -> str:
        """What the activation page says."""
        return words((browser or self.planner).get(f"/deliver/{test_id}").text)

    def badge(self, test_id: str) -> str:
        """The simplified status on the activation page."""
        page = self.planner.get(f"/deliver/{test_id}").text
        found = re.search(r'data-announce="Booking: ([^"]*)"', page)
        assert found, words(page)
        return found[1]

    def shown_log(self, test_id: str, query: str = "") -> list[Shown]:
        """The log as its first page shows it, newest first."""
        page = self.planner.get(f"/deliver/{test_id}/log{query}")
        assert page.status_code == 200
        return self.read_log(page.text)

    @staticmethod
    def read_log(page: str) -> list[Shown]:
        return [
            Shown(
                sequence=int(found["sequence"]),
                kind=found["kind"],
                code=unescape(found["code"]),
                message=unescape(found["message"]),
            )
            for found in _EVENT.finditer(page)
        ]

    @staticmethod
    def next_page(page: str) -> str:
        """Where «Next» of a list leads; empty on its last page."""
        found = re.search(r'href="([^"]*[?&;]after=[^"]*)"', page)
        return unescape(found[1]) if found else ""

    def codes(self, test_id: str) -> list[str]:
        """The codes of the log, oldest first."""
        return [entry.code for entry in reversed(self.shown_log(test_id))]

    def exported_log(self, test_id: str) -> list[dict[str, Any]]:  # Any: JSON from the wire.
        exported: list[dict[str, Any]] = json.loads(self.planner.get(f"/deliver/{test_id}/log.json").text)
        return exported

    def key(self, test_id: str) -> str:
        """What names the test's booking to the vendor, as the exported log tells it."""
        correlation: str = self.exported_log(test_id)[0]["correlation"]
        return correlation.partition(":")[0]

    def booking(self, test_id: str) -> ProctorBooking:
        with self.world.container.open_unit()() as unit:
            found: ProctorBooking = unit.proctor_bookings.of_test(ProctoredTestId(UUID(test_id)), EVERYTHING)
        return found

    def entries(self, test_id: str) -> list[LogEntry]:
        booking = self.booking(test_id)
        with self.world.container.open_unit()() as unit:
            return list(unit.booking_log.of(booking.id))
