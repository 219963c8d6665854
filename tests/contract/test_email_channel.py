from __future__ import annotations

from collections.abc import Iterator

import pytest

from examhall import Letter, NotificationChannel
from examhall.testing import NotificationChannelContract
from examhall.testing.channel import Delivered, a_letter
from plugins.email.channel import EmailChannel
from tests.integration.mail.smtp_server import Answers, MailServer, mail_server

UNWELCOME = "unwelcome@example.org"


def channel_to(port: int) -> EmailChannel:
    return EmailChannel(
        host="localhost",
        port=port,
        security="none",
        sender="exams@example.org",
        sender_name="Exams",
        user="",
        password="",
    )


class TestEmailChannel(NotificationChannelContract):
    @pytest.fixture
    def server(self) -> Iterator[MailServer]:
        with mail_server(Answers(unknown={UNWELCOME})) as server:
            yield server

    @pytest.fixture
    def channel(self, server: MailServer) -> NotificationChannel:
        return channel_to(server.port)

    @pytest.fixture
    def delivered(self, server: MailServer) -> Delivered:
        return lambda letter: sum(taken.message["Subject"] == letter.subject for taken in server.taken)

    @pytest.fixture
    def unreachable(self) -> NotificationChannel:
        with mail_server() as server:
            return channel_to(server.port)

    @pytest.fixture
    def unwelcome(self) -> Letter:
        return a_letter(to_address=UNWELCOME)
