"""The storage of access in memory, and the collaborators of its use cases. They pass the contracts of the real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from core.access.model import LogIn, Organisation, OrganisationKind, Partnership, PasswordLink, Person, fold_email
from core.access.permissions import Role
from core.access.views import MembershipView, VisitorView
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Payload

OUTDATED = "old:"


@dataclass
class Stored:
    """What the database would hold."""

    organisations: dict[OrganisationId, Organisation] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)
    log_ins: dict[str, LogIn] = field(default_factory=dict)
    links: dict[PersonId, PasswordLink] = field(default_factory=dict)
    partnerships: dict[tuple[OrganisationId, OrganisationId], Partnership] = field(default_factory=dict)
    """By test centre and preparation centre."""
    jobs: dict[str, Payload] = field(default_factory=dict)
    trail: list[tuple[str, str, str]] = field(default_factory=list)


class MemoryOrganisations:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.organisations

    def add(self, organisation: Organisation) -> None:
        self._all[organisation.id] = organisation

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Organisation:
        if organisation_id not in self._all:
            raise NotFoundError("organisation", organisation=organisation_id)
        found = self._all[organisation_id]
        return found if for_update else deepcopy(found)

    def with_number(self, number: str) -> Organisation | None:
        return next((deepcopy(one) for one in self._all.values() if one.number == number), None)

    def awarding_body(self) -> Organisation | None:
        bodies = (one for one in self._all.values() if one.kind is OrganisationKind.AWARDING_BODY)
        return next((deepcopy(one) for one in bodies), None)

    def check(self) -> None:
        if any(count > 1 for count in Counter(one.number for one in self._all.values()).values()):
            raise ConflictError("number_taken")


class MemoryPeople:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.people

    def add(self, person: Person) -> None:
        self._all[person.id] = person

    def get(self, person_id: PersonId, *, for_update: bool = False) -> Person:
        if person_id not in self._all:
            raise NotFoundError("person", person=person_id)
        found = self._all[person_id]
        return found if for_update else deepcopy(found)

    def with_email(self, email: str, *, for_update: bool = False) -> Person | None:
        found = next((one for one in self._all.values() if fold_email(one.email) == fold_email(email)), None)
        return found if for_update or found is None else deepcopy(found)

    def active_with_role(self, role: Role, *, for_update: bool = False) -> Sequence[Person]:
        people = sorted(self._all.values(), key=lambda one: one.id)
        found = [one for one in people if one.active and any(role in roles for roles in one.memberships.values())]
        return found if for_update else deepcopy(found)

    def of_organisation(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Sequence[Person]:
        people = sorted(self._all.values(), key=lambda one: one.id)
        found = [one for one in people if organisation_id in one.memberships]
        return found if for_update else deepcopy(found)

    def check(self) -> None:
        if any(count > 1 for count in Counter(fold_email(one.email) for one in self._all.values()).values()):
            raise ConflictError("email_taken")


class MemoryLogIns:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.log_ins

    def add(self, log_in: LogIn) -> None:
        self._all[log_in.digest] = log_in

    def get(self, digest: str) -> LogIn | None:
        return deepcopy(self._all.get(digest))

    def touch(self, digest: str, *, seen_at: datetime) -> None:
        if digest in self._all:
            self._all[digest] = replace(self._all[digest], seen_at=seen_at)

    def switch(self, digest: str, *, to: OrganisationId) -> None:
        if digest in self._all:
            self._all[digest] = replace(self._all[digest], organisation_id=to)

    def end(self, digest: str) -> None:
        self._all.pop(digest, None)

    def end_all_of(self, person_id: PersonId, *, but: str | None = None) -> int:
        return self._forget(lambda one: one.person_id == person_id and one.digest != but)

    def forget_before(self, *, seen_before: datetime, started_before: datetime) -> int:
        return self._forget(lambda one: one.seen_at < seen_before or one.started_at < started_before)

    def _forget(self, is_meant: Callable[[LogIn], bool]) -> int:
        meant = [digest for digest, one in self._all.items() if is_meant(one)]
        for digest in meant:
            del self._all[digest]
        return len(meant)


class MemoryPasswordLinks:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.links

    def put(self, link: PasswordLink) -> None:
        self._all[link.person_id] = link

    def take(self, digest: str) -> PasswordLink | None:
        found = self.find(digest)
        if found is not None:
            del self._all[found.person_id]
        return found

    def find(self, digest: str) -> PasswordLink | None:
        return next((one for one in self._all.values() if one.digest == digest), None)


class MemoryPartnerships:
    def __init__(self, kept: dict[tuple[OrganisationId, OrganisationId], Partnership]) -> None:
        self._kept = kept

    def begin(self, partnership: Partnership) -> None:
        if not self.exists(partnership.test_centre_id, partnership.preparation_centre_id):
            self._kept[partnership.test_centre_id, partnership.preparation_centre_id] = partnership

    def end(self, test_centre: OrganisationId, preparation_centre: OrganisationId, *, at: datetime) -> None:
        if self.exists(test_centre, preparation_centre):
            pair = test_centre, preparation_centre
            self._kept[pair] = replace(self._kept[pair], ended_at=at)

    def of_test_centre(self, test_centre: OrganisationId) -> Sequence[Partnership]:
        return [one for one in self._going_on() if one.test_centre_id == test_centre]

    def of_preparation_centre(self, preparation_centre: OrganisationId) -> Sequence[Partnership]:
        return [one for one in self._going_on() if one.preparation_centre_id == preparation_centre]

    def exists(self, test_centre: OrganisationId, preparation_centre: OrganisationId) -> bool:
        found = self._kept.get((test_centre, preparation_centre))
        return found is not None and found.ended_at is None

    def _going_on(self) -> list[Partnership]:
        going_on = [one for one in self._kept.values() if one.ended_at is None]
        return sorted(going_on, key=lambda one: (one.since, one.test_centre_id))


class MemoryAccessUnit:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.committed = False
        self.organisations = MemoryOrganisations(stored)
        self.people = MemoryPeople(stored)
        self.partnerships = MemoryPartnerships(stored.partnerships)
        self.log_ins = MemoryLogIns(stored)
        self.password_links = MemoryPasswordLinks(stored)

    def commit(self) -> None:
        self.organisations.check()
        self.people.check()
        self.committed = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self._stored.jobs.setdefault(key, payload)

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self._stored.trail.append((action, by, on))


class MemoryAccess:
    """Opens units on one memory. A unit works on a copy, which replaces the memory at its commit."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.is_open = False

    @contextmanager
    def open_unit(self) -> Iterator[MemoryAccessUnit]:
        self.is_open = True
        draft = deepcopy(self.stored)
        unit = MemoryAccessUnit(draft)
        try:
            yield unit
        finally:
            self.is_open = False
        if unit.committed:
            self.stored = draft

    def visitor(self, digest: str) -> VisitorView | None:
        log_in = self.stored.log_ins.get(digest)
        person = self.stored.people.get(log_in.person_id) if log_in else None
        if log_in is None or person is None or not person.active:
            return None
        memberships = [
            MembershipView(
                organisation_id=key,
                organisation_kind=self.stored.organisations[key].kind,
                organisation_name=self.stored.organisations[key].name,
                roles=roles,
            )
            for key, roles in person.memberships.items()
        ]
        return VisitorView(
            digest=digest,
            person_id=person.id,
            name=person.name,
            email=person.email,
            time_zone=person.time_zone,
            organisation_id=log_in.organisation_id,
            started_at=log_in.started_at,
            seen_at=log_in.seen_at,
            memberships=tuple(sorted(memberships, key=lambda one: one.organisation_name)),
        )


