"""The public list of recognising organisations, and the queue of what the recognition team answers."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from adapters.sql.database import Database
from adapters.sql.paging import page_of
from adapters.sql.verification import statements as ask
from adapters.sql.verification.list_search import Wanted, found, similar
from adapters.sql.verification.mappings import details_of
from adapters.sql.verification.proposal_tables import proposal
from adapters.sql.verification.queue import name_of_label, proposal_row, queue
from adapters.sql.verification.tables import recognising_organisation
from adapters.sql.verification.views import listed_row, registration_view
from core.access.model import fold_email
from core.catalogue.model import ExamCode
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from core.shared.text import fold_name
from core.verification.model.proposing import ProposalId
from core.verification.model.registration import RegistrationId, RegistrationState
from core.verification.views import ListedOrganisation, ListedRow, ProposalView, QueueRow, RegistrationView

_FIRST_COUNTRY = select(func.min(recognising_organisation.c.country))
_PROPOSAL = select(proposal).where(proposal.c.id == bindparam("id"))
_LATEST_PROPOSAL = (
    select(proposal)
    .where(proposal.c.organisation_id == bindparam("organisation"))
    .order_by(proposal.c.received_at.desc(), proposal.c.id.desc())
    .limit(1)
)


class SqlRecognitionReader:
    """Each answer is one short transaction that only reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(
        self, page: PageRequest, *, name: str = "", city: str = "", country: str = "", exam: ExamCode | None = None
    ) -> Page[ListedRow]:
        wanted = Wanted.read(name=name, city=city, country=country, exam=exam)
        if wanted is None:
            return Page(items=())
        with self._database.read() as connection:
            rows = found(connection, wanted, page)
        return page_of(rows, page, item=listed_row, cursor=ask.LISTED_ORDER.cursor)

    def listed_organisation(self, organisation_id: OrganisationId) -> ListedOrganisation:
        with self._database.read() as connection:
            row = connection.execute(ask.LISTED_ONE, {"id": organisation_id}).mappings().one_or_none()
            if row is None:
                raise NotFoundError("organisation", organisation=organisation_id)
            exams = connection.execute(ask.RECOGNISED, {"organisation": organisation_id}).all()
        recognised = sorted(exams, key=lambda one: (one.folded_name, one.code))
        return ListedOrganisation(
            row=listed_row(row),
            details=details_of(row),
            recognised=tuple((ExamCode(one.code), one.name, bool(one.is_verifiable)) for one in recognised),
        )

    def listed_as(self, *, name: str, email: str) -> ListedRow | None:
        values = {"name": fold_name(name), "email": fold_email(email)}
        with self._database.read() as connection:
            row = connection.execute(ask.LISTED_AS, values).mappings().one_or_none()
        return listed_row(row) if row else None

    def countries(self) -> Sequence[str]:
        """One after the other off their index: there are few, and organisations many."""
        found: list[str] = []
        with self._database.read() as connection:
            while True:
                last = found[-1] if found else ""
                query = _FIRST_COUNTRY.where(recognising_organisation.c.country > last)
                country = connection.execute(query).scalar_one()
                if country is None:
                    return found
                found.append(country)

    def queue(self, page: PageRequest, *, state: RegistrationState) -> Page[QueueRow]:
        with self._database.read() as connection:
            return queue(connection, page, state)

    def registration(self, registration_id: RegistrationId) -> RegistrationView:
        with self._database.read() as connection:
            row = connection.execute(ask.REGISTRATION, {"id": registration_id}).mappings().one_or_none()
            if row is None:
                raise NotFoundError("registration", registration=registration_id)
            email = {"email": fold_email(row["applicant_email"])}
            return registration_view(
                row,
                decided_by=name_of_label(connection, row["decided_by"] or ""),
                similar=_others(similar(connection, row), row),
                known_person=connection.execute(ask.KNOWN_PERSON, email).first() is not None,
            )

    def proposal(self, proposal_id: ProposalId) -> ProposalView:
        with self._database.read() as connection:
            row = connection.execute(_PROPOSAL, {"id": proposal_id}).mappings().one_or_none()
            if row is None:
                raise NotFoundError("proposal", proposal=proposal_id)
            return _proposal_view(connection, row)

    def latest_proposal(self, organisation_id: OrganisationId) -> ProposalView | None:
        with self._database.read() as connection:
            row = connection.execute(_LATEST_PROPOSAL, {"organisation": organisation_id}).mappings().one_or_none()
            return _proposal_view(connection, row) if row else None


def _proposal_view(connection: Connection, row: RowMapping) -> ProposalView:
    return ProposalView(
        row=proposal_row(row),
        why=row["why"],
        decided_at=row["decided_at"],
        decided_by=name_of_label(connection, row["decided_by"] or ""),
        reason=row["reason"],
        similar=_others(similar(connection, row), row),
    )


def _others(listed: Sequence[RowMapping], asked: RowMapping) -> tuple[ListedRow, ...]:
    """The organisation that came of the registration itself, or proposes, is not one to be compared with."""
    return tuple(listed_row(one) for one in listed if one["id"] != asked["organisation_id"])
