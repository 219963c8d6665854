"""Workers die in the middle of their work and the vendor misbehaves; nothing is lost and nothing is doubled."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState
from core.proctoring.model.replay import differences
from core.proctoring.usecases.activating import CancelBookingCommand
from core.proctoring.usecases.deciding import AskReconciliationCommand, DecideByHandCommand
from plugins.simulator.vendor.accounts import Account
from plugins.simulator.vendor.server import SimulatorServer
from tests.crash.house import (
    ACCOUNTS,
    CANDIDATES,
    DESK,
    NOTICE_SECRET,
    VENDOR,
    House,
    api_key,
    listening,
    scheduler_of,
    wire,
)
from tests.crash.worker import workers

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.timeout(300)]

SEED = 4711

PATIENCE = 100.0
"""Seconds within which all that is promised must have been done once the kills are over."""

CHAOS = {
    "reply_lost_after_booking": 0.08,
    "half_reply": 0.04,
    "garbage": 0.01,
    "too_many_requests": 0.03,
    "server_error": 0.05,
    "slow": 0.06,
    "no_capacity": 0.04,
    "availability_unknown": 0.04,
    "decline_other": 0.01,
    "refuse_credentials": 0.004,
    "confirm_at_once": 0.1,
    "duplicate_notices": 0.3,
    "out_of_order_notices": 0.1,
}
"""How often each request meets which fault."""

SLOW = 1.4
"""Seconds of a slow answer, more than a lease: a killed worker's question is still under way when it is asked again."""

CAPACITY = 18
"""Proctors at one time: fewer than are asked for, so that some bookings are refused by all rights."""

DECIDED = {BookingState.CONFIRMED, BookingState.REJECTED, BookingState.CANCELLED}
HELD = {BookingState.CONFIRMED}


class Vendor:
    """The simulator, with an account for each centre, and what it says it holds."""

    def __init__(self, server: SimulatorServer) -> None:
        self.url = server.url
        self._http = httpx2.Client(base_url=f"{server.url}/control", trust_env=False)

    def go_wild(self, *, seed: int) -> None:
        """From now on it misbehaves by chance."""
        wild = {"kind": "chaos", "seed": seed, "probabilities": CHAOS, "delay": SLOW}
        for account in ACCOUNTS.values():
            self._send("POST", f"/accounts/{account}/faults", wild)

    def notify(self, address: str) -> None:
        """Push notices to the house's door for each centre."""
        for centre, account in ACCOUNTS.items():
            door = f"{address}/vendors/{VENDOR}/{centre}/notices"
            self._send("PUT", f"/accounts/{account}", {"notify_url": door, "notify_secret": NOTICE_SECRET})

    def hold_sessions(self, booking: ProctorBooking) -> int:
        """Every candidate joins and is rated; how many were rated."""
        told = {"key": booking.key, "rating": "clear"}
        return int(self._send("POST", f"/accounts/{ACCOUNTS[booking.organisation_id]}/run", told)["rated"])

    def has_told_all(self) -> bool:
        notices = [account["notices"] for account in self.state().values()]
        return not any(some.get("pending", 0) + some.get("held", 0) for some in notices)

    def keep_waiting(self, keys: list[str]) -> None:
        """These bookings stay undecided, so that there is always something to check."""
        for account in ACCOUNTS.values():
            self._send("POST", f"/accounts/{account}/faults", {"kind": "never_decides", "keys": keys})

    def calm_down(self) -> None:
        for account in ACCOUNTS.values():
            self._send("DELETE", f"/accounts/{account}/faults")

    def state(self) -> dict[str, dict[str, Any]]:
        accounts: dict[str, dict[str, Any]] = self._send("GET", "/state")["accounts"]
        return accounts

    def held(self) -> Counter[str]:
        """How many bookings each key holds."""
        held: Counter[str] = Counter()
        for account in self.state().values():
            held.update(account["active_by_key"])
        return held

    def close(self) -> None:
        self._http.close()

    # Any: JSON from the wire.
    def _send(self, method: str, path: str, body: object = None) -> Any:
        answer = self._http.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    accounts = [
        Account(name=name, api_key=api_key(name), capacity=CAPACITY, decision_delay=0.5) for name in ACCOUNTS.values()
    ]
    with SimulatorServer(accounts=accounts) as server:
        vendor = Vendor(server)
        yield vendor
        vendor.close()


@pytest.fixture
def house(database_url: str, vendor: Vendor, tmp_path: Path) -> Iterator[House]:
    container = wire(database_url, tmp_path)
    house = House(container)
    house.open(vendor.url)
    with listening(container) as address:
        vendor.notify(address)
        yield house
    container.database().dispose()


