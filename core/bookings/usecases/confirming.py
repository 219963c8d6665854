"""Seeing a confirmation of entry: by whoever entered the candidate, and by the candidate with an unguessable link."""

from dataclasses import dataclass

from core.access.model import EVERYTHING, Actor, digest_of
from core.access.permissions import Permission
from core.access.ports import Secrets
from core.bookings.confirmation import Confirmation, ConfirmationLinkReader, ConfirmationReader, ConfirmationUnit
from core.bookings.model import EntryId
from core.shared.errors import NotAllowedError, NotFoundError
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeConfirmationCommand:
    actor: Actor
    entry_id: EntryId


class SeeConfirmation:
    """For the preparation centre whose candidate it is, and for the test centre. That it was taken goes on record, as
    every copy of a candidate's data does."""

    def __init__(self, *, reader: ConfirmationReader, open_unit: OpenUnit[ConfirmationUnit], clock: Clock) -> None:
        self._reader = reader
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: SeeConfirmationCommand) -> Confirmation:
        actor = command.actor
        if not (actor.may(Permission.SEE_AVAILABLE_SESSIONS) or actor.may(Permission.MANAGE_SESSIONS)):
            raise NotAllowedError("permission_missing", permission=Permission.SEE_AVAILABLE_SESSIONS.value)
        found = self._reader.read(command.entry_id, actor.scope, now=self._clock.now())
        with self._open_unit() as unit:
            unit.record("confirmation_taken", by=actor.label, on=f"entry:{command.entry_id}")
            unit.commit()
        return found


class FollowConfirmationLink:
    """Raises NotFoundError("confirmation") for a link that never was, or whose session has long been over."""

    def __init__(self, *, reader: ConfirmationReader, links: ConfirmationLinkReader, clock: Clock) -> None:
        self._reader = reader
        self._links = links
        self._clock = clock

    def __call__(self, secret: str) -> Confirmation:
        now = self._clock.now()
        entry_id = self._links.entry_behind(digest_of(secret))
        if entry_id is None:
            raise NotFoundError("confirmation")
        found = self._reader.read(entry_id, EVERYTHING, now=now)
        if found.is_over(now=now):
            raise NotFoundError("confirmation")
        return found


class IssueConfirmationLink:
    """Mint a link at the moment its mail is written, so that no secret waits in a table. Earlier ones go on working."""

    def __init__(self, *, open_unit: OpenUnit[ConfirmationUnit], secrets: Secrets) -> None:
        self._open_unit = open_unit
        self._secrets = secrets

    def __call__(self, entry_id: EntryId) -> str:
        secret = self._secrets.draw()
        with self._open_unit() as unit:
            unit.confirmation_links.add(digest_of(secret), entry_id)
            unit.record("confirmation_link_issued", by="job:notifications", on=f"entry:{entry_id}")
            unit.commit()
        return secret
