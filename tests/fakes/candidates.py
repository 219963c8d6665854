"""The storage of verification in memory, as far as candidates use it, and the collaborators of their use cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from core.access.model import Organisation, Person
from core.results.model import Result, ResultId
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Payload
from core.shared.unit import OpenUnit
from core.verification.model.claim import Claim
from core.verification.model.recognising import RecognisingOrganisation
from core.verification.model.sharing import Activity, Invitation, InvitationId, Share, ShareId
from core.verification.ports import RecognitionReader, VerificationUnit
from core.verification.views import ListedRow
from tests.fakes.access import MemoryOrganisations, MemoryPeople


class PlainCodes:
    """The code of a number is the number read backwards; it can be said in a test."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def of(self, number: str) -> str:
        return number[::-1]

    def fits(self, number: str, code: str) -> bool:
        self.asked.append((number, code))
        return code.strip().upper() == self.of(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    kind: str
    payload: Payload
    run_at: datetime


@dataclass
class Stored:
    """What the database would hold."""

    organisations: dict[OrganisationId, Organisation] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)
    results: dict[ResultId, Result] = field(default_factory=dict)
    recognising: dict[OrganisationId, RecognisingOrganisation] = field(default_factory=dict)
    numbers: dict[str, Claim] = field(default_factory=dict)
    shares: dict[ShareId, Share] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    invitations: dict[InvitationId, Invitation] = field(default_factory=dict)
    jobs: dict[str, Promised] = field(default_factory=dict)
    trail: list[tuple[str, str, str]] = field(default_factory=list)


class MemoryResults:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.results

    def get(self, result_id: ResultId, *, for_update: bool = False) -> Result:
        if result_id not in self._all:
            raise NotFoundError("result", result=result_id)
        found = self._all[result_id]
        return found if for_update else deepcopy(found)


class MemoryRecognisingOrganisations:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.recognising

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> RecognisingOrganisation:
        if organisation_id not in self._all:
            raise NotFoundError("organisation", organisation=organisation_id)
        found = self._all[organisation_id]
        return found if for_update else deepcopy(found)


class MemoryCandidateNumbers:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.numbers

    def owner(self, number: str) -> PersonId | None:
        claim = self._all.get(number)
        return claim.person_id if claim else None

    def claim(self, number: str, *, for_update: bool = False) -> Claim | None:
        del for_update
        return self._all.get(number)

    def of(self, person_id: PersonId) -> frozenset[str]:
        return frozenset(number for number, claim in self._all.items() if claim.person_id == person_id)

    def add(self, number: str, person_id: PersonId, *, at: datetime) -> None:
        if number in self._all:
            raise ConflictError("candidate_number_taken")
        self._all[number] = Claim(number=number, person_id=person_id, at=at)

    def free(self, claim: Claim) -> None:
        del self._all[claim.number]


class MemoryShares:
    def __init__(self, stored: Stored) -> None:
        self._all, self._results = stored.shares, stored.results

    def add(self, share: Share) -> None:
        both = (share.result_id, share.organisation_id)
        if any((one.result_id, one.organisation_id) == both and one.ended_at is None for one in self._all.values()):
            raise ConflictError("already_shared")
        self._all[share.id] = share

    def get(self, share_id: ShareId, *, for_update: bool = False) -> Share:
        if share_id not in self._all:
            raise NotFoundError("share", share=share_id)
        found = self._all[share_id]
        return found if for_update else deepcopy(found)

    def expired(self, *, now: datetime, limit: int) -> Sequence[Share]:
        due = [one for one in self._all.values() if one.ended_at is None and one.expires_at and one.expires_at <= now]
        return due[:limit]

    def made_by(self, person_id: PersonId, number: str, *, now: datetime) -> Sequence[Share]:
        theirs = [one for one in self._all.values() if one.shared_by == person_id and one.is_active(now=now)]
        return [one for one in theirs if self._results[one.result_id].holder.number == number]


class MemoryActivities:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.activities

    def add(self, activity: Activity) -> None:
        self._all.append(activity)


class MemoryInvitations:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.invitations

    def add(self, invitation: Invitation) -> None:
        self._all[invitation.id] = invitation

    def sent_since(self, person_id: PersonId, since: datetime) -> int:
        return sum(1 for one in self._all.values() if one.invited_by == person_id and one.sent_at > since)


class MemoryUnit:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.committed = False
        self.organisations = MemoryOrganisations(stored)  # type: ignore[arg-type]  # It takes the organisations alone.
        self.people = MemoryPeople(stored)  # type: ignore[arg-type]  # It takes the people alone.
        self.results = MemoryResults(stored)
        self.recognising_organisations = MemoryRecognisingOrganisations(stored)
        self.candidate_numbers = MemoryCandidateNumbers(stored)
        self.shares = MemoryShares(stored)
        self.activities = MemoryActivities(stored)
        self.invitations = MemoryInvitations(stored)

    def commit(self) -> None:
        self.organisations.check()
        self.people.check()
        self.committed = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self._stored.jobs.setdefault(key, Promised(kind=kind, payload=payload, run_at=run_at))

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self._stored.trail.append((action, by, on))


class MemoryVerification:
    """Opens units on one memory. A unit works on a copy, which replaces the memory at its commit. `meanwhile` is called
    once, after a unit has read and before it stores: what others do at the same moment."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.meanwhile: Callable[[], None] | None = None

    @property
    def open_unit(self) -> OpenUnit[VerificationUnit]:
        # A cast, because only what candidates touch is kept here.
        return cast("OpenUnit[VerificationUnit]", self._open)

    @contextmanager
    def _open(self) -> Iterator[MemoryUnit]:
        draft = deepcopy(self.stored)
        unit = MemoryUnit(draft)
        yield unit
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        if unit.committed:
            self.stored = draft


class KnownList:
    """The public list, as far as somebody asks it for a namesake: rows with their contact addresses."""

    def __init__(self, *rows: tuple[ListedRow, str]) -> None:
        self._rows = rows

    def listed_as(self, *, name: str, email: str) -> ListedRow | None:
        return next((row for row, address in self._rows if row.name == name or address == email), None)

    @property
    def reader(self) -> RecognitionReader:
        # A cast, because inviting asks the list for nothing else.
        return cast("RecognitionReader", self)
