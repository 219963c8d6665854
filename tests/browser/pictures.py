"""The pictures of the README, taken from the product as it starts: `python -m tests.browser.pictures`.

Whoever changes a page takes them anew. It needs Chromium, and nothing else than the tests do.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.product import CHROMIUM_ARGUMENTS, ROOT, Product, log_in, running_product

IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
"""Bytes of a picture: whoever clones the project carries all of them."""

_SCHEDULER = "scheduler@northgate.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`pose` leads a page of somebody who is logged in, at Deliver, to what is to be seen."""

    name: str
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


PICTURES = (
    Picture(name="deliver", width=1280, height=900, scheme="light", pose=_stay),
    Picture(name="activation", width=1280, height=900, scheme="dark", pose=_open_rejected_test),
    Picture(name="log-phone", width=390, height=844, scheme="light", pose=_open_log),
)


def take(browser: Browser, product: Product, picture: Picture, folder: Path) -> Path:
    """Take one picture into the folder; the file. One that came out too large is refused."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    log_in(page, product, _SCHEDULER)
    picture.pose(page)
    file = folder / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    if file.stat().st_size > LARGEST:
        raise ValueError(f"{file.name} has {file.stat().st_size} bytes, more than {LARGEST}")
    return file


@contextmanager
def _chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
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
