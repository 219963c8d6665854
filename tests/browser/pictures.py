"""The pictures of the documents, taken from the product as it starts: `python -m tests.browser.pictures`.

Whoever changes a page takes them anew. It needs Chromium, and nothing else than the tests do.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.product import CHROMIUM_ARGUMENTS, ROOT, Product, chromium, log_in, running_product

IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
"""Bytes of a picture: whoever clones the project carries all of them."""

_SCHEDULER, _OFFICE, _CANDIDATE = (
    "scheduler@northgate.example",
    "admissions@aldermoor.example",
    "maya@lindqvist.example",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`pose` leads a page of `person`, who has just logged in, to what is to be seen."""

    name: str
    person: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    pose: Callable[[Page], None]


def _stay(page: Page) -> None:
    page.get_by_role("heading", level=1).wait_for()


def _open_rejected_test(page: Page) -> None:
    page.get_by_role("link", name="B1 Preliminary for Schools").click()
    page.get_by_role("button", name="Activate again").wait_for()


def _open_log(page: Page) -> None:
    page.get_by_role("link", name="B2 First, morning").click()
    page.get_by_role("link", name="Logs").click()
    page.get_by_role("list", name="Log of the booking, newest first").wait_for()


def _open_shared_result(page: Page) -> None:
    page.get_by_role("table").get_by_role("link").filter(has_text="Maya Lindqvist").first.click()
    page.get_by_role("heading", name="Maya Lindqvist", level=1).wait_for()


def _open_own_result(page: Page) -> None:
    page.get_by_role("link", name="B2 First").first.click()
    page.get_by_role("heading", name="B2 First", level=1).wait_for()


PICTURES = (
    Picture(name="deliver", person=_SCHEDULER, width=1280, height=900, scheme="light", pose=_stay),
    Picture(name="activation", person=_SCHEDULER, width=1280, height=900, scheme="dark", pose=_open_rejected_test),
    Picture(name="log-phone", person=_SCHEDULER, width=390, height=844, scheme="light", pose=_open_log),
    Picture(name="find-results", person=_OFFICE, width=1280, height=900, scheme="light", pose=_stay),
    Picture(name="result", person=_OFFICE, width=1280, height=900, scheme="light", pose=_open_shared_result),
    Picture(name="own-result-phone", person=_CANDIDATE, width=390, height=844, scheme="light", pose=_open_own_result),
)


def take(browser: Browser, product: Product, picture: Picture, folder: Path) -> Path:
    """Take one picture into the folder; the file. One that came out too large is refused."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    log_in(page, product, picture.person)
    picture.pose(page)
    file = folder / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    if file.stat().st_size > LARGEST:
        raise ValueError(f"{file.name} has {file.stat().st_size} bytes, more than {LARGEST}")
    return file


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_product(Path(folder)) as product, _chromium() as browser:
        for picture in PICTURES:
            take(browser, product, picture, IMAGES)


if __name__ == "__main__":
    main()
