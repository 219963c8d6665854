"""How letters name the awarding body."""

from core.notifications.ports import NotificationsUnit


def its_name(unit: NotificationsUnit) -> str:
    body = unit.organisations.awarding_body()
    return body.name if body else "the awarding body"


def its_contact(unit: NotificationsUnit) -> str:
    """Whom to ask, and how they are reached where that is on record."""
    body = unit.organisations.awarding_body()
    reached = (body.email, body.phone) if body else ()
    return ", ".join([its_name(unit), *(one for one in reached if one)])


def its_time_zone(unit: NotificationsUnit) -> str:
    """In which those read times whose own zone nobody knows."""
    body = unit.organisations.awarding_body()
    return body.time_zone if body else "UTC"
