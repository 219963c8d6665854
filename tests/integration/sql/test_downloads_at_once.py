"""Who asks for the last long download at the same moment as somebody else finds no room left."""

from __future__ import annotations

import pytest

from adapters.sql.database import Database
from core.access.permissions import Role
from core.exports.downloads import AT_ONCE, MOST_LONG
from core.exports.ports import Dataset
from core.exports.registry import KnownDatasets
from core.exports.usecases.asking import AskDownload, AskDownloadCommand
from core.shared.errors import ConflictError
from tests.fakes.exports import FakeFormats, Lines, actor
from tests.integration.sql.halting import Opening, at_once, opening
from tests.integration.sql.proctored import StandingClock
from tests.integration.sql.verified import READER, UNIVERSITY, settle

LONG: Dataset = Lines.of(AT_ONCE + 1)


def ask(open_unit: Opening) -> None:
    asking = AskDownload(
        open_unit=open_unit, datasets=KnownDatasets([LONG]), formats=FakeFormats(), clock=StandingClock()
    )
    reader = actor(Role.MEMBER, person=READER, at=UNIVERSITY)
    asking(AskDownloadCommand(actor=reader, dataset=LONG.name, selection={}, format="plain", options={}))


def test_of_two_who_ask_for_the_last_one_at_once_one_is_refused(database: Database) -> None:
    settle(database)
    for _ in range(MOST_LONG - 1):
        ask(opening(database))

    refused = at_once(database, ask, ask)

    assert isinstance(refused, ConflictError)
    assert refused.code == "too_many_downloads"
    with pytest.raises(ConflictError):
        ask(opening(database))
