"""News of help requests."""

from uuid import UUID

from core.access.model import EVERYTHING
from core.bookings.model import RequestId
from core.notifications.help_wording import HelpNews
from core.notifications.message import Occasion, Told
from core.notifications.model import ABOUT_HELP, MessageKind
from core.notifications.ports import NotificationsUnit
from core.shared.ids import OrganisationId
from core.shared.jobs import Payload


def told_of_request(kind: MessageKind, unit: NotificationsUnit, payload: Payload) -> Told:
    """Everybody who may answer, or who may ask, at the organisation that is written to."""
    request = unit.help_requests.get(RequestId(UUID(payload["request"])), EVERYTHING)
    news = HelpNews(
        request_id=request.id,
        centre=unit.organisations.get(request.centre_id).name,
        entrant=unit.organisations.get(request.entrant_id).name,
    )
    people = unit.address_book.at(OrganisationId(UUID(payload["organisation"])), ABOUT_HELP[kind])
    return Told(if_wanted=people, facts=news.as_facts())


def request(unit: NotificationsUnit, occasion: Occasion) -> HelpNews:
    del unit
    return HelpNews.from_facts(occasion.facts)
