"""Logging in with e-mail address and password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

from core.access.model import LogIn, Person, digest_of, fold_email
from core.access.permissions import permissions_of
from core.access.ports import AccessUnit, PasswordHasher, Secrets, Throttle
from core.access.rules import count_attempt
from core.shared.errors import NotAllowedError
from core.shared.ids import OrganisationId
from core.shared.time import Clock
from core.shared.unit import OpenUnit

WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 10
TRIES_PER_ORIGIN = 100
"""A whole test centre may log in from one address; guessing at many people from one still ends soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLogInCommand:
    """`origin` is the network address, `device` what the browser says of itself, for the list of devices."""

    email: str
    password: str
    origin: str
    device: str


class StartLogIn:
    """Answers the secret that goes to the person's browser and is known nowhere else.

    An unknown address, a wrong password and a deactivated account get one answer, after the same work.
    """

    def __init__(
        self,
        *,
        open_unit: OpenUnit[AccessUnit],
        throttle: Throttle,
        hasher: PasswordHasher,
        secrets: Secrets,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._throttle = throttle
        self._hasher = hasher
        self._secrets = secrets
        self._clock = clock

    def __call__(self, command: StartLogInCommand) -> str:
        now = self._clock.now()
        key = f"log_in:address:{digest_of(fold_email(command.email))}"
        count_attempt(self._throttle, f"log_in:origin:{command.origin}", limit=TRIES_PER_ORIGIN, window=WINDOW, now=now)
        count_attempt(self._throttle, key, limit=TRIES_PER_ADDRESS, window=WINDOW, now=now)
        with self._open_unit() as unit:
            found = unit.people.with_email(command.email)
        known_hash = found.password_hash if found and found.active else None
        if not self._hasher.verify(known_hash, command.password) or found is None or known_hash is None:
            self._refuse(found)
        fresh = self._hasher.hash(command.password) if self._hasher.is_outdated(known_hash) else None
        secret = self._start(found, known_hash, fresh, command, now)
        self._throttle.reset(key)
        return secret

    def _start(
        self, found: Person, known_hash: str, fresh: str | None, command: StartLogInCommand, now: datetime
    ) -> str:
        secret = self._secrets.draw()
        with self._open_unit() as unit:
            person = unit.people.get(found.id, for_update=True)
            # Checking the password took its time; what it was checked against must still stand.
            if person.active and person.password_hash == known_hash and person.memberships:
                if fresh:
                    person.set_password(fresh)
                unit.log_ins.add(
                    LogIn(
                        digest=digest_of(secret),
                        person_id=person.id,
                        organisation_id=_where_the_work_is(person),
                        started_at=now,
                        seen_at=now,
                        origin=command.origin,
                        device=command.device,
                    )
                )
                unit.record("logged_in", by=f"person:{person.id}", on=f"person:{person.id}")
                unit.commit()
                return secret
        self._refuse(found)

    def _refuse(self, found: Person | None) -> NoReturn:
        """The trail names the person whose account was tried, never the address that was typed."""
        with self._open_unit() as unit:
            unit.record("log_in_refused", by="visitor:unknown", on=f"person:{found.id if found else 'unknown'}")
            unit.commit()
        raise NotAllowedError("log_in_refused")


def _where_the_work_is(person: Person) -> OrganisationId:
    """The organisation in which the person may do most; of equal ones always the same."""
    return max(person.memberships, key=lambda at: (len(permissions_of(person.memberships[at])), at))
