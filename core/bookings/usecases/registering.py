"""Registering with a session's code: the candidate at the test centre, without a log-in (FEATURES P31)."""

from dataclasses import dataclass
from datetime import timedelta

from core.access.model import digest_of
from core.access.ports import Secrets, Throttle
from core.access.rules import count_attempt
from core.bookings.confirmation import ConfirmationUnit
from core.bookings.entering import Entrant, check_people, take_in
from core.bookings.model import CandidateDetails
from core.bookings.promises import promise_confirmation
from core.sessions.model import TestSession, fold_session_code
from core.sessions.ports import SessionsReader
from core.sessions.views import SessionView
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError
from core.shared.time import Clock
from core.shared.unit import OpenUnit

WINDOW = timedelta(minutes=15)
TRIED_PER_ORIGIN = 100
"""Looks at codes from one address in a window. A class registers from one address, so there must be room; with some
850,000 million codes, guessing one of a thousand open sessions from one address would take two hundred years."""
REGISTERED_PER_ORIGIN = 40

_VISITOR = "visitor:unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSessionCommand:
    """`code` as it was typed; `origin` is the network address it was typed at."""

    code: str
    origin: str


class FindSession:
    """The open session of a code, for whoever has the code. Raises NotFoundError("session_code") for any other."""

    def __init__(self, *, reader: SessionsReader, throttle: Throttle, clock: Clock) -> None:
        self._reader = reader
        self._throttle = throttle
        self._clock = clock

    def __call__(self, command: FindSessionCommand) -> SessionView:
        now = self._clock.now()
        key = f"session_code:origin:{command.origin}"
        count_attempt(self._throttle, key, limit=TRIED_PER_ORIGIN, window=WINDOW, now=now)
        code = fold_session_code(command.code)
        found = self._reader.by_code(code, now=now) if code else None
        if found is None:
            raise NotFoundError("session_code")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCommand:
    code: str
    details: CandidateDetails
    origin: str


class Register:
    """The test centre itself is the entrant, and the candidate its own. The answer is the secret of a link to the
    confirmation, which is kept nowhere else in clear; the mail has another one.

    Whether somebody is entered already is told without a name: whoever asks may be somebody else.
    """

    def __init__(
        self, *, open_unit: OpenUnit[ConfirmationUnit], throttle: Throttle, secrets: Secrets, clock: Clock
    ) -> None:
        self._open_unit = open_unit
        self._throttle = throttle
        self._secrets = secrets
        self._clock = clock

    def __call__(self, command: RegisterCommand) -> str:
        now, details = self._clock.now(), command.details
        key = f"registration:origin:{command.origin}"
        count_attempt(self._throttle, key, limit=REGISTERED_PER_ORIGIN, window=WINDOW, now=now)
        if not details.consent:
            text = "Without your consent the centre cannot pass your data on, and cannot enter you."
            raise InvalidInputError.of("consent", text)
        check_people([details], now)
        secret = self._secrets.draw()
        with self._open_unit() as unit:
            session = _locked(unit, command.code)
            if unit.entries.clashes(session.id, [details]):
                raise ConflictError("registered_already", session=session.id)
            entrant = Entrant(id=session.centre_id, label=_VISITOR, knows_them=False)
            (entry,) = take_in(unit, session, [details], entrant=entrant, now=now)
            unit.confirmation_links.add(digest_of(secret), entry.id)
            promise_confirmation(unit, entry.id, now=now)
            unit.record("candidate_registered", by=_VISITOR, on=f"entry:{entry.id}")
            unit.commit()
        return secret


def _locked(unit: ConfirmationUnit, typed: str) -> TestSession:
    code = fold_session_code(typed)
    session = unit.sessions.with_code(code, for_update=True) if code else None
    if session is None:
        raise NotFoundError("session_code")
    return session
