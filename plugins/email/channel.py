"""Handing mail to an SMTP server."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.policy import SMTP, SMTPUTF8

from examhall import ChannelUnavailable, InvalidInputError, Letter, LetterRefused, NotificationChannel
from plugins.email.message import Envelope, checked_address, write

PATIENCE = 10.0
"""Seconds the server has for one answer. Servers that greet slowly to drive spammers away take some six; the host gives
a delivery 15 s in all."""


class EmailChannel(NotificationChannel):
    """Opens one connection for each letter: messages are few, and a connection kept open breaks unseen."""

    def __init__(
        self, *, host: str, port: int, security: str, sender: str, sender_name: str, user: str, password: str
    ) -> None:
        try:
            self._sender = checked_address(sender)
        except ValueError as error:
            raise InvalidInputError.of("sender", "Enter an e-mail address like exams@example.org.") from error
        if not (user + password).isascii():
            raise InvalidInputError.of(
                "password", "User name and password may hold letters from a to z, digits and signs."
            )
        self._host, self._port, self._security = host, port, security
        self._sender_name, self._user, self._password = sender_name, user, password

    def deliver(self, letter: Letter) -> None:
        envelope = write(letter, sender=self._sender, sender_name=self._sender_name, now=datetime.now(UTC))
        try:
            with self._connection() as server:
                _send(server, envelope)
        except smtplib.SMTPResponseException as answer:
            raise ChannelUnavailable(f"The mail server answered {answer.smtp_code}.") from answer
        except smtplib.SMTPNotSupportedError as error:
            # Never in clear where the settings ask for encryption.
            raise ChannelUnavailable("The mail server does not offer the encryption or log-in asked for.") from error
        except ssl.SSLError as error:
            raise ChannelUnavailable("The mail server's certificate or encryption cannot be trusted.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelUnavailable("The mail server did not answer in time, or the connection broke.") from error

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        # Named after the sender's domain: asking the system for this machine's full name can take long seconds.
        name = self._sender.rpartition("@")[2]
        server: smtplib.SMTP
        if self._security == "tls":
            trust = ssl.create_default_context()
            server = smtplib.SMTP_SSL(self._host, self._port, local_hostname=name, timeout=PATIENCE, context=trust)
        else:
            server = smtplib.SMTP(self._host, self._port, local_hostname=name, timeout=PATIENCE)
        try:
            if self._security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
            yield server
            # The letter is taken by now; a goodbye that goes wrong must not bring it a second time.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()


def _send(server: smtplib.SMTP, envelope: Envelope) -> None:
    """Raises LetterRefused for a lasting no to this letter; other exceptions are about the server."""
    server.ehlo_or_helo_if_needed()
    options: list[str] = []
    if envelope.needs_utf8:
        if not server.has_extn("smtputf8"):
            raise LetterRefused("The mail server takes no addresses with letters beyond a to z.")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    policy = SMTPUTF8 if envelope.needs_utf8 else SMTP
    content = envelope.message.as_bytes(policy=policy)
    try:
        server.sendmail(envelope.sender, [envelope.recipient], content, mail_options=options)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, _ = refusal.recipients[envelope.recipient]
        _raise_for(code, refusal)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        _raise_for(refusal.smtp_code, refusal)


NEEDS_LOG_IN = 530
"""RFC 4954, section 6: not the letter is wrong but the settings, so it waits for them to be corrected."""


def _raise_for(code: int, cause: Exception) -> None:
    # The server's own words are left out: they often repeat the address.
    reason = f"The mail server answered {code}."
    if 500 <= code < 600 and code != NEEDS_LOG_IN:
        raise LetterRefused(reason) from cause
    raise ChannelUnavailable(reason) from cause
