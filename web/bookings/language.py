"""What the templates of bookings may use beside the components, and where in them one is."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, url_for

from core.access.model import Actor
from core.access.permissions import Permission
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId
from web.bookings import words
from web.security import current_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One booking, as it stands in addresses: an entrant's own needs no entrant there."""

    session_id: TestSessionId
    entrant_id: OrganisationId
    is_own: bool

    @classmethod
    def of(cls, actor: Actor, session_id: UUID, entrant_id: UUID | None) -> "Spot":
        entrant = OrganisationId(entrant_id) if entrant_id else actor.organisation_id
        return cls(session_id=TestSessionId(session_id), entrant_id=entrant, is_own=entrant == actor.organisation_id)

    def url(self, page: str, **values: object) -> str:
        """Of a page of this booking; values that are None are left out."""
        entrant = None if self.is_own else self.entrant_id
        # Flask leaves its keyword arguments untyped.
        return url_for(page, session_id=self.session_id, entrant_id=entrant, **values)  # type: ignore[arg-type]


def install_language(pages: Blueprint) -> None:
    """Give the templates of one blueprint of bookings their words."""

    @pages.context_processor
    def shown() -> dict[str, object]:
        visit = current_visit()
        return {
            "words": words,
            "manages": visit is not None and visit.actor.may(Permission.MANAGE_SESSIONS),
            "records_payments": visit is not None and visit.actor.may(Permission.RECORD_PAYMENTS),
        }
