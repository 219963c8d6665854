"""Candidates make their account with what stands on the confirmation of entry, and add further numbers to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.access.model import Actor, Organisation, OrganisationKind, Person, digest_of
from core.access.permissions import Role
from core.access.ports import Throttle
from core.access.promises import promise_password_link
from core.access.rules import count_attempt
from core.bookings.numbers import read_candidate_number
from core.shared.codes import DerivedCodes
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.claim import Claim
from core.verification.model.registration import is_email, is_mailed_name
from core.verification.ports import VerificationUnit

WINDOW = timedelta(hours=1)
TRIES_PER_NUMBER = 10
TRIES_PER_ORIGIN = 60
"""A class makes its accounts at one school, so there must be room. Against 50 random bits neither limit leaves a
guesser anything to hope for."""

LINK_WINDOW = timedelta(days=1)
LINKS_PER_NUMBER = 5
"""Each is a mail, and the address can be anybody's."""

PLACE_NUMBER = "CANDIDATES"
_CANDIDATE = frozenset({Role.CANDIDATE})
_VISITOR = "visitor:unknown"


class NumberClaims:
    """Whether somebody who typed a candidate ID number and a secret number has the confirmation of entry in hand.

    The secret number follows from the candidate ID number, so one that fits was printed by this house; a number that
    nobody was given is refused with the same words, after the same work, as a wrong secret.
    """

    def __init__(self, *, secret_numbers: DerivedCodes, throttle: Throttle) -> None:
        self._secret_numbers = secret_numbers
        self._throttle = throttle

    def check(self, number: str, secret_number: str, *, origin: str, now: datetime) -> str:
        """The number as it is kept. Raises InvalidInputError("secret_number"), and UnavailableError for too many tries
        from one place or for one number, counted over all processes."""
        number = read_candidate_number(number)
        key = f"claim:number:{digest_of(number.casefold())}"
        count_attempt(self._throttle, f"claim:origin:{origin}", limit=TRIES_PER_ORIGIN, window=WINDOW, now=now)
        count_attempt(self._throttle, key, limit=TRIES_PER_NUMBER, window=WINDOW, now=now)
        if not self._secret_numbers.fits(number, secret_number):
            text = "These two numbers do not belong together. Type both as they stand on your confirmation of entry."
            raise InvalidInputError.of("secret_number", text)
        self._throttle.reset(key)
        return number

    def count_link(self, number: str, *, now: datetime) -> None:
        """Raises ConflictError("joined_too_often")."""
        key = f"claim:link:{digest_of(number.casefold())}"
        if self._throttle.hit(key, window=LINK_WINDOW, now=now) > LINKS_PER_NUMBER:
            raise ConflictError("joined_too_often")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAsCandidateCommand:
    """`origin` is the network address it was asked from."""

    number: str
    secret_number: str
    name: str
    email: str
    time_zone: str
    origin: str


class JoinAsCandidate:
    """A new account, with a mailed link to set its password.

    Who mistyped the e-mail address, or never got the mail, does it again: until a password is set, name and address
    are taken from the last time, unless the person has come to work for an organisation meanwhile. Raises
    ConflictError("email_has_account") for an address that has an account, and ConflictError("candidate_number_taken")
    for a number that belongs to one, and ConflictError("joined_too_often") for the sixth link of a day.
    """

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], claims: NumberClaims, clock: Clock) -> None:
        self._open_unit = open_unit
        self._claims = claims
        self._clock = clock

    def __call__(self, command: JoinAsCandidateCommand) -> PersonId:
        now = self._clock.now()
        if not is_email(command.email.strip()):
            raise InvalidInputError.of("email", "Enter an e-mail address like name@example.org.")
        if not is_mailed_name(command.name):
            raise InvalidInputError.of("name", "Enter your name.")
        number = self._claims.check(command.number, command.secret_number, origin=command.origin, now=now)
        self._claims.count_link(number, now=now)
        place = _candidates_place(self._open_unit)
        with self._open_unit() as unit:
            claim = unit.candidate_numbers.claim(number, for_update=True)
            person = self._person(unit, claim, command, place)
            person.give_roles(_CANDIDATE, at=place)
            if claim is None:
                unit.candidate_numbers.add(number, person.id, at=now)
            promise_password_link(unit, person.id, now=now)
            unit.record("candidate_joined", by=_VISITOR, on=f"person:{person.id}")
            unit.commit()
        return person.id

    def _person(
        self, unit: VerificationUnit, claim: Claim | None, command: JoinAsCandidateCommand, place: Organisation
    ) -> Person:
        known = unit.people.with_email(command.email)
        if known is not None and (claim is None or known.id != claim.person_id):
            raise ConflictError("email_has_account")
        if claim is None:
            person = Person(id=PersonId(new_id()), name=command.name, email=command.email, time_zone=command.time_zone)
            unit.people.add(person)
            return person
        person = unit.people.get(claim.person_id, for_update=True)
        # Whoever printed the confirmation knows the secret number, too: it opens a candidate's account and no other.
        is_candidate_only = person.memberships.keys() <= {place.id}
        if person.password_hash is not None or not person.active or not is_candidate_only:
            raise ConflictError("candidate_number_taken")
        person.revise(name=command.name, email=command.email, time_zone=command.time_zone)
        return person


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCandidateNumberCommand:
    actor: Actor
    number: str
    secret_number: str
    origin: str


class AddCandidateNumber:
    """For whoever is signed in: a candidate with several numbers, or somebody who works here and sat an exam. Answers
    the organisation in which they see their results. Adding one's own number again changes nothing."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], claims: NumberClaims, clock: Clock) -> None:
        self._open_unit = open_unit
        self._claims = claims
        self._clock = clock

    def __call__(self, command: AddCandidateNumberCommand) -> OrganisationId:
        actor, now = command.actor, self._clock.now()
        number = self._claims.check(command.number, command.secret_number, origin=command.origin, now=now)
        place = _candidates_place(self._open_unit)
        with self._open_unit() as unit:
            if unit.candidate_numbers.owner(number) != actor.person_id:
                unit.candidate_numbers.add(number, actor.person_id, at=now)
                person = unit.people.get(actor.person_id, for_update=True)
                person.give_roles(_CANDIDATE, at=place)
                unit.record("candidate_number_added", by=actor.label, on=f"person:{actor.person_id}")
                unit.commit()
        return place.id


def _candidates_place(open_unit: OpenUnit[VerificationUnit]) -> Organisation:
    """The one organisation of candidates, made when it is first needed. Of two that come at once one makes it, and the
    other finds its number taken."""
    found = _found(open_unit)
    if found is None:
        try:
            with open_unit() as unit:
                place = Organisation(
                    id=OrganisationId(new_id()),
                    kind=OrganisationKind.CANDIDATES,
                    name="Candidates",
                    number=PLACE_NUMBER,
                    time_zone="UTC",
                )
                unit.organisations.add(place)
                unit.record("organisation_made", by="job:verification", on=f"organisation:{place.id}")
                unit.commit()
        except ConflictError as conflict:
            if conflict.code != "number_taken":
                raise
        found = _found(open_unit)
    if found is None or found.kind is not OrganisationKind.CANDIDATES:
        raise ConflictError("number_taken", number=PLACE_NUMBER)
    return found


def _found(open_unit: OpenUnit[VerificationUnit]) -> Organisation | None:
    with open_unit() as unit:
        return unit.organisations.with_number(PLACE_NUMBER)
