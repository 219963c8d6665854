"""The whole product as `examhall up` starts it: pages, jobs and the simulated vendor, with the demo world."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, StorageState

from web.demo.cast import PASSWORD
from web.demo.vendor import VendorDesk

# The e-mail address of somebody of the demo in, what their log-in leaves behind out.
LoggedIn = Callable[[str], StorageState]

# The arguments of Chromium as root in a container; each keeps it from reaching out or from waiting for hardware.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The first that is there. The one without windows does the same with a third less work.
_CHROMIUMS = ("chromium-headless-shell", "chromium")

ROOT = Path(__file__).parents[2]
_START = "from web.cli import main; main()"
_VENDOR_IS_AT = re.compile(r"control page is at (http://\S+)")
_READY = "Ctrl-C ends it"
_PATIENCE = 120.0


def chromium() -> str | None:
    """The program of the system's own Chromium, if it has one."""
    return next(filter(None, map(shutil.which, _CHROMIUMS)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Where its pages are, and the control page of its vendor."""

    address: str
    vendor: str


@contextmanager
def running_product(folder: Path) -> Iterator[Product]:
    """Start it with an empty data folder; end it as an operator would, and hold it to ending well."""
    port = _free_port()
    settings = {name: value for name, value in os.environ.items() if not name.startswith("EXAMHALL_")}
    said: list[str] = []
    ready = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-c", _START, "up", "--port", str(port), "--data", str(folder)],
        cwd=ROOT,
        env=settings | {"PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        listening = threading.Thread(target=_listen, args=(process, said, ready), name="what the product says")
        listening.start()
        try:
            if not ready.wait(_PATIENCE) or process.poll() is not None:
                raise RuntimeError(f"the product did not start: {''.join(said)}")
            vendor = _VENDOR_IS_AT.search("".join(said))
            if vendor is None:
                raise RuntimeError(f"the product did not say where its vendor is: {''.join(said)}")
            _decide_quickly(vendor[1])
            yield Product(address=f"http://127.0.0.1:{port}", vendor=vendor[1])
        finally:
            process.terminate()
            ended = process.wait(timeout=30)
            listening.join(timeout=5)
    if ended != 0:
        raise RuntimeError(f"the product ended with {ended}: {''.join(said)}")


def log_in(page: Page, product: Product, email: str) -> None:
    """Log somebody of the demo in, with or without scripts; ends where their work is."""
    page.goto(f"{product.address}/log-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda address: not address.endswith("/log-in"))


def _listen(process: subprocess.Popen[str], said: list[str], ready: threading.Event) -> None:
    """Reads until the end, so that the product never waits for room to write."""
    if process.stdout is not None:
        for line in process.stdout:
            said.append(line)
            if _READY in line:
                ready.set()
    ready.set()


def _decide_quickly(vendor: str) -> None:
    """Long enough to see the booking wait, not long enough to wait for."""
    for centre in ("GB104", "ES230", "JP017"):
        VendorDesk(vendor).decide_after(centre, seconds=1)


def _free_port() -> int:
    """A port whose successor, the vendor's, is free as a rule; the product takes the next one where it is not."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
