"""Recognising organisations with the exams they recognise, and the policy for look-ups, stored."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, delete, insert, or_, select, update

from adapters.sql.access.tables import organisation
from adapters.sql.access.words import name_organisation
from adapters.sql.running_numbers import take_numbers
from adapters.sql.tracking import Row, TrackedRows
from adapters.sql.upsert import AnyInsert, NewInsert, Upsert
from adapters.sql.verification import listing
from adapters.sql.verification.mappings import RECOGNISING
from adapters.sql.verification.tables import look_up_policy, recognised_exam, recognising_organisation
from core.catalogue.model import ExamCode
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.text import fold_name
from core.verification.model.recognising import LookUpPolicy, RecognisingOrganisation
from core.verification.model.registration import OrganisationDetails

# Any: so many columns have no type of their own.
_ONE: Select[Any] = (
    select(recognising_organisation, organisation.c.name, organisation.c.email, organisation.c.phone)
    .join(organisation, organisation.c.id == recognising_organisation.c.id)
    .where(recognising_organisation.c.id == bindparam("id"))
)
_EXAMS = select(recognised_exam.c.exam_code).where(recognised_exam.c.organisation_id == bindparam("organisation"))
_ADD_EXAMS = insert(recognised_exam)
_DROP_EXAMS = delete(recognised_exam).where(
    recognised_exam.c.organisation_id == bindparam("of_organisation"), recognised_exam.c.exam_code == bindparam("exam")
)
_NAME = (
    update(organisation)
    .where(
        organisation.c.id == bindparam("of_organisation"),
        or_(*(organisation.c[name] != bindparam(f"new_{name}") for name in ("name", "email", "phone"))),
    )
    .values(
        {name: bindparam(f"new_{name}") for name in ("name", "folded_name", "email", "phone")}
        | {"version": organisation.c.version + 1}
    )
)


class SqlRecognisingOrganisations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, RECOGNISING)
        self._stored: dict[UUID, tuple[OrganisationDetails, frozenset[ExamCode]]] = {}
        """What is stored of every one that is held."""

    def add(self, organisation: RecognisingOrganisation) -> None:
        self._rows.add(organisation)
        self._write_name(organisation)
        name_key = fold_name(organisation.details.name)
        listing.index(self._connection, organisation.id, name_key=name_key, city=organisation.details.city)
        self._write_exams(organisation, frozenset())
        self._stored[organisation.id] = (organisation.details, frozenset(organisation.recognised))

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> RecognisingOrganisation:
        found = self._rows.one(_ONE, {"id": organisation_id}, for_update=for_update)
        if found is None:
            raise NotFoundError("organisation", organisation=organisation_id)
        if organisation_id not in self._stored:
            rows = self._connection.execute(_EXAMS, {"organisation": organisation_id})
            found.recognise({ExamCode(code) for code in rows.scalars()})
            if for_update:
                self._stored[organisation_id] = (found.details, frozenset(found.recognised))
        return found

    def next_number(self) -> str:
        taken = take_numbers(self._connection, "recognising_organisation", 1)
        return f"RO-{taken.start + 1:05}"

    def flush(self) -> None:
        changed = [one for one in self._rows.held() if self._stored[one.id] != (one.details, frozenset(one.recognised))]
        # The name and the contact stand elsewhere: changing them alone is a change of this one, too.
        self._rows.flush(touched=[(one.id,) for one in changed])
        for one in changed:
            was, recognised = self._stored[one.id]
            if one.details != was:
                self._write_name(one)
            if (one.details.name, one.details.city) != (was.name, was.city):
                name_key = fold_name(one.details.name)
                listing.index(self._connection, one.id, name_key=name_key, city=one.details.city)
            self._write_exams(one, recognised)
            self._stored[one.id] = (one.details, frozenset(one.recognised))

    def _write_name(self, one: RecognisingOrganisation) -> None:
        details = one.details
        values = {
            "of_organisation": one.id,
            "new_name": details.name,
            "new_folded_name": fold_name(details.name),
            "new_email": details.email,
            "new_phone": details.phone,
        }
        if self._connection.execute(_NAME, values).rowcount:
            name_organisation(self._connection, one.id)

    def _write_exams(self, one: RecognisingOrganisation, was: frozenset[ExamCode]) -> None:
        name_key = fold_name(one.details.name)
        if gone := [{"of_organisation": one.id, "exam": code} for code in sorted(was - one.recognised)]:
            self._connection.execute(_DROP_EXAMS, gone)
        rows = [
            {"organisation_id": one.id, "exam_code": code, "name_key": name_key}
            for code in sorted(one.recognised - was)
        ]
        if rows:
            self._connection.execute(_ADD_EXAMS, rows)


_POLICY = select(look_up_policy).where(look_up_policy.c.id == 1)
_SAY_POLICY = (
    update(look_up_policy)
    .where(look_up_policy.c.id == 1, look_up_policy.c.version == bindparam("was_version"))
    .values(asks_date_of_birth=bindparam("asks"), version=look_up_policy.c.version + 1)
)


def _begin(insert_into: NewInsert) -> AnyInsert:
    return insert_into(look_up_policy).on_conflict_do_nothing(index_elements=[look_up_policy.c.id])


_BEGIN = Upsert(_begin)


class SqlLookUpPolicies:
    """The row is made when somebody is about to change the policy for the first time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: tuple[LookUpPolicy, bool] | None = None
        """The policy, and what it asked for when it was stored."""

    def get(self, *, for_update: bool = False) -> LookUpPolicy:
        if self._held is not None:
            return self._held[0]
        if not for_update:
            row = self._connection.execute(_POLICY).mappings().one_or_none()
            return _policy(row) if row else LookUpPolicy()
        begun: Row = {"id": 1, "asks_date_of_birth": False, "version": 0}
        self._connection.execute(_BEGIN.on(self._connection), begun)
        policy = _policy(self._connection.execute(_POLICY.with_for_update()).mappings().one())
        self._held = (policy, policy.asks_date_of_birth)
        return policy

    def flush(self) -> None:
        if self._held is None or self._held[0].asks_date_of_birth == self._held[1]:
            return
        policy, _ = self._held
        values = {"was_version": policy.version, "asks": policy.asks_date_of_birth}
        if self._connection.execute(_SAY_POLICY, values).rowcount != 1:
            raise ConflictError("changed_meanwhile", table="look_up_policy")
        policy.version += 1
        self._held = (policy, policy.asks_date_of_birth)


# Any: the row of one table.
def _policy(row: Any) -> LookUpPolicy:
    return LookUpPolicy(asks_date_of_birth=row["asks_date_of_birth"], version=row["version"])
