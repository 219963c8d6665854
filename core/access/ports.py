"""What access needs from the world."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from core.access.model import LogIn, Organisation, Partnership, PasswordLink, Person, Scope
from core.access.permissions import Role
from core.access.views import (
    CentreContactRow,
    DeviceView,
    OrganisationRow,
    PersonRow,
    PreparationCentreRow,
    PreparationCentreView,
    VisitorView,
)
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.shared.unit import Unit


class Organisations(Protocol):
    """Raises NotFoundError("organisation") for what is not there, ConflictError("number_taken") at commit."""

    def add(self, organisation: Organisation) -> None: ...
    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Organisation: ...
    def with_number(self, number: str) -> Organisation | None: ...
    def awarding_body(self) -> Organisation | None:
        """The one that runs the installation; None until it is made."""
        ...


class People(Protocol):
    """Raises NotFoundError("person") for what is not there, ConflictError("email_taken") when an address is in use."""

    def add(self, person: Person) -> None: ...
    def get(self, person_id: PersonId, *, for_update: bool = False) -> Person: ...
    def with_email(self, email: str, *, for_update: bool = False) -> Person | None: ...
    def active_with_role(self, role: Role, *, for_update: bool = False) -> Sequence[Person]:
        """The active people who have the role in any organisation, in the order of their ids."""
        ...

    def of_organisation(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Sequence[Person]:
        """Everybody who belongs to it, active or not, in the order of their ids."""
        ...


class Partnerships(Protocol):
    """Which preparation centres work with which test centres."""

    def begin(self, partnership: Partnership) -> None:
        """Also for one that had ended. Beginning what goes on already changes nothing."""
        ...

    def end(self, test_centre: OrganisationId, preparation_centre: OrganisationId, *, at: datetime) -> None: ...
    def of_test_centre(self, test_centre: OrganisationId) -> Sequence[Partnership]:
        """Those that go on."""
        ...

    def of_preparation_centre(self, preparation_centre: OrganisationId) -> Sequence[Partnership]:
        """Those that go on, the oldest first."""
        ...

    def exists(self, test_centre: OrganisationId, preparation_centre: OrganisationId) -> bool:
        """Whether it goes on."""
        ...


class LogIns(Protocol):
    def add(self, log_in: LogIn) -> None: ...
    def get(self, digest: str) -> LogIn | None: ...
    def touch(self, digest: str, *, seen_at: datetime) -> None: ...
    def switch(self, digest: str, *, to: OrganisationId) -> None: ...
    def end(self, digest: str) -> None: ...
    def end_all_of(self, person_id: PersonId, *, but: str | None = None) -> int:
        """End every log-in of the person except the one with digest `but`; the number ended."""
        ...

    def forget_before(self, *, seen_before: datetime, started_before: datetime) -> int: ...


class PasswordLinks(Protocol):
    """At most one link a person: a newer one replaces the older."""

    def put(self, link: PasswordLink) -> None: ...
    def take(self, digest: str) -> PasswordLink | None:
        """The link, removed in this unit: a second taker finds none."""
        ...

    def find(self, digest: str) -> PasswordLink | None:
        """The link, left in place."""
        ...


class Throttle(Protocol):
    """Counts attempts over all processes, in fixed windows. It stands outside units: a refused attempt counts too."""

    def hit(self, key: str, *, window: timedelta, now: datetime) -> int:
        """Count one attempt; how many there were in the current window, this one included."""
        ...

    def take_back(self, key: str, *, window: timedelta, now: datetime) -> None:
        """Count one attempt of the current window no more: who counts before the outcome is known lets nobody slip in
        between. Nothing is taken back of what was counted in another window."""
        ...

    def reset(self, key: str) -> None: ...


class PasswordHasher(Protocol):
    """argon2id. Takes tens of milliseconds on purpose; never call it inside a unit."""

    def hash(self, password: str) -> str: ...
    def verify(self, password_hash: str | None, password: str) -> bool:
        """With no hash at all it works as long and says no, so time does not tell who has an account."""
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with weaker parameters than are used now."""
        ...


class PasswordJudge(Protocol):
    def objection(self, password: str, *, about: Sequence[str]) -> str | None:
        """Why a password is too easy to guess, in plain words, or None. `about` are the person's own words."""
        ...


class Secrets(Protocol):
    def draw(self) -> str:
        """A new secret of at least 256 random bits that may stand in an address or a cookie."""
        ...


class AccessUnit(Unit, Protocol):
    @property
    def organisations(self) -> Organisations: ...
    @property
    def people(self) -> People: ...
    @property
    def partnerships(self) -> Partnerships: ...
    @property
    def log_ins(self) -> LogIns: ...
    @property
    def password_links(self) -> PasswordLinks: ...


class AccessReader(Protocol):
    """Lists for pages. Every method reads through a scope.

    A `search` finds by words: each word typed begins a word of the name, or of the number or e-mail address, without
    regard to case and accents. Without letter or digit it finds nothing. What a search finds comes by the word that
    fits and then by name, all else by name. Cursors of people hold no name.
    """

    def organisations(self, scope: Scope, page: PageRequest, *, search: str = "") -> Page[OrganisationRow]: ...
    def people(
        self, scope: Scope, page: PageRequest, *, search: str = "", organisation_id: OrganisationId | None = None
    ) -> Page[PersonRow]:
        """Somebody's whole address finds them alone. Those of one organisation come by name in a search, too.

        Raises InvalidInputError("cursor_invalid") when the one after whom the page begins is not in the list any more.
        """
        ...

    def organisation(self, organisation_id: OrganisationId, scope: Scope) -> OrganisationRow:
        """Raises NotFoundError("organisation")."""
        ...

    def organisation_numbered(self, number: str, scope: Scope) -> OrganisationRow | None:
        """The one with this very number, typed as it is, in capitals or in small letters."""
        ...

    def person(self, person_id: PersonId, scope: Scope) -> PersonRow:
        """Raises NotFoundError("person"). A scope of one organisation holds the people with a membership there."""
        ...

    def visitor(self, digest: str) -> VisitorView | None:
        """Who is behind a log-in; None for an unknown digest and for a deactivated person. Asked at every request."""
        ...

    def devices(self, person_id: PersonId) -> Sequence[DeviceView]: ...
    def organisations_of(self, person_id: PersonId) -> Sequence[OrganisationRow]: ...


class PartnershipsReader(Protocol):
    """Who works with whom, and how test centres are reached."""

    def preparation_centres(
        self, test_centre: OrganisationId, page: PageRequest, *, search: str = ""
    ) -> Page[PreparationCentreRow]:
        """Those the test centre works with, by name. `search` is a part of the name or of the number."""
        ...

    def preparation_centre(
        self, preparation_centre: OrganisationId, test_centre: OrganisationId
    ) -> PreparationCentreView:
        """Raises NotFoundError("organisation") for one that the test centre does not work with."""
        ...

    def test_centres_of(self, preparation_centre: OrganisationId) -> Sequence[CentreContactRow]:
        """Those the preparation centre works with, by name."""
        ...

    def test_centre(self, test_centre: OrganisationId) -> CentreContactRow:
        """Raises NotFoundError("organisation")."""
        ...

    def test_centres(self, page: PageRequest, *, search: str = "") -> Page[CentreContactRow]:
        """Every test centre of the installation, by name, for whoever cannot log in (FEATURES P03)."""
        ...
