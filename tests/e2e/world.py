"""An Examhall of one test's own: application, database, clock, mail. What end-to-end tests stand on.

    def test_a_planner_sees_the_tests(world: World) -> None:
        centre = world.centre("Northgate College")
        planner = world.person(Role.PLANNER, at=centre)
        browser = world.client(planner)              # logged in through the log-in page
        page = browser.get("/deliver")               # a werkzeug TestResponse; follow=True follows redirects
        browser.post("/deliver/new", {"title": "B2"})     # the form's token is added
        world.run_jobs()                             # everything due now, and what that promises for now
        world.clock.advance(hours=2)

`world.container` is the real container over a SQLite file with all migrations done; only the clock, the cost of hashing
passwords and the mailbox are other than in production. `World.beside()` is a second process on the same database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from adapters.security.hasher import Argon2Hasher
from core.access.model import (
    ADMINISTERED,
    OPERATOR,
    ROLES_IN,
    Actor,
    Organisation,
    OrganisationKind,
    Partnership,
    Person,
)
from core.access.permissions import Role
from core.access.usecases.employing import CreatePersonCommand, GiveRolesCommand
from core.access.usecases.organising import CreateOrganisationCommand
from core.extensions.model import OfferKind, PluginSetup
from core.notifications.views import ReceivedLetter
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.paging import PageRequest
from core.shared.time import utc
from core.verification.model.recognising import RecognisingOrganisation
from core.verification.model.registration import InstitutionKind, OrganisationDetails
from web.app import create_app
from web.container import Container, load_settings

PASSWORD = "seven tall giraffes at noon"
START = utc(2026, 12, 1, 9)
AWARDING_ROLES = ROLES_IN[OrganisationKind.AWARDING_BODY]


class CompiledTemplates(BytecodeCache):
    """Compiled once for all worlds of the process, which otherwise takes a third of their time."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = CompiledTemplates()

_compile_builder = Rule._compile_builder
_BUILDERS: dict[tuple[str, bool], Callable[..., tuple[str, str]]] = {}


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What builds the addresses of a rule is made from its text, unless it has defaults. Compiling that is most of what
    making an application takes, and a test makes one or two."""
    if rule.defaults:
        return _compile_builder(rule, append_unknown)
    key = (rule.rule, append_unknown)
    if key not in _BUILDERS:
        _BUILDERS[key] = _compile_builder(rule, append_unknown)
    return _BUILDERS[key]


Rule._compile_builder = _compiled_once  # type: ignore[assignment, method-assign]  # As a method.


class SettableClock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person of the world; `organisation_id` is the one they were made in."""

    id: PersonId
    name: str
    email: str
    organisation_id: OrganisationId
    organisation_kind: OrganisationKind
    roles: frozenset[Role]
    password: str = PASSWORD

    @property
    def actor(self) -> Actor:
        """To call use cases with."""
        return Actor(
            person_id=self.id,
            organisation_id=self.organisation_id,
            organisation_kind=self.organisation_kind,
            roles=self.roles,
        )


