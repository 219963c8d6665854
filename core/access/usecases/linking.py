"""Set-password links: asking for one, sending one, and minting it when the mail goes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.access.model import Actor, PasswordLink, digest_of, fold_email
from core.access.permissions import Permission
from core.access.ports import AccessUnit, Secrets, Throttle
from core.access.promises import promise_password_link
from core.access.rules import count_attempt
from core.shared.errors import ConflictError
from core.shared.ids import PersonId
from core.shared.time import Clock
from core.shared.unit import OpenUnit

WINDOW = timedelta(hours=1)
MAILS_PER_ADDRESS = 3
ASKED_PER_ORIGIN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPasswordLinkCommand:
    email: str
    origin: str


class AskPasswordLink:
    """For somebody who forgot the password. The answer is the same whether there is such a person or not, and does
    not change when they had their mails for this hour."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], throttle: Throttle, clock: Clock) -> None:
        self._open_unit = open_unit
        self._throttle = throttle
        self._clock = clock

    def __call__(self, command: AskPasswordLinkCommand) -> None:
        now = self._clock.now()
        count_attempt(
            self._throttle, f"ask_link:origin:{command.origin}", limit=ASKED_PER_ORIGIN, window=WINDOW, now=now
        )
        address = digest_of(fold_email(command.email))
        asked = self._throttle.hit(f"ask_link:address:{address}", window=WINDOW, now=now)
        with self._open_unit() as unit:
            person = unit.people.with_email(command.email)
            known = person is not None and person.active
            if person is not None and known and asked <= MAILS_PER_ADDRESS:
                promise_password_link(unit, person.id, now=now)
            on = f"person:{person.id if person else 'unknown'}"
            unit.record("password_link_asked", by="visitor:unknown", on=on)
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPasswordLinkCommand:
    actor: Actor
    person_id: PersonId


class SendPasswordLink:
    def __init__(self, *, open_unit: OpenUnit[AccessUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: SendPasswordLinkCommand) -> None:
        command.actor.require(Permission.MANAGE_PEOPLE)
        with self._open_unit() as unit:
            person = unit.people.get(command.person_id)
            if not person.active:
                raise ConflictError("person_is_deactivated", person=person.id)
            promise_password_link(unit, person.id, now=self._clock.now())
            unit.record("password_link_sent", by=command.actor.label, on=f"person:{person.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPasswordLink:
    """The secret in clear, for the one mail it goes into or the one who prints it."""

    secret: str
    expires_at: datetime


class IssuePasswordLink:
    """Mint the link at the moment its mail is written, or it is shown on a terminal. The one before stops working."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], secrets: Secrets, lifetime: timedelta, clock: Clock) -> None:
        self._open_unit = open_unit
        self._secrets = secrets
        self._lifetime = lifetime
        self._clock = clock

    def __call__(self, person_id: PersonId, *, by: str) -> IssuedPasswordLink:
        """`by` is who issues it, as the trail names them: «kind:id»."""
        secret, expires_at = self._secrets.draw(), self._clock.now() + self._lifetime
        with self._open_unit() as unit:
            person = unit.people.get(person_id)
            if not person.active:
                raise ConflictError("person_is_deactivated", person=person_id)
            unit.password_links.put(PasswordLink(digest=digest_of(secret), person_id=person_id, expires_at=expires_at))
            unit.record("password_link_issued", by=by, on=f"person:{person_id}")
            unit.commit()
        return IssuedPasswordLink(secret=secret, expires_at=expires_at)
