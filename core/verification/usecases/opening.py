"""Opening a result that is shared or was looked up, and its test-day photo."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.results.model import SHOWN, ResultId
from core.shared.errors import NotFoundError
from core.shared.files import FileStore
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.sharing import Activity, ActivityKind, Field
from core.verification.ports import VerificationReader, VerificationUnit
from core.verification.views import VerifiedResult


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenResultCommand:
    actor: Actor
    result_id: ResultId


class OpenResult:
    """What the organisation may see of it. From now on it is not new to this person any more, and the candidate sees
    that the organisation has read it. Raises NotFoundError("result")."""

    def __init__(self, *, reader: VerificationReader, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._reader = reader
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: OpenResultCommand) -> VerifiedResult:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.FIND_RESULTS)
        found = self._reader.result(command.result_id, actor.organisation_id, now=now)
        with self._open_unit() as unit:
            if found.share_id and unit.shares.mark_opened(found.share_id, actor.person_id, at=now):
                unit.activities.add(
                    Activity(
                        result_id=found.result_id,
                        organisation_id=actor.organisation_id,
                        share_id=found.share_id,
                        kind=ActivityKind.OPENED,
                        at=now,
                    )
                )
            unit.record("result_seen", by=actor.label, on=f"result:{found.result_id}", facts=_way_in(actor, found))
            unit.commit()
        return found


class SeePhoto:
    """The picture's bytes, for those in the organisation who may see photos. Raises NotFoundError("photo") when there
    is none to be seen, whatever the reason: the page of the result says which."""

    def __init__(
        self,
        *,
        reader: VerificationReader,
        files: FileStore,
        open_unit: OpenUnit[VerificationUnit],
        clock: Clock,
    ) -> None:
        self._reader = reader
        self._files = files
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: OpenResultCommand) -> bytes:
        actor = command.actor
        actor.require(Permission.SEE_PHOTOS)
        found = self._reader.result(command.result_id, actor.organisation_id, now=self._clock.now())
        if found.photo is None or Field.PHOTO not in found.fields or found.status not in SHOWN:
            raise NotFoundError("photo", result=found.result_id)
        photo = self._files.get(found.photo)
        with self._open_unit() as unit:
            unit.record("photo_seen", by=actor.label, on=f"result:{found.result_id}", facts=_way_in(actor, found))
            unit.commit()
        return photo


def _way_in(actor: Actor, found: VerifiedResult) -> dict[str, str]:
    """For the trail: on whose behalf, and by which right."""
    return {
        "organisation": str(actor.organisation_id),
        "by": f"share:{found.share_id}" if found.share_id else "look_up",
    }
