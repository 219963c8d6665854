"""Letters as files of a Maildir."""

import hashlib
import os
import unicodedata
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from pathlib import Path
from uuid import uuid4

from examhall import ChannelUnavailable, InvalidInputError, Letter, NotificationChannel


class InboxChannel(NotificationChannel):
    """A letter's file is named after its key: however often it comes, and from however many processes, it is there
    once. A reader sees a whole file or none."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_absolute():
            raise InvalidInputError.of("folder", "Enter the full path of the folder, beginning with /.")
        self._folder = folder

    def deliver(self, letter: Letter) -> None:
        name = hashlib.sha256(letter.key.encode()).hexdigest()
        try:
            for part in ("tmp", "new", "cur"):
                (self._folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._holds(name):
                self._put(name, _content(letter))
        except OSError as error:
            raise ChannelUnavailable(f"The folder cannot be written to: {error.strerror}.") from error

    def _holds(self, name: str) -> bool:
        # A mail program moves what it has shown to `cur` and adds its marks behind a colon.
        return (self._folder / "new" / name).exists() or any((self._folder / "cur").glob(f"{name}*"))

    def _put(self, name: str, content: bytes) -> None:
        draft = self._folder / "tmp" / uuid4().hex
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # When two processes come this far at once, the second puts the same letter in place of the first.
        draft.replace(self._folder / "new" / name)


def _content(letter: Letter) -> bytes:
    message = EmailMessage(policy=default.clone(utf8=True))
    local, _, domain = _one_line(letter.to_address).rpartition("@")
    message["To"] = Address(display_name=_one_line(letter.to_name), username=local, domain=domain)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message.set_content(letter.text)
    return message.as_bytes()


def _one_line(text: str) -> str:
    """Without control characters: what stands in a header cannot begin another one."""
    return " ".join("".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text).split())
