"""What a proctoring scheduler does with the mouse, for the tests that begin where it ends."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.product import Product

TWO_CANDIDATES = (
    "number,name,email,extra_minutes\r\nE-1,Maya Lindqvist,maya@example.org,0\r\nE-2,李小龙,li@example.org,15\r\n"
)
# Asking the vendor takes seconds in the demo; a busy machine takes its time too.
PATIENCE = 30_000


def start_of_a_test() -> datetime:
    """Well past the vendor's minimal time in advance, on the hour."""
    return (datetime.now() + timedelta(days=20)).replace(hour=9, minute=0)  # noqa: DTZ005 (a local time is typed)


def make_test(page: Page, product: Product, title: str) -> str:
    """A live test with its details alone; its address. Ends on its candidates."""
    page.goto(f"{product.address}/deliver/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Vendor", exact=True).select_option(label="Vendor simulator")
    page.get_by_role("button", name="Make the test").click()
    page.wait_for_url(re.compile(r"/candidates$"))
    return page.url.removesuffix("/candidates")


def upload(page: Page, content: str) -> None:
    """Send a file of candidates from the window or the page that is open."""
    file: FilePayload = {"name": "candidates.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()


def set_time(page: Page) -> None:
    """Fill in the step Time and save it. Ends on Activation."""
    start = start_of_a_test()
    page.get_by_label("Start").fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("End").fill((start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Save and go on to activation").click()
    expect(page.get_by_role("button", name="Activate")).to_be_visible()


def make_ready_test(page: Page, product: Product, title: str) -> str:
    """A test that lacks nothing but its activation; its address."""
    test = make_test(page, product, title)
    page.goto(f"{test}/candidates/file")
    upload(page, TWO_CANDIDATES)
    page.goto(f"{test}/time")
    set_time(page)
    return test


def expect_status(page: Page, status: str | re.Pattern[str]) -> None:
    """Wait for the booking's status in the page that follows it by itself."""
    expect(page.locator("#activation .badge", has_text=status)).to_be_visible(timeout=PATIENCE)


@contextmanager
def broken(control: Page, fault: str) -> Iterator[None]:
    """Switch a fault on for all of the centre's requests, and off again however the test ends."""
    control.get_by_label("What goes wrong").select_option(label=fault)
    control.get_by_role("button", name="Switch on").click()
    expect(control.get_by_role("status")).to_have_text("The fault is switched on.")
    # The demo has faults of its own on; those are for the keys of single bookings.
    for_all = control.get_by_role("row", name=fault).filter(has=control.get_by_role("cell", name="all", exact=True))
    try:
        yield
    finally:
        for_all.get_by_role("button").click()
        expect(for_all).to_have_count(0)