class Browser:
    """A test client with its own cookies, whose posts carry the token of forms."""

    def __init__(self, app: flask.Flask, *, address: str = "127.0.0.1") -> None:
        self._app = app
        self._environ = {"REMOTE_ADDR": address}
        self.http: FlaskClient = app.test_client()

    def get(self, path: str, *, follow: bool = False, headers: Mapping[str, str] | None = None) -> TestResponse:
        return self.http.get(path, follow_redirects=follow, headers=headers, environ_base=self._environ)

    def post(
        self,
        path: str,
        data: Mapping[str, object] | None = None,
        *,
        follow: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """A file goes in as `(BytesIO(...), "name.csv")`, a list as several values of one name."""
        with_token = {**(data or {}), "csrf_token": self.token()}
        return self.http.post(
            path, data=with_token, follow_redirects=follow, headers=headers, environ_base=self._environ
        )

    def search(self, path: str, typed: str, **filters: str) -> TestResponse:
        """Type it into the search of a list of people; the list that comes."""
        return self.post(path, {"q": typed, **filters}, follow=True)

    def token(self) -> str:
        with self._app.test_request_context():
            token: str = generate_csrf()
            raw = flask.session["csrf_token"]
        with self.http.session_transaction() as session:
            session["csrf_token"] = raw
        return token

    def log_in(self, email: str, password: str) -> TestResponse:
        return self.post("/log-in", {"email": email, "password": password})


class World:
    def __init__(
        self, database: Path, *, clock: SettableClock | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        """`database` is a file with all tables; nothing else is in it, or what another World put there. `settings` are
        variables that are to be other than in all tests."""
        self._file = database
        self._numbers = count(1)
        self.clock = clock or SettableClock()
        loaded = load_settings(
            {
                "EXAMHALL_DATA": str(database.parent),
                "EXAMHALL_DATABASE_URL": f"sqlite:///{database}",
                "EXAMHALL_SECRET_KEY": "a secret that only tests use, long enough",
                "EXAMHALL_CONTACT": "exams@awarding.example",
                **(settings or {}),
            }
        )
        self.container = Container(settings=loaded)
        self.container.clock.override(self.clock)
        self.container.password_hasher.override(Argon2Hasher(cheap=True))
        self.app = create_app(self.container)
        self.app.testing = True
        self.app.jinja_env.bytecode_cache = _COMPILED

    def beside(self, settings: Mapping[str, str] | None = None) -> World:
        """Another process on the same database, at the same time of day."""
        return World(self._file, clock=self.clock, settings=settings)

    def close(self) -> None:
        self.container.database().dispose()

    # Who is there

    def awarding_body(self) -> OrganisationId:
        """The one awarding body, made when first asked for."""
        with self.container.open_unit()() as unit:
            found = unit.organisations.awarding_body()
        return found.id if found else self._organisation(OrganisationKind.AWARDING_BODY, "Awarding body", "AB001")

    def centre(self, name: str = "", *, number: str = "") -> OrganisationId:
        which = next(self._numbers)
        return self._organisation(OrganisationKind.TEST_CENTRE, name or f"Centre {which}", number or f"TC{which:03}")

    def preparation_centre(self, *test_centres: OrganisationId, name: str = "", number: str = "") -> OrganisationId:
        """One that works with these test centres; with the first for longest."""
        which = next(self._numbers)
        kind = OrganisationKind.PREPARATION_CENTRE
        made = self._organisation(kind, name or f"Preparation centre {which}", number or f"PC{which:03}")
        with self.container.open_unit()() as unit:
            for place, test_centre in enumerate(test_centres):
                since = self.clock.now() + timedelta(seconds=place)
                unit.partnerships.begin(
                    Partnership(test_centre_id=test_centre, preparation_centre_id=made, since=since)
                )
            unit.commit()
        return made

    def recognising_organisation(
        self, name: str = "", *, city: str = "Aldermoor", country: str = "GB", website: str = ""
    ) -> OrganisationId:
        """One that was approved, without the people that come with an approval."""
        details = OrganisationDetails(
            name=name or f"University {next(self._numbers)}",
            kind=InstitutionKind.UNIVERSITY,
            city=city,
            country=country,
            website=website,
        )
        with self.container.open_unit()() as unit:
            made = _organisation(
                OrganisationKind.RECOGNISING_ORGANISATION, details.name, unit.recognising_organisations.next_number()
            )
            unit.organisations.add(made)
            unit.recognising_organisations.add(RecognisingOrganisation(id=made.id, details=details))
            unit.commit()
        return made.id

    def candidates(self) -> OrganisationId:
        """Where candidates belong, made when first asked for."""
        with self.container.open_unit()() as unit:
            made: Organisation | None = unit.organisations.with_number("CANDIDATES")
            if made is None:
                made = _organisation(OrganisationKind.CANDIDATES, "Candidates", "CANDIDATES")
                unit.organisations.add(made)
            unit.commit()
        return made.id

    def person(
        self,
        *roles: Role,
        at: OrganisationId | None = None,
        name: str = "",
        email: str = "",
        password: str | None = PASSWORD,
    ) -> Someone:
        """Somebody with these roles. Without `at`, candidates and those of the awarding body are there and others at a
        new organisation of a kind that has the roles. With `password=None` they have not set one yet."""
        at = at or self._place_for(frozenset(roles))
        which = next(self._numbers)
        command = CreatePersonCommand(
            actor=OPERATOR,
            name=name or f"Person {which}",
            email=email or f"person{which}@centre.example",
            time_zone="Europe/London",
            organisation_id=at,
            roles=frozenset(roles),
        )
        made = self._made(command)
        if password is not None:
            hashed = self.container.password_hasher().hash(password)
            with self.container.open_unit()() as unit:
                unit.people.get(made, for_update=True).set_password(hashed)
                unit.commit()
        return Someone(
            id=made,
            name=command.name,
            email=command.email,
            organisation_id=at,
            organisation_kind=self.organisation(at).kind,
            roles=command.roles,
            password=password or "",
        )

    def _place_for(self, roles: frozenset[Role]) -> OrganisationId:
        made_for: dict[OrganisationKind, Callable[[], OrganisationId]] = {
            OrganisationKind.AWARDING_BODY: self.awarding_body,
            OrganisationKind.PREPARATION_CENTRE: self.preparation_centre,
            OrganisationKind.RECOGNISING_ORGANISATION: self.recognising_organisation,
            OrganisationKind.CANDIDATES: self.candidates,
        }
        make = next((make for kind, make in made_for.items() if roles <= ROLES_IN[kind]), self.centre)
        return make()

    def _made(self, command: CreatePersonCommand) -> PersonId:
        """As an administrator makes them, or where none may, as they are once another rule has let them in."""
        if self.organisation(command.organisation_id).kind in ADMINISTERED:
            created: PersonId = self.container.create_person()(command)
            return created
        person = Person(id=PersonId(new_id()), name=command.name, email=command.email, time_zone=command.time_zone)
        with self.container.open_unit()() as unit:
            person.give_roles(command.roles, at=unit.organisations.get(command.organisation_id))
            unit.people.add(person)
            unit.commit()
        return person.id

    def join(self, person: Someone, *roles: Role, at: OrganisationId) -> None:
        """Give the person roles in another organisation too."""
        if self.organisation(at).kind in ADMINISTERED:
            command = GiveRolesCommand(actor=OPERATOR, person_id=person.id, organisation_id=at, roles=frozenset(roles))
            self.container.give_roles()(command)
            return
        with self.container.open_unit()() as unit:
            unit.people.get(person.id, for_update=True).give_roles(frozenset(roles), at=unit.organisations.get(at))
            unit.commit()

    def organisation(self, organisation_id: OrganisationId) -> Organisation:
        with self.container.open_unit()() as unit:
            found: Organisation = unit.organisations.get(organisation_id)
        return found

    def _organisation(self, kind: OrganisationKind, name: str, number: str) -> OrganisationId:
        command = CreateOrganisationCommand(
            actor=OPERATOR, kind=kind, name=name, number=number, time_zone="Europe/London"
        )
        made: OrganisationId = self.container.create_organisation()(command)
        return made

    # What they do

    def client(self, person: Someone | None = None, *, address: str = "127.0.0.1") -> Browser:
        """A browser; with a person, logged in as them. `address` is the network address it comes from."""
        browser = Browser(self.app, address=address)
        if person is not None:
            answer = browser.log_in(person.email, person.password)
            assert answer.status_code == 302, answer.text
        return browser

    def client_as(self, *roles: Role, at: OrganisationId | None = None) -> Browser:
        """A browser of somebody new with these roles."""
        return self.client(self.person(*roles, at=at))

    def password_link(self, person: Someone) -> str:
        """The path of a fresh set-password link."""
        return f"/set-password/{self.container.issue_password_link()(person.id, by=OPERATOR.label).secret}"

    def run_jobs(self) -> int:
        """Run what is due now, and what that promises for now; how many jobs ran. What fails is tried again later."""
        ran: int = self.container.jobs().run_until_idle()
        return ran

    def open_mailbox(self) -> None:
        """Switch on the channel that leaves every letter in a folder."""
        folder = self.container.settings().mailbox.resolve()
        setup = PluginSetup(
            organisation_id=self.awarding_body(),
            kind=OfferKind.NOTIFICATION_CHANNEL,
            name="inbox",
            enabled=True,
            values={"folder": str(folder)},
        )
        with self.container.open_unit()() as unit:
            unit.plugin_setups.add(setup)
            unit.commit()

    def mailbox(self) -> Sequence[ReceivedLetter]:
        """The letters so far, newest first; `open_mailbox` and `run_jobs` come before."""
        letters: Sequence[ReceivedLetter] = self.container.demo_mailbox().letters(PageRequest(size=200)).items
        return letters

    def trail(self) -> list[str]:
        """The actions of the audit trail, oldest first."""
        return [record.action for record in self.container.audit_trail().walk()]


def _organisation(kind: OrganisationKind, name: str, number: str) -> Organisation:
    """One that no administrator makes."""
    return Organisation(id=OrganisationId(new_id()), kind=kind, name=name, number=number, time_zone="Europe/London")