class MemoryThrottle:
    def __init__(self) -> None:
        self._counts: dict[str, tuple[datetime, int]] = {}

    def hit(self, key: str, *, window: timedelta, now: datetime) -> int:
        start = now - (now - datetime.min.replace(tzinfo=UTC)) % window
        began, count = self._counts.get(key, (start, 0))
        self._counts[key] = (start, count + 1 if began == start else 1)
        return self._counts[key][1]

    def take_back(self, key: str, *, window: timedelta, now: datetime) -> None:
        start = now - (now - datetime.min.replace(tzinfo=UTC)) % window
        began, count = self._counts.get(key, (start, 0))
        if began == start and count:
            self._counts[key] = (start, count - 1)

    def reset(self, key: str) -> None:
        self._counts.pop(key, None)


class PlainHasher:
    """Hashes that can be read; `before_answer` lets a test do something while a password is being checked."""

    def __init__(self, access: MemoryAccess) -> None:
        self._access = access
        self.before_answer: Callable[[], None] = lambda: None
        self.verified: list[str | None] = []

    def hash(self, password: str) -> str:
        assert not self._access.is_open, "hashing takes long: never inside a unit"
        return f"new:{password}"

    def verify(self, password_hash: str | None, password: str) -> bool:
        assert not self._access.is_open, "checking takes long: never inside a unit"
        self.verified.append(password_hash)
        self.before_answer()
        return password_hash is not None and password_hash.partition(":")[2] == password

    def is_outdated(self, password_hash: str) -> bool:
        return password_hash.startswith(OUTDATED)


class MildJudge:
    def objection(self, password: str, *, about: Sequence[str]) -> str | None:
        return "This password is too easy to guess." if password == "too-easy" else None


class CountedSecrets:
    def __init__(self) -> None:
        self._drawn = 0

    def draw(self) -> str:
        self._drawn += 1
        return f"secret-{self._drawn}"