def test_workers_killed_in_the_middle_of_their_work_lose_nothing_and_double_nothing(
    house: House, vendor: Vendor, database_url: str, tmp_path: Path
) -> None:
    bookings, kills = (200, 50) if database_url.startswith("sqlite") else (40, 10)
    chance = random.Random(SEED)
    house.plan(bookings)
    vendor.go_wild(seed=chance.randrange(1000))
    for booking in house.bookings():
        house.activate(booking.test_id, booking.organisation_id)
    vendor.keep_waiting([booking.key for booking in house.bookings()[::3]])

    with workers(database_url, tmp_path) as made:
        killed_at_work, examined = 0, set[str]()
        for _ in range(4 * kills):
            if killed_at_work >= kills:
                break
            before = house.leases()
            made.start()
            time.sleep(chance.uniform(0.02, 0.3))
            made.kill()
            killed_at_work += bool(house.leases() - before)
            people_interfere(house, vendor, chance, examined)
        vendor.calm_down()
        made.start()
        wait_until(lambda: vendor.has_told_all() and not house.jobs(), house)
        reconcile_what_is_in_doubt(house)

    assert killed_at_work >= kills
    check_that_all_agrees(house, vendor)
    check_that_all_are_rated_once(house, examined)


def test_two_workers_on_one_database_do_nothing_twice(
    house: House, vendor: Vendor, database_url: str, tmp_path: Path
) -> None:
    house.plan(100)

    with workers(database_url, tmp_path, name="one") as one, workers(database_url, tmp_path, name="other") as other:
        one.start()
        other.start()
        for booking in house.bookings():
            house.activate(booking.test_id, booking.organisation_id)
        wait_until(lambda: not house.jobs(), house)

    check_that_all_agrees(house, vendor)
    for booking in house.bookings():
        codes = Counter(entry.code for entry in house.log_of(booking))
        is_confirmed = booking.state is BookingState.CONFIRMED
        end = Code.CONFIRMED if is_confirmed else Code.REJECTED_CAPACITY
        assert codes[Code.SCHEDULED] == codes[end] == 1, told(house, booking)
        assert codes[Code.SENT] == is_confirmed, told(house, booking)
        assert codes.total() == codes[Code.CHECK_SCHEDULED] + 2 + is_confirmed, told(house, booking)
    # Who sends and who checks is chance; both must have had a part in it.
    assert all("kind=proctoring." in worker.log() for worker in (one, other))


def people_interfere(house: House, vendor: Vendor, chance: random.Random, examined: set[str]) -> None:
    """While it all goes wrong, somebody cancels, decides by hand, books again, or holds the test."""
    booking = chance.choice(house.bookings())
    if booking.vendor_side_unknown:
        return
    actor = scheduler_of(booking.organisation_id)
    match booking.state:
        case BookingState.CONFIRMED if chance.random() < 0.5:
            if vendor.hold_sessions(booking):
                examined.add(booking.key)
        case BookingState.CONFIRMED:
            house.container.cancel_booking()(CancelBookingCommand(actor=actor, test_id=booking.test_id))
        case BookingState.SENT | BookingState.SCHEDULED:
            told = {"reason": "The centre wants another week.", "proof": "Mail of the manager"}
            house.container.reject_by_hand()(DecideByHandCommand(actor=DESK, booking_id=booking.id, **told))
        case BookingState.REJECTED | BookingState.CANCELLED:
            house.activate(booking.test_id, booking.organisation_id)


def reconcile_what_is_in_doubt(house: House) -> None:
    """As the service desk would, one after the other, until nothing is in doubt."""
    for _ in range(5):
        doubtful = [booking for booking in house.bookings() if booking.vendor_side_unknown]
        if not doubtful:
            return
        for booking in doubtful:
            house.container.ask_reconciliation()(AskReconciliationCommand(actor=DESK, booking_id=booking.id))
        wait_until(lambda: not house.jobs(), house)


def check_that_all_agrees(house: House, vendor: Vendor) -> None:
    bookings, held = house.bookings(), vendor.held()
    assert not house.jobs()
    assert [told(house, one) for one in bookings if one.state not in DECIDED or one.vendor_side_unknown] == []
    assert [told(house, one) for one in bookings if (one.state in HELD) != (one.key in held)] == []
    assert set(held.values()) <= {1}
    assert max(account["most_active_per_key"] for account in vendor.state().values()) == 1
    assert [found for one in bookings for found in differences(one, house.log_of(one))] == []
    assert house.container.verify_trail()().breaks == ()
    # Not a world in which nothing was booked or nothing refused.
    assert {BookingState.CONFIRMED, BookingState.REJECTED} <= {booking.state for booking in bookings}


def check_that_all_are_rated_once(house: House, examined: set[str]) -> None:
    """A notice that came twice, or before another, makes no second rating. One that could not be read is told of."""
    ratings = house.sessions()
    for booking in house.bookings():
        if booking.key in examined:
            failed = sum(entry.code is Code.RATING_FAILED for entry in house.log_of(booking))
            expected = [0] * failed + [1] * (CANDIDATES - failed)
            assert sorted(ratings[booking.key]) == expected, told(house, booking)
    assert examined


def told(house: House, booking: ProctorBooking) -> str:
    """A booking that is not as it should be, with all that happened to it."""
    steps = [f"{entry.at:%H:%M:%S.%f} {entry.to_state} {entry.message}" for entry in house.log_of(booking)]
    return "\n".join([f"{booking.key} is {booking.state}", *steps])


def wait_until(true: Callable[[], bool], house: House) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, house.jobs()
        time.sleep(0.1)
