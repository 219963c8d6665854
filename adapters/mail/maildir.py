"""Letters of a Maildir, newest first."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from heapq import nlargest
from pathlib import Path

from core.notifications.views import ReceivedLetter
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.paging import Page, PageRequest

Place = tuple[int, str]
"""When a letter came, in nanoseconds, and its id: the key of the list."""


class MaildirMailbox:
    """Reads only: letters stay where they are, as not yet seen. The id of a letter is its file's name up to the marks
    that a mail program adds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def letters(self, page: PageRequest) -> Page[ReceivedLetter]:
        before = _place(page.after) if page.after else None
        found = ((place, path) for place, path in self._files() if before is None or place < before)
        some = nlargest(page.size + 1, found)
        shown = some[: page.size]
        more = f"{shown[-1][0][0]}-{shown[-1][0][1]}" if len(some) > page.size else None
        return Page(items=tuple(_read(place, path) for place, path in shown), next=more)

    def letter(self, letter_id: str) -> ReceivedLetter:
        # Looked for among what is there; the id never becomes part of a path.
        for place, path in self._files():
            if place[1] == letter_id:
                return _read(place, path)
        raise NotFoundError("letter")

    def _files(self) -> Iterator[tuple[Place, Path]]:
        for name in ("new", "cur"):
            folder = self._folder / name
            if folder.is_dir():
                with os.scandir(folder) as entries:
                    for entry in entries:
                        yield (entry.stat().st_mtime_ns, entry.name.partition(":")[0]), Path(entry.path)


def _place(cursor: str) -> Place:
    moment, dash, letter_id = cursor.partition("-")
    if not (dash and moment.isdecimal()):
        raise InvalidInputError.of("after", "This is not a place in the list.", code="cursor_invalid")
    return int(moment), letter_id


def _read(place: Place, path: Path) -> ReceivedLetter:
    message = message_from_bytes(path.read_bytes(), EmailMessage, policy=SMTPUTF8)
    body = message.get_body(("plain",))
    return ReceivedLetter(
        id=place[1],
        at=datetime.fromtimestamp(place[0] / 1_000_000_000, UTC),
        to=str(message["To"] or ""),
        # A long one begins on a line of its own, and reading it leaves the blank of that line.
        subject=str(message["Subject"] or "").strip(),
        text=body.get_content() if body else "",
    )
