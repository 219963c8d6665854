"""A candidate looks at the photo of their own test day, before it is shared or not."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.results.model import ResultId
from core.shared.errors import NotFoundError
from core.shared.files import FileStore
from core.shared.time import Clock
from core.verification.ports import CandidateReader


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeOwnPhotoCommand:
    actor: Actor
    result_id: ResultId


class SeeOwnPhoto:
    """The picture's bytes. Raises NotFoundError("photo") where there is none."""

    def __init__(self, *, reader: CandidateReader, files: FileStore, clock: Clock) -> None:
        self._reader = reader
        self._files = files
        self._clock = clock

    def __call__(self, command: SeeOwnPhotoCommand) -> bytes:
        actor = command.actor
        actor.require(Permission.SEE_OWN_RESULTS)
        own = self._reader.own_result(command.result_id, actor.person_id, now=self._clock.now())
        if own.result.photo is None:
            raise NotFoundError("photo", result=command.result_id)
        return self._files.get(own.result.photo)
