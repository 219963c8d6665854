"""How many people belong to an organisation, beside its row."""

from sqlalchemy import func, select

from adapters.sql.access.tables import membership, organisation
from core.shared.paging import MOST_COUNTED

_some = (
    select(membership.c.person_id)
    .where(membership.c.organisation_id == organisation.c.id)
    .correlate(organisation)
    # In the order of the index: without one PostgreSQL goes through the table, where most belong to one organisation.
    .order_by(membership.c.name_key, membership.c.person_id)
    .limit(MOST_COUNTED + 1)
    .subquery()
)
HEADCOUNT = select(func.count()).select_from(_some).scalar_subquery().label("people")
"""No further than one above `MOST_COUNTED`: all candidates with an account belong to one organisation."""
