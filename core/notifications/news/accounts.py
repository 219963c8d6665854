"""News of somebody's own account and place in an organisation."""

from datetime import datetime
from uuid import UUID

from core.access.model import Organisation
from core.access.permissions import Permission, Role, permissions_of
from core.notifications.account_wording import FreeingNews, PrimaryUserNews, Welcome
from core.notifications.message import Occasion, Outdated, Told
from core.notifications.news.awarding_body import its_contact
from core.notifications.ports import NotificationsUnit
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Payload


def _person(payload: Payload, name: str) -> PersonId:
    return PersonId(UUID(payload[name]))


def _organisation(unit: NotificationsUnit, facts: Payload) -> Organisation:
    return unit.organisations.get(OrganisationId(UUID(facts["organisation"])))


def told_of_password(unit: NotificationsUnit, payload: Payload) -> Told:
    del unit
    return Told(always=[_person(payload, "person")])


def whose_password(unit: NotificationsUnit, occasion: Occasion) -> PersonId:
    del unit
    return occasion.reader.id


def told_of_welcome(unit: NotificationsUnit, payload: Payload) -> Told:
    del unit
    return Told(always=[_person(payload, "person")], facts={"organisation": payload["organisation"]})


def welcome(unit: NotificationsUnit, occasion: Occasion) -> Welcome | Outdated:
    organisation, person = _organisation(unit, occasion.facts), occasion.reader
    roles = person.memberships.get(organisation.id)
    if roles is None:
        return Outdated(reason="The person is no longer a user of the organisation.")
    return Welcome(
        organisation=organisation.name,
        is_primary_user=Role.PRIMARY_USER in roles,
        without_password=person.id if person.password_hash is None else None,
    )


def told_of_primary_user(unit: NotificationsUnit, payload: Payload) -> Told:
    del unit
    facts = {"organisation": payload["organisation"], "new": payload["person"]}
    return Told(always=[_person(payload, "person"), _person(payload, "former")], facts=facts)


def primary_user(unit: NotificationsUnit, occasion: Occasion) -> PrimaryUserNews:
    organisation, person = _organisation(unit, occasion.facts), occasion.reader
    new = unit.people.get(_person(occasion.facts, "new"))
    roles = person.memberships.get(organisation.id, frozenset())
    return PrimaryUserNews(
        organisation=organisation.name,
        new_name=new.name,
        is_new=new.id == person.id,
        is_user_still=Permission.FIND_RESULTS in permissions_of(roles),
        team=its_contact(unit),
    )


def told_of_freeing(unit: NotificationsUnit, payload: Payload) -> Told:
    del unit
    return Told(always=[_person(payload, "person")], facts={"at": payload["at"]})


def freeing(unit: NotificationsUnit, occasion: Occasion) -> FreeingNews:
    return FreeingNews(at=datetime.fromisoformat(occasion.facts["at"]), awarding_body=its_contact(unit))
