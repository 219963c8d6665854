"""News of the registration of organisations."""

from uuid import UUID

from core.access.permissions import Permission
from core.notifications.message import Occasion, Outdated, Told
from core.notifications.model import Outsider, OutsiderKind
from core.notifications.news.awarding_body import its_contact
from core.notifications.ports import NotificationsUnit
from core.notifications.registration_wording import RegistrationNews
from core.shared.jobs import Payload
from core.verification.model.registration import Registration, RegistrationId, RegistrationState


def _facts(payload: Payload) -> Payload:
    return {"registration": payload["registration"]}


def told_applicant(unit: NotificationsUnit, payload: Payload) -> Told:
    del unit
    applicant = Outsider(kind=OutsiderKind.REGISTRATION, id=UUID(payload["registration"]))
    return Told(always=[applicant], facts=_facts(payload))


def told_team(unit: NotificationsUnit, payload: Payload) -> Told:
    return Told(
        if_wanted=unit.address_book.at_awarding_body(Permission.MANAGE_RECOGNITION),
        facts=_facts(payload),
    )


def _read(unit: NotificationsUnit, occasion: Occasion) -> Registration:
    return unit.registrations.get(RegistrationId(UUID(occasion.facts["registration"])))


def _news(unit: NotificationsUnit, one: Registration) -> RegistrationNews:
    return RegistrationNews(
        registration_id=one.id,
        organisation=one.details.name,
        due_at=one.due_at,
        reason=one.reason,
        team=its_contact(unit),
    )


def registration(unit: NotificationsUnit, occasion: Occasion) -> RegistrationNews:
    return _news(unit, _read(unit, occasion))


def open_registration(unit: NotificationsUnit, occasion: Occasion) -> RegistrationNews | Outdated:
    """Nobody is warned of what was decided meanwhile, nor told that an answer will come after the answer."""
    one = _read(unit, occasion)
    if one.state is not RegistrationState.RECEIVED:
        return Outdated(reason="The registration is decided.")
    return _news(unit, one)
