"""Opening a result and its photo; that somebody did stands in the audit trail."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.results.model import ResultId
from core.results.ports import ResultsReader, ResultsUnit
from core.results.views import ResultView
from core.shared.errors import NotFoundError
from core.shared.files import FileStore
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeResultCommand:
    actor: Actor
    result_id: ResultId


class SeeResult:
    def __init__(self, *, reader: ResultsReader, open_unit: OpenUnit[ResultsUnit]) -> None:
        self._reader = reader
        self._open_unit = open_unit

    def __call__(self, command: SeeResultCommand) -> ResultView:
        command.actor.require(Permission.MANAGE_RESULTS)
        found = self._reader.result(command.result_id)
        with self._open_unit() as unit:
            unit.record("result_seen", by=command.actor.label, on=f"result:{found.result.id}")
            unit.commit()
        return found


class SeeResultPhoto:
    """The picture's bytes. Raises NotFoundError("photo") where there is none."""

    def __init__(self, *, reader: ResultsReader, files: FileStore, open_unit: OpenUnit[ResultsUnit]) -> None:
        self._reader = reader
        self._files = files
        self._open_unit = open_unit

    def __call__(self, command: SeeResultCommand) -> bytes:
        command.actor.require(Permission.MANAGE_RESULTS)
        found = self._reader.result(command.result_id).result
        if found.photo is None:
            raise NotFoundError("photo", result=found.id)
        photo = self._files.get(found.photo)
        with self._open_unit() as unit:
            unit.record("photo_seen", by=command.actor.label, on=f"result:{found.id}")
            unit.commit()
        return photo
