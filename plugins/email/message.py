"""A letter as an e-mail message."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from examhall import Letter, LetterRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The message and the two addresses it travels between. A local part may need SMTPUTF8, a domain never does."""

    message: EmailMessage
    sender: str
    recipient: str

    @property
    def needs_utf8(self) -> bool:
        return not (self.sender + self.recipient).isascii()


def checked_address(text: str) -> str:
    """The address with its domain in the form that mail servers know. Raises ValueError for what is none."""
    # Whether the domain takes mail is for the mail server to find out; names in closed networks are as good as others.
    checked: ValidatedEmail = validate_email(text, check_deliverability=False, globally_deliverable=False)
    return f"{checked.local_part}@{checked.ascii_domain}"


def write(letter: Letter, *, sender: str, sender_name: str, now: datetime) -> Envelope:
    """Raises LetterRefused when the recipient's address cannot be one."""
    try:
        recipient = checked_address(letter.to_address)
    except EmailNotValidError as error:
        raise LetterRefused("The e-mail address of the person cannot be right.") from error
    message = EmailMessage()
    message["From"] = _address(sender_name, sender)
    message["To"] = _address(letter.to_name, recipient)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = _message_id(letter.key, sender)
    # RFC 3834: absence notices and other automatic answers stay away.
    message["Auto-Submitted"] = "auto-generated"
    # Else text beyond ASCII would travel as bytes of 8 bits, which not every server takes.
    message.set_content(letter.text, cte=None if letter.text.isascii() else "quoted-printable")
    return Envelope(message=message, sender=sender, recipient=recipient)


def one_line(text: str) -> str:
    """Without line breaks and other control characters: what stands in a header cannot begin another one."""
    return " ".join("".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text).split())


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=one_line(name), username=local, domain=domain)


def _message_id(key: str, sender: str) -> str:
    """The same for the same letter, so that mail servers and programs recognise a repetition."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"
