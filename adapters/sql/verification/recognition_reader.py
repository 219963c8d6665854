"""The public list of recognising organisations, and the queue of registrations."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, func, select

from adapters.sql.database import Database
from adapters.sql.paging import page_of
from adapters.sql.verification import statements as ask
from adapters.sql.verification.list_search import Wanted, found, similar
from adapters.sql.verification.mappings import details_of
from adapters.sql.verification.tables import recognising_organisation, registration
from adapters.sql.verification.views import listed_row, registration_row, registration_view
from core.access.model import fold_email
from core.catalogue.model import ExamCode
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from core.shared.text import fold_name
from core.verification.model.registration import RegistrationId, RegistrationState
from core.verification.views import ListedOrganisation, ListedRow, RegistrationRow, RegistrationView

_FIRST_COUNTRY = select(func.min(recognising_organisation.c.country))


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

    def registrations(self, page: PageRequest, *, state: RegistrationState | None = None) -> Page[RegistrationRow]:
        # Any: the columns of a table.
        query: Select[Any] = ask.QUEUE if state is None else ask.QUEUE.where(registration.c.state == state.value)
        with self._database.read() as connection:
            rows = connection.execute(ask.QUEUE_ORDER.page(query, page)).mappings().all()
        return page_of(rows, page, item=registration_row, cursor=ask.QUEUE_ORDER.cursor)

    def registration(self, registration_id: RegistrationId) -> RegistrationView:
        with self._database.read() as connection:
            row = connection.execute(ask.REGISTRATION, {"id": registration_id}).mappings().one_or_none()
            if row is None:
                raise NotFoundError("registration", registration=registration_id)
            email = {"email": fold_email(row["applicant_email"])}
            return registration_view(
                row,
                decided_by=_name(connection, row["decided_by"] or ""),
                similar=[listed_row(one) for one in _others(similar(connection, row), row)],
                known_person=connection.execute(ask.KNOWN_PERSON, email).first() is not None,
            )


def _others(listed: Sequence[RowMapping], asked: RowMapping) -> list[RowMapping]:
    """The organisation that came of the registration itself is not one to be compared with."""
    return [one for one in listed if one["id"] != asked["organisation_id"]]


def _name(connection: Connection, label: str) -> str:
    kind, _, number = label.partition(":")
    if kind != "person":
        return label
    return connection.execute(ask.PERSON_NAME, {"person": UUID(number)}).scalar_one_or_none() or ""
