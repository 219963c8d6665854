from __future__ import annotations

from pathlib import Path

import pytest

from adapters.mail.maildir import MaildirMailbox
from core.shared.paging import PageRequest
from examhall import NotificationChannel
from examhall.testing import NotificationChannelContract
from examhall.testing.channel import Delivered
from plugins.inbox.channel import InboxChannel


class TestInboxChannel(NotificationChannelContract):
    """It takes every letter, so there is none that it refuses."""

    @pytest.fixture
    def channel(self, tmp_path: Path) -> NotificationChannel:
        return InboxChannel(tmp_path / "mail")

    @pytest.fixture
    def delivered(self, tmp_path: Path) -> Delivered:
        mailbox = MaildirMailbox(tmp_path / "mail")
        return lambda letter: sum(one.subject == letter.subject for one in mailbox.letters(PageRequest(size=200)).items)

    @pytest.fixture
    def unreachable(self, tmp_path: Path) -> NotificationChannel:
        (tmp_path / "file").write_text("a file where the folder should be")
        return InboxChannel(tmp_path / "file")
