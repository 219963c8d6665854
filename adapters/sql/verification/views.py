"""From rows to the views of verification."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping

from adapters.sql.catalogue import marking_in
from adapters.sql.verification.mappings import applicant_of, details_of, fields_in, fields_of
from core.results.model import SHOWN, ResultStatus
from core.results.reference import ReferenceNumber
from core.shared.ids import PersonId
from core.verification.model.registration import InstitutionKind, RegistrationState
from core.verification.model.sharing import (
    ALL_FIELDS,
    LOOK_UP_OPEN,
    ON_STATEMENT,
    Activity,
    ActivityKind,
    Field,
    ShareEnd,
)
from core.verification.views import (
    ActivityRow,
    ListedRow,
    LookUpRow,
    OwnResultRow,
    RegistrationRow,
    RegistrationView,
    ShareRow,
    VerifiedResult,
)


def name_of(row: RowMapping) -> str:
    return f"{row['given_name']} {row['family_name']}".strip()


def shown_result(row: RowMapping, fields: frozenset[Field]) -> VerifiedResult:
    """`fields` are those that are shared. Scores are hidden besides while the status does not show them."""
    status = ResultStatus(row["status"])
    overall = Field.OVERALL in fields and status in SHOWN
    components = Field.COMPONENTS in fields and status in SHOWN
    return VerifiedResult(
        result_id=row["id"],
        share_id=row["share_id"],
        reference=ReferenceNumber(row["reference"]),
        name=name_of(row),
        date_of_birth=row["date_of_birth"] if Field.DATE_OF_BIRTH in fields else None,
        number=row["number"] if Field.ID_NUMBER in fields else None,
        email=row["email"] if Field.EMAIL in fields else None,
        exam=row["exam_code"],
        exam_name=row["exam_name"],
        marking=marking_in(row["marking"]),
        taken_on=row["taken_on"],
        centre_name=row["centre_name"],
        centre_number=row["centre_number"],
        place=row["place"],
        status=status,
        # Nothing is said of changes before the release.
        status_since=max(row["changed_at"] or row["released_at"], row["released_at"]),
        released_at=row["released_at"],
        overall=row["overall"] if overall else None,
        grade=row["grade"] if overall else None,
        cefr=row["cefr"] if overall else None,
        components=tuple((name, score) for name, score in row["scores"]) if components else None,
        photo=row["photo"] if Field.PHOTO in fields else None,
        has_photo=row["has_photo"],
        fields=fields,
        shared_at=row["shared_at"],
        expires_at=row["expires_at"],
        looked_up_until=row["looked_up_at"] + LOOK_UP_OPEN if row["share_id"] is None and row["looked_up_at"] else None,
    )


def verified_result(row: RowMapping) -> VerifiedResult:
    """By the share where there is one, else by the look-up."""
    return shown_result(row, fields_in(row["fields"]) if row["share_id"] else ON_STATEMENT)


def own_result(row: RowMapping) -> VerifiedResult:
    return shown_result(row, ALL_FIELDS)


def own_result_row(row: RowMapping) -> OwnResultRow:
    shows = ResultStatus(row["status"]) in SHOWN
    return OwnResultRow(
        result_id=row["id"],
        exam_name=row["exam_name"],
        taken_on=row["taken_on"],
        status=ResultStatus(row["status"]),
        overall=row["overall"] if shows else None,
        grade=row["grade"] if shows else None,
        cefr=row["cefr"] if shows else None,
        shares=row["shares"],
    )


def share_row(row: RowMapping, *, seen_by: PersonId, now: datetime) -> ShareRow:
    """One whose time has come is over, also before the clockwork has ended it."""
    ended_at, end = row["ended_at"], row["end"] and ShareEnd(row["end"])
    if ended_at is None and row["expires_at"] is not None and row["expires_at"] <= now:
        ended_at, end = row["expires_at"], ShareEnd.EXPIRED
    return ShareRow(
        share_id=row["id"],
        organisation_id=row["organisation_id"],
        organisation_name=row["organisation_name"],
        shared_with=row["shared_with"],
        city=row["city"],
        country=row["country"],
        fields=fields_of(row["fields"]),
        shared_at=row["shared_at"],
        expires_at=row["expires_at"],
        ended_at=ended_at,
        end=end,
        opened_at=row["opened_at"],
        by_former_account=row["shared_by"] != seen_by,
        version=row["version"],
    )


def in_order(shares: Sequence[ShareRow]) -> tuple[ShareRow, ...]:
    """Those not over first, then the newest first."""
    newest_first = sorted(shares, key=lambda one: (one.shared_at, one.share_id), reverse=True)
    return tuple(sorted(newest_first, key=lambda one: one.ended_at is not None))


def activity_row(row: RowMapping, *, seen_by: PersonId) -> ActivityRow:
    activity = Activity(
        result_id=row["result_id"],
        organisation_id=row["organisation_id"],
        share_id=row["share_id"],
        kind=ActivityKind(row["kind"]),
        at=row["at"],
    )
    began = activity.kind is ActivityKind.SHARED
    return ActivityRow(
        activity=activity,
        organisation_name=row["shared_with"] if began else row["organisation_name"],
        by_former_account=row["shared_by"] not in (None, seen_by),
    )


def look_up_row(row: RowMapping) -> LookUpRow:
    return LookUpRow(
        result_id=row["result_id"],
        name=name_of(row),
        exam_name=row["exam_name"],
        taken_on=row["taken_on"],
        status=ResultStatus(row["status"]),
        by=row["by_name"],
        at=row["at"],
        until=row["at"] + LOOK_UP_OPEN,
    )


def listed_row(row: RowMapping) -> ListedRow:
    return ListedRow(
        id=row["id"],
        name=row["name"],
        kind=InstitutionKind(row["kind"]),
        city=row["city"],
        country=row["country"],
        exams=row["exams"],
    )


def registration_row(row: RowMapping) -> RegistrationRow:
    return RegistrationRow(
        id=row["id"],
        name=row["name"],
        city=row["city"],
        country=row["country"],
        received_at=row["received_at"],
        due_at=row["due_at"],
        state=RegistrationState(row["state"]),
    )


def registration_view(
    row: RowMapping, *, decided_by: str, similar: tuple[ListedRow, ...], known_person: bool
) -> RegistrationView:
    return RegistrationView(
        row=registration_row(row),
        details=details_of(row),
        applicant=applicant_of(row),
        purpose=row["purpose"],
        decided_at=row["decided_at"],
        decided_by=decided_by,
        reason=row["reason"],
        organisation_id=row["organisation_id"],
        similar=similar,
        known_person=known_person,
    )
