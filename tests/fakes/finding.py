"""The storage of verification in memory, as far as recognising organisations use it to find and look up results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from core.access.model import Organisation, OrganisationKind
from core.results.model import Result, ResultId
from core.results.reference import ReferenceNumber
from core.shared.errors import NotFoundError
from core.shared.files import FileStore
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Payload
from core.shared.unit import OpenUnit
from core.verification.model.recognising import LookUpPolicy
from core.verification.model.searching import Criteria
from core.verification.model.sharing import Activity, LookUp, Share, ShareId
from core.verification.ports import VerificationReader, VerificationUnit
from core.verification.views import VerifiedResult


@dataclass
class Stored:
    """What the database would hold. `opened` are the people who opened a share; `searches` are by digest."""

    results: dict[ResultId, Result] = field(default_factory=dict)
    centres: dict[OrganisationId, str] = field(default_factory=dict)
    shares: dict[ShareId, Share] = field(default_factory=dict)
    opened: dict[ShareId, list[PersonId]] = field(default_factory=dict)
    look_ups: dict[tuple[ResultId, OrganisationId], LookUp] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    searches: dict[str, tuple[Criteria, PersonId, OrganisationId, datetime]] = field(default_factory=dict)
    policy: LookUpPolicy = field(default_factory=LookUpPolicy)
    jobs: dict[str, Payload] = field(default_factory=dict)
    trail: list[tuple[str, str, str]] = field(default_factory=list)
    facts: list[Mapping[str, str]] = field(default_factory=list)


class MemoryResults:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.results

    def with_reference(self, reference: ReferenceNumber) -> Result | None:
        return next((deepcopy(one) for one in self._all.values() if one.reference == reference), None)


class MemoryCentres:
    def __init__(self, stored: Stored) -> None:
        self._names = stored.centres

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Organisation:
        return Organisation(
            id=organisation_id,
            kind=OrganisationKind.TEST_CENTRE,
            name=self._names[organisation_id],
            number="GB104",
            time_zone="UTC",
        )


class MemoryShares:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def between(self, result_id: ResultId, organisation_id: OrganisationId, *, now: datetime) -> Share | None:
        both = (result_id, organisation_id)
        going_on = (one for one in self._stored.shares.values() if one.is_active(now=now))
        return next((deepcopy(one) for one in going_on if (one.result_id, one.organisation_id) == both), None)

    def mark_opened(self, share_id: ShareId, person_id: PersonId, *, at: datetime) -> bool:
        opened = self._stored.opened.setdefault(share_id, [])
        if person_id not in opened:
            opened.append(person_id)
        return opened == [person_id] and not any(one.share_id == share_id for one in self._stored.activities)


class MemoryLookUps:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.look_ups

    def add(self, look_up: LookUp) -> None:
        self._all[look_up.result_id, look_up.organisation_id] = look_up

    def latest(self, result_id: ResultId, organisation_id: OrganisationId) -> LookUp | None:
        return self._all.get((result_id, organisation_id))


class MemoryWatchers:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def of(self, result_id: ResultId, *, now: datetime) -> Sequence[OrganisationId]:
        holders = {
            one.organisation_id
            for one in self._stored.shares.values()
            if one.result_id == result_id and one.is_active(now=now)
        }
        return sorted(holders | {organisation for result, organisation in self._stored.look_ups if result == result_id})


class MemoryActivities:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.activities

    def add(self, activity: Activity) -> None:
        self._all.append(activity)


class MemorySearches:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def add(
        self, digest: str, criteria: Criteria, *, person_id: PersonId, organisation_id: OrganisationId, at: datetime
    ) -> None:
        self._stored.searches[digest] = (criteria, person_id, organisation_id, at)

    def forget_before(self, before: datetime) -> int:
        old = [digest for digest, (*_, at) in self._stored.searches.items() if at < before]
        for digest in old:
            del self._stored.searches[digest]
        return len(old)


class MemoryPolicies:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def get(self, *, for_update: bool = False) -> LookUpPolicy:
        return self._stored.policy if for_update else deepcopy(self._stored.policy)


class MemoryUnit:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.committed = False
        self.results = MemoryResults(stored)
        self.organisations = MemoryCentres(stored)
        self.shares = MemoryShares(stored)
        self.look_ups = MemoryLookUps(stored)
        self.watchers = MemoryWatchers(stored)
        self.activities = MemoryActivities(stored)
        self.searches = MemorySearches(stored)
        self.look_up_policies = MemoryPolicies(stored)

    def commit(self) -> None:
        self.committed = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self._stored.jobs.setdefault(key, payload)

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self._stored.trail.append((action, by, on))
        self._stored.facts.append(facts or {})


class MemoryFinding:
    """Opens units on one memory. A unit works on a copy, which replaces the memory at its commit."""

    def __init__(self) -> None:
        self.stored = Stored()

    @property
    def open_unit(self) -> OpenUnit[VerificationUnit]:
        # A cast, because only what finding touches is kept here.
        return cast("OpenUnit[VerificationUnit]", self._open)

    @contextmanager
    def _open(self) -> Iterator[MemoryUnit]:
        draft = deepcopy(self.stored)
        unit = MemoryUnit(draft)
        yield unit
        if unit.committed:
            self.stored = draft


class KnownResults:
    """What one organisation sees: a view for each result that is shared with it or was looked up."""

    def __init__(self, *views: tuple[OrganisationId, VerifiedResult]) -> None:
        self._views = {(organisation, view.result_id): view for organisation, view in views}

    def result(self, result_id: ResultId, organisation_id: OrganisationId, *, now: datetime) -> VerifiedResult:
        if (organisation_id, result_id) not in self._views:
            raise NotFoundError("result")
        return self._views[organisation_id, result_id]

    @property
    def reader(self) -> VerificationReader:
        # A cast, because opening asks for nothing else.
        return cast("VerificationReader", self)


class KeptFiles:
    """A file store, as far as it gives."""

    def __init__(self, **files: bytes) -> None:
        self._files = files

    def get(self, key: str) -> bytes:
        if key not in self._files:
            raise NotFoundError("file")
        return self._files[key]

    @property
    def store(self) -> FileStore:
        # A cast, because nothing is put in it.
        return cast("FileStore", self)
