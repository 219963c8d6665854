"""Rules that several use cases of access hold."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.access.model import ADMINISTERED, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, OrganisationKind, Person
from core.access.permissions import Role
from core.access.ports import AccessUnit, PasswordJudge, Throttle
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError, UnavailableError
from core.shared.ids import OrganisationId, PersonId


def check_password(password: str, *, person: Person, judge: PasswordJudge) -> None:
    """Long enough, and not easy to guess for somebody who knows the person."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise InvalidInputError.of("password", f"Use at least {MIN_PASSWORD_LENGTH} characters.")
    if len(password) > MAX_PASSWORD_LENGTH:
        raise InvalidInputError.of("password", f"Use at most {MAX_PASSWORD_LENGTH} characters.")
    own_words = [*person.name.split(), person.email, *person.email.replace("@", ".").split("."), "examhall"]
    if _is_made_of(own_words, password):
        raise InvalidInputError.of("password", "Use something else than your name and your e-mail address.")
    objection = judge.objection(password, about=own_words)
    if objection:
        raise InvalidInputError.of("password", objection)


def _is_made_of(own_words: Sequence[str], password: str) -> bool:
    """Whether little is left once the person's own words are taken out. Several of them in a row look long and
    unusual to a judge who asks of each what it adds."""
    rest = password.casefold()
    for word in sorted({word.casefold() for word in own_words if len(word) > 2}, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != password.casefold() and sum(character.isalnum() for character in rest) < MIN_PASSWORD_LENGTH


def keep_an_administrator(unit: AccessUnit, leaving: PersonId) -> None:
    """Refuse to let the last administrator go. Each one is locked, in the order of their ids and before anyone is
    fetched for a change: of two who take the role from each other at once, the second is refused."""
    administrators = unit.people.active_with_role(Role.ADMINISTRATOR, for_update=True)
    if [one.id for one in administrators] == [leaving]:
        raise ConflictError("last_administrator", person=leaving)


def check_administered(kind: OrganisationKind) -> None:
    """An administrator neither makes nor revises organisations of other kinds, nor gives or takes roles there: people
    are let in there by rules of their own."""
    if kind not in ADMINISTERED:
        raise ConflictError("not_administered", kind=kind.value)


def count_attempt(throttle: Throttle, key: str, *, limit: int, window: timedelta, now: datetime) -> int:
    """Count one attempt and refuse those beyond the limit; how many there were so far."""
    attempts = throttle.hit(key, window=window, now=now)
    if attempts > limit:
        raise UnavailableError("too_many_attempts", retry_after=window)
    return attempts


def check_works_with(unit: AccessUnit, test_centre: OrganisationId, preparation_centre: OrganisationId) -> None:
    """What a test centre does not work with does not exist for it."""
    if not unit.partnerships.exists(test_centre, preparation_centre):
        raise NotFoundError("organisation", organisation=preparation_centre)


def keeps_people_of(unit: AccessUnit, test_centre: OrganisationId, preparation_centre: OrganisationId) -> bool:
    """Whether the test centre is the one that has worked with the preparation centre for longest."""
    going_on = unit.partnerships.of_preparation_centre(preparation_centre)
    return bool(going_on) and going_on[0].test_centre_id == test_centre
