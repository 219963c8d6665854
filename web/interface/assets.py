"""Where static files lie, and addresses that change when a file's content does."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

PREFIX = "/static/"

# Every address carries the hash of the content, so a copy may be kept for as long as a browser likes.
CACHE_SECONDS = 365 * 24 * 60 * 60

_OWN = Path(__file__).resolve().parent.parent / "static"


@dataclass(frozen=True, slots=True)
class StaticRoot:
    """A folder whose files are served below `prefix`."""

    prefix: str
    directory: Path


@cache
def static_roots() -> tuple[StaticRoot, ...]:
    """Our own files, and those of installed packages under `vendor/`."""
    htmx = Path(str(files("js_lib_htmx"))) / "static" / "htmx"
    return (StaticRoot(f"{PREFIX}vendor/htmx/", htmx), StaticRoot(PREFIX, _OWN))


def _candidates(name: str) -> Iterator[Path]:
    address = PREFIX + name
    for root in static_roots():
        if address.startswith(root.prefix):
            yield root.directory / address.removeprefix(root.prefix)


@cache
def asset_url(name: str) -> str:
    """The address of a static file, `css/base.css` or `vendor/htmx/htmx.min.js`; a missing file is an error at once."""
    for path in _candidates(name):
        if path.is_file():
            fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            return f"{PREFIX}{name}?v={fingerprint}"
    raise LookupError(f"no static file is called {name!r}")
