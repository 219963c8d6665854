"""Choosing a password: by the link from a mail, or knowing the present one."""

from dataclasses import dataclass
from datetime import timedelta

from core.access.model import Actor, PasswordLink, Person, digest_of
from core.access.ports import AccessUnit, PasswordHasher, PasswordJudge, Throttle
from core.access.rules import check_password, count_attempt
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.time import Clock
from core.shared.unit import OpenUnit

WINDOW = timedelta(minutes=15)
TRIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePasswordCommand:
    secret: str
    password: str


class ChoosePassword:
    """A password that is refused leaves the link usable; the one that is taken uses it up and ends every log-in."""

    def __init__(
        self, *, open_unit: OpenUnit[AccessUnit], hasher: PasswordHasher, judge: PasswordJudge, clock: Clock
    ) -> None:
        self._open_unit = open_unit
        self._hasher = hasher
        self._judge = judge
        self._clock = clock

    def owner(self, secret: str) -> Person:
        """Whose link it is, without using it up: mail scanners open links before people do. Raises NotFoundError for
        one that was used or replaced, ConflictError for one that is too old."""
        with self._open_unit() as unit:
            link = self._checked(unit.password_links.find(digest_of(secret)))
            return unit.people.get(link.person_id)

    def __call__(self, command: ChoosePasswordCommand) -> None:
        check_password(command.password, person=self.owner(command.secret), judge=self._judge)
        fresh = self._hasher.hash(command.password)
        with self._open_unit() as unit:
            link = self._checked(unit.password_links.take(digest_of(command.secret)))
            person = unit.people.get(link.person_id, for_update=True)
            person.set_password(fresh)
            unit.log_ins.end_all_of(person.id)
            unit.record("password_chosen", by=f"person:{person.id}", on=f"person:{person.id}")
            unit.commit()

    def _checked(self, link: PasswordLink | None) -> PasswordLink:
        if link is None:
            raise NotFoundError("password_link")
        link.check(now=self._clock.now())
        return link


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePasswordCommand:
    """`digest` names the log-in that stays; all others end."""

    actor: Actor
    digest: str
    present: str
    password: str


class ChangePassword:
    def __init__(
        self,
        *,
        open_unit: OpenUnit[AccessUnit],
        throttle: Throttle,
        hasher: PasswordHasher,
        judge: PasswordJudge,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._throttle = throttle
        self._hasher = hasher
        self._judge = judge
        self._clock = clock

    def __call__(self, command: ChangePasswordCommand) -> None:
        actor = command.actor
        key = f"change_password:{actor.person_id}"
        count_attempt(self._throttle, key, limit=TRIES, window=WINDOW, now=self._clock.now())
        with self._open_unit() as unit:
            known = unit.people.get(actor.person_id)
        if not self._hasher.verify(known.password_hash, command.present):
            raise InvalidInputError.of("present", "This is not your present password.")
        check_password(command.password, person=known, judge=self._judge)
        fresh = self._hasher.hash(command.password)
        with self._open_unit() as unit:
            unit.people.get(actor.person_id, for_update=True).set_password(fresh)
            unit.log_ins.end_all_of(actor.person_id, but=command.digest)
            unit.record("password_changed", by=actor.label, on=f"person:{actor.person_id}")
            unit.commit()
        self._throttle.reset(key)
