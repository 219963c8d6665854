"""What a client asks for: one booking of a batch, read from JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .answers import RefusedError, seconds_of

MAX_CANDIDATES = 500
MAX_BATCH = 500
_LONGEST = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A wished booking; times in seconds since 1970. `problem` says why it can only be declined, if so."""

    key: str
    title: str
    starts: int
    ends: int
    proctors: int
    candidates: list[dict[str, object]]
    problem: str | None = None

    def moved(self, seconds: int) -> "Item":
        """The same at another time."""
        return replace(self, starts=self.starts + seconds, ends=self.ends + seconds)


def read(raw: object) -> Item:
    """Read one booking.

    Without a usable key nothing can be answered: RefusedError(422). Anything else that is wrong leads to a decline.
    """
    if not isinstance(raw, dict):
        raise RefusedError(422, "invalid", "bookings: each is an object")
    key = raw.get("key")
    if not isinstance(key, str) or not 1 <= len(key) <= 200 or not key.isprintable():
        raise RefusedError(422, "invalid", "key: a text of 1 to 200 printable characters")
    title = raw.get("title")
    item = Item(key=key, title=title if isinstance(title, str) else "", starts=0, ends=0, proctors=0, candidates=[])
    try:
        if not item.title.strip() or len(item.title) > 300:
            raise ValueError("title: 1 to 300 characters")
        starts, ends = _window(raw.get("window"))
        item = replace(item, starts=starts, ends=ends)
        candidates = _candidates(raw.get("candidates"))
        return replace(item, candidates=candidates, proctors=_proctors(raw.get("proctors")))
    except ValueError as error:
        return replace(item, problem=str(error))


def reread(item: Item, wishes: object) -> Item:
    """The booking with the changes wished for. RefusedError(422) names what is wrong with them."""
    if not isinstance(wishes, dict) or not wishes.keys() & {"window", "proctors", "candidates"}:
        raise RefusedError(422, "invalid", "window, proctors or candidates are needed")
    try:
        if "window" in wishes:
            starts, ends = _window(wishes["window"])
            item = replace(item, starts=starts, ends=ends)
        if "proctors" in wishes:
            item = replace(item, proctors=_proctors(wishes["proctors"]))
        if "candidates" in wishes:
            item = replace(item, candidates=_candidates(wishes["candidates"]))
    except ValueError as error:
        raise RefusedError(422, "invalid", str(error)) from error
    return item


def _window(raw: object) -> tuple[int, int]:
    if not isinstance(raw, dict):
        raise ValueError("window: start and end are needed")
    starts, ends = seconds_of(raw.get("start"), "window.start"), seconds_of(raw.get("end"), "window.end")
    if ends <= starts:
        raise ValueError("window.end: must come after the start")
    if ends - starts > _LONGEST:
        raise ValueError("window: at most 24 hours")
    return starts, ends


def _proctors(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 1 <= raw <= 10_000:
        raise ValueError("proctors: a whole number from 1")
    return raw


def _candidates(raw: object) -> list[dict[str, object]]:
    if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_CANDIDATES:
        raise ValueError(f"candidates: 1 to {MAX_CANDIDATES}")
    seen: set[str] = set()
    read_ones: list[dict[str, object]] = []
    for one in raw:
        if not isinstance(one, Mapping):
            raise ValueError("candidates: each is an object")
        number, extra, name = one.get("number"), one.get("extra_minutes", 0), one.get("name")
        if not isinstance(number, str) or not 1 <= len(number) <= 100:
            raise ValueError("candidates.number: 1 to 100 characters")
        if number in seen:
            raise ValueError(f"candidates.number: {number} stands twice")
        if not isinstance(extra, int) or isinstance(extra, bool) or not 0 <= extra <= 600:
            raise ValueError("candidates.extra_minutes: 0 to 600")
        if name is not None and not isinstance(name, str):
            raise ValueError("candidates.name: a text")
        seen.add(number)
        read_ones.append({"number": number, "extra_minutes": extra, "name": name})
    return read_ones
