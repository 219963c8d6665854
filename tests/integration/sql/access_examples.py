"""Organisations, people, log-ins and links: some named ones, and any that Hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import strategies as st

from core.access.model import ROLES_IN, LogIn, Organisation, OrganisationKind, Person
from core.access.permissions import Role
from core.extensions.model import OfferKind, PluginSetup
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.text import is_name
from core.shared.time import utc
from tests.integration.clocks import NOW


def centre(name: str = "Łódź", number: str = "PL001") -> Organisation:
    return Organisation(
        id=OrganisationId(new_id()),
        kind=OrganisationKind.TEST_CENTRE,
        name=name,
        number=number,
        time_zone="Europe/Warsaw",
    )


def person(name: str = "Zoë Åkesson", email: str = "zoe@example.org", *at: Organisation) -> Person:
    someone = Person(id=PersonId(new_id()), name=name, email=email, time_zone="Europe/Stockholm")
    for organisation in at:
        someone.give_roles(frozenset({Role.PLANNER}), at=organisation)
    return someone


def log_in(of: Person, at: Organisation, digest: str = "d" * 64, *, seen_at: datetime = NOW) -> LogIn:
    return LogIn(
        digest=digest,
        person_id=of.id,
        organisation_id=at.id,
        started_at=NOW,
        seen_at=seen_at,
        origin="203.0.113.4",
        device="Firefox on Linux",
    )


# PostgreSQL stores every character but the one numbered zero; surrogates are no characters.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
names = texts.filter(is_name)
numbers = texts.filter(str.strip)
instants = st.datetimes(timezones=st.just(UTC)).map(
    # A day from the ends of the calendar, because other zones reach beyond them.
    lambda at: min(max(at, utc(1, 1, 2)), utc(9999, 12, 30))
)
time_zones = st.sampled_from(["UTC", "Europe/London", "Asia/Kathmandu", "Pacific/Apia"])
ids = st.builds(lambda number: UUID(int=number), st.integers(min_value=0, max_value=2**128 - 1))

centres = st.builds(
    Organisation,
    id=ids.map(OrganisationId),
    kind=st.just(OrganisationKind.TEST_CENTRE),
    name=names,
    number=numbers,
    time_zone=time_zones,
)


@st.composite
def people(draw: st.DrawFn) -> tuple[list[Organisation], Person]:
    """A person and the organisations where they work."""
    organisations = draw(st.lists(centres, max_size=3, unique_by=(lambda one: one.id, lambda one: one.number)))
    someone = draw(
        st.builds(
            Person,
            id=ids.map(PersonId),
            name=names,
            email=texts.map(lambda text: f"{text}@example.org"),
            time_zone=time_zones,
            password_hash=st.none() | texts,
            active=st.booleans(),
        )
    )
    for organisation in organisations:
        roles = st.sets(st.sampled_from(sorted(ROLES_IN[organisation.kind])), min_size=1)
        someone.give_roles(frozenset(draw(roles)), at=organisation)
    return organisations, someone


log_in_details = st.fixed_dictionaries(
    {"started_at": instants, "seen_at": instants, "origin": texts, "device": texts, "digest": texts}
)
setting_values = st.dictionaries(texts, texts | st.integers() | st.booleans(), max_size=4)
setups = st.builds(
    PluginSetup,
    organisation_id=st.just(OrganisationId(UUID(int=0))),
    kind=st.sampled_from(OfferKind),
    name=texts,
    enabled=st.booleans(),
    values=setting_values,
    sealed=st.dictionaries(texts, texts, max_size=3),
)
