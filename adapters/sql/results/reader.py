"""Lists and details of results for the awarding body, straight from rows to views."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, bindparam, case, func, select

from adapters.sql.access.tables import organisation, person
from adapters.sql.catalogue import exam
from adapters.sql.database import Database
from adapters.sql.paging import page_of
from adapters.sql.results.listing import NEWEST, newest
from adapters.sql.results.mappings import change_of, result_of
from adapters.sql.results.tables import result, result_change
from adapters.sql.verification.tables import candidate_number, look_up, share
from core.results.model import Change, ResultId, ResultStatus
from core.results.views import CandidateAccount, ReleaseRow, ResultFilter, ResultRow, ResultView
from core.shared.errors import NotFoundError
from core.shared.paging import Page, PageRequest

_MOST_WAITING = 200
_PERSON = "person:"

_ROWS: Select[Any] = (
    select(
        result.c.id,
        result.c.sid,
        result.c.reference,
        result.c.given_name,
        result.c.family_name,
        result.c.number,
        exam.c.name.label("exam_name"),
        result.c.taken_on,
        organisation.c.name.label("centre_name"),
        result.c.overall,
        result.c.grade,
        result.c.status,
        result.c.release_at,
        result.c.released_at,
    )
    .join(exam, exam.c.code == result.c.exam_code)
    .join(organisation, organisation.c.id == result.c.centre_id)
    .where(result.c.sid.in_(bindparam("found", expanding=True)))
)

_account, _same_number = person.alias("account"), result.alias("same_number")
_ACCOUNTS_RESULTS = (
    select(func.count())
    .select_from(_same_number)
    .where(_same_number.c.number_key == result.c.number_key, _same_number.c.released_at.is_not(None))
    .scalar_subquery()
)
_ACCOUNTS_SHARES = (
    select(func.count())
    .select_from(share)
    .join(_same_number, _same_number.c.id == share.c.result_id)
    .where(
        _same_number.c.number_key == result.c.number_key,
        share.c.shared_by == candidate_number.c.person_id,
        share.c.ended_at.is_(None),
    )
    .correlate(result, candidate_number)
    .scalar_subquery()
)
_ONE = (
    select(
        result,
        exam.c.name.label("exam_name"),
        organisation.c.name.label("centre_name"),
        organisation.c.number.label("centre_number"),
        select(func.count())
        .select_from(share)
        .where(share.c.result_id == result.c.id, share.c.ended_at.is_(None))
        .scalar_subquery()
        .label("shares"),
        select(func.count())
        .select_from(look_up)
        .where(look_up.c.result_id == result.c.id)
        .scalar_subquery()
        .label("look_ups"),
        candidate_number.c.at.label("joined_at"),
        _account.c.folded_email.label("address_of_account"),
        _account.c.password_hash.is_not(None).label("has_password"),
        _ACCOUNTS_RESULTS.label("results_of_account"),
        _ACCOUNTS_SHARES.label("shares_of_account"),
    )
    .join(exam, exam.c.code == result.c.exam_code)
    .join(organisation, organisation.c.id == result.c.centre_id)
    .outerjoin(candidate_number, candidate_number.c.number_key == result.c.number_key)
    .outerjoin(_account, _account.c.id == candidate_number.c.person_id)
    .where(result.c.id == bindparam("id"))
)
_HISTORY = (
    select(result_change).where(result_change.c.result_id == bindparam("of_result")).order_by(result_change.c.place)
)
_NAMES = select(person.c.id, person.c.name).where(person.c.id.in_(bindparam("people", expanding=True)))
_CENTRES = select(organisation.c.id, organisation.c.name).where(
    organisation.c.id.in_(bindparam("centres", expanding=True))
)
_WAITING = (
    select(
        result.c.exam_code,
        exam.c.name.label("exam_name"),
        result.c.taken_on,
        result.c.release_at,
        func.count().label("results"),
        func.sum(case((result.c.status == ResultStatus.PROVISIONAL.value, 1), else_=0)).label("provisional"),
    )
    .join(exam, exam.c.code == result.c.exam_code)
    .where(result.c.released_at.is_(None))
    .group_by(result.c.release_at, result.c.exam_code, exam.c.name, result.c.taken_on)
    .order_by(result.c.release_at, exam.c.name, result.c.taken_on)
    .limit(_MOST_WAITING)
)


class SqlResultsReader:
    """Each answer is one short transaction that only reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def results(self, page: PageRequest, wanted: ResultFilter) -> Page[ResultRow]:
        with self._database.read() as connection:
            found = newest(connection, wanted, page)
            rows = {row["sid"]: row for row in connection.execute(_ROWS, {"found": found}).mappings()}
        return page_of([rows[sid] for sid in found], page, item=_row, cursor=NEWEST.cursor)

    def result(self, result_id: ResultId) -> ResultView:
        with self._database.read() as connection:
            row = connection.execute(_ONE, {"id": result_id}).mappings().one_or_none()
            if row is None:
                raise NotFoundError("result", result=result_id)
            found = result_of(row)
            found.history += map(change_of, connection.execute(_HISTORY, {"of_result": result_id}).mappings())
            names = _names(connection, found.history)
            centres = {change.sitting.centre_id for change in found.history if change.sitting}
            former = {row.id: row.name for row in connection.execute(_CENTRES, {"centres": sorted(centres)})}
        return ResultView(
            result=found,
            exam_name=row["exam_name"],
            centre_name=row["centre_name"],
            centre_number=row["centre_number"],
            history=tuple((change, names.get(change.by, change.by)) for change in reversed(found.history)),
            former_centres=former,
            shares=row["shares"],
            look_ups=row["look_ups"],
            account=_account_in(row),
        )

    def waiting(self) -> Sequence[ReleaseRow]:
        with self._database.read() as connection:
            return [
                ReleaseRow(
                    exam=row["exam_code"],
                    exam_name=row["exam_name"],
                    taken_on=row["taken_on"],
                    release_at=row["release_at"],
                    results=row["results"],
                    provisional=row["provisional"],
                )
                for row in connection.execute(_WAITING).mappings()
            ]


def _row(row: RowMapping) -> ResultRow:
    return ResultRow(
        id=row["id"],
        reference=row["reference"],
        name=f"{row['given_name']} {row['family_name']}".strip(),
        number=row["number"],
        exam_name=row["exam_name"],
        taken_on=row["taken_on"],
        centre_name=row["centre_name"],
        overall=row["overall"],
        grade=row["grade"],
        status=ResultStatus(row["status"]),
        release_at=row["release_at"],
        released_at=row["released_at"],
    )


def _account_in(row: RowMapping) -> CandidateAccount | None:
    if row["joined_at"] is None:
        return None
    return CandidateAccount(
        joined_at=row["joined_at"],
        has_address_of_result=row["address_of_account"] == row["email_key"] if row["email_key"] else None,
        has_password=row["has_password"],
        results=row["results_of_account"],
        shares=row["shares_of_account"],
    )


def _names(connection: Connection, history: Sequence[Change]) -> dict[str, str]:
    """The names of the people who changed something, by how the history names them."""
    people = {UUID(change.by.removeprefix(_PERSON)) for change in history if change.by.startswith(_PERSON)}
    return {f"{_PERSON}{row.id}": row.name for row in connection.execute(_NAMES, {"people": sorted(people)})}
