"""A real SMTP server in a thread, told beforehand how to answer."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(kw_only=True)
class Answers:
    """What the server says at a step (`sender`, `recipient`, `data`) instead of going on. `drop` cuts the line after
    the letter has come, `wait` lets it wait for an answer. With `users` it wants a log-in; `unknown` addresses are
    refused for good."""

    instead: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    wait: float = 0
    users: dict[bytes, bytes] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)


@dataclass(kw_only=True)
class Taken:
    """A letter as it came over the wire."""

    content: bytes
    recipients: list[str]
    options: list[str]
    encrypted: bool

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, EmailMessage, policy=SMTPUTF8)


class MailServer:
    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.taken: list[Taken] = []
        self.port = 0

    async def handle_MAIL(  # noqa: N802 - the server calls handlers by these names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "sender" in self.answers.instead:
            return self.answers.instead["sender"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "recipient" in self.answers.instead:
            return self.answers.instead["recipient"]
        if address in self.answers.unknown:
            return "550 5.1.1 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(server.transport, asyncio.Transport)
        assert isinstance(envelope.content, bytes)
        await asyncio.sleep(self.answers.wait)
        if self.answers.drop:
            server.transport.abort()
            return ""
        if "data" in self.answers.instead:
            return self.answers.instead["data"]
        taken = Taken(
            content=envelope.content,
            recipients=list(envelope.rcpt_tos),
            options=list(envelope.mail_options),
            encrypted=server.transport.get_extra_info("ssl_object") is not None,
        )
        self.taken.append(taken)
        return "250 Taken"

    def log_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=self.answers.users.get(data.login) == data.password, handled=False)


@contextmanager
def mail_server(
    answers: Answers | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    utf8: bool = True,
) -> Iterator[MailServer]:
    """A server on a port that the system chose, there until the end of the block."""
    server, loop, ready = MailServer(answers or Answers()), asyncio.new_event_loop(), threading.Event()

    def speak() -> SMTP:
        return SMTP(
            server,
            hostname="mail.example.org",
            enable_SMTPUTF8=utf8,
            decode_data=False,
            tls_context=starttls,
            authenticator=server.log_in,
            auth_required=bool(server.answers.users),
            loop=loop,
        )

    async def serve() -> None:
        async with await asyncio.get_running_loop().create_server(speak, "127.0.0.1", 0, ssl=tls) as listening:
            server.port = listening.sockets[0].getsockname()[1]
            ready.set()
            await stopped.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    stopped = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
        loop.close()
