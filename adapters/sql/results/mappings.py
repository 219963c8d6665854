"""How results become rows and back."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from adapters.sql.bookings.mappings import squeezed
from adapters.sql.results.tables import result
from adapters.sql.tracking import Mapping, Row
from core.access.model import fold_email
from core.catalogue.marking import Outcome
from core.results.model import Change, Holder, Marks, Result, ResultStatus, Sitting
from core.shared.ids import OrganisationId
from core.shared.text import fold_name


def number_key(number: str) -> str:
    """The form by which two ways to write one candidate ID number are the same."""
    return squeezed(number)


def word_rows(row: Row | RowMapping) -> list[Row]:
    """By what words of its name a result is found."""
    beside = {name: row[name] for name in ("sid", "name_key", "exam_code")}
    return [{"word": word, **beside} for word in sorted(set(row["name_key"].split()))]


def _row(one: Result) -> Row:
    return {
        "id": one.id,
        "sid": one.sid,
        "reference": one.reference,
        "exam_code": one.sitting.exam,
        "taken_on": one.sitting.taken_on,
        "centre_id": one.sitting.centre_id,
        "place": one.sitting.place,
        "number": one.holder.number,
        "given_name": one.holder.given_name,
        "family_name": one.holder.family_name,
        "date_of_birth": one.holder.date_of_birth,
        "email": one.holder.email,
        "number_key": number_key(one.holder.number),
        "name_key": fold_name(one.holder.name),
        "email_key": fold_email(one.holder.email),
        "scores": [list(score) for score in one.marks.scores],
        "overall": one.marks.outcome.overall,
        "grade": one.marks.outcome.grade,
        "cefr": one.marks.outcome.cefr,
        "status": one.status.value,
        "release_at": one.release_at,
        "released_at": one.released_at,
        "photo": one.photo,
        "version": one.version,
    }


def result_of(row: RowMapping) -> Result:
    """Without its history, which the repository adds."""
    return Result(
        id=row["id"],
        sid=row["sid"],
        reference=row["reference"],
        holder=Holder(
            number=row["number"],
            given_name=row["given_name"],
            family_name=row["family_name"],
            date_of_birth=row["date_of_birth"],
            email=row["email"],
        ),
        sitting=Sitting(
            exam=row["exam_code"], taken_on=row["taken_on"], centre_id=row["centre_id"], place=row["place"]
        ),
        marks=_marks(row["scores"], row["overall"], row["grade"], row["cefr"]),
        status=ResultStatus(row["status"]),
        release_at=row["release_at"],
        released_at=row["released_at"],
        photo=row["photo"],
        version=row["version"],
    )


RESULTS = Mapping(result, to_row=_row, to_domain=result_of)


def _marks(scores: list[list[Any]], overall: int | None, grade: str | None, cefr: str | None) -> Marks:
    # Any: a score is a component's name and a number.
    return Marks(
        scores=tuple((component, score) for component, score in scores),
        outcome=Outcome(overall=overall, grade=grade, cefr=cefr),
    )


def change_row(one: Result, place: int) -> Row:
    change = one.history[place]
    return {
        "result_id": one.id,
        "place": place,
        "at": change.at,
        "by": change.by,
        "was": change.was.value,
        "became": change.became.value,
        "reason": change.reason,
        "holder": change.holder and _holder_document(change.holder),
        "sitting": change.sitting and _sitting_document(change.sitting),
        "marks": change.marks and _marks_document(change.marks),
    }


def change_of(row: RowMapping) -> Change:
    holder, sitting, marks = row["holder"], row["sitting"], row["marks"]
    return Change(
        at=row["at"],
        by=row["by"],
        was=ResultStatus(row["was"]),
        became=ResultStatus(row["became"]),
        reason=row["reason"],
        holder=holder and Holder(**holder | {"date_of_birth": date.fromisoformat(holder["date_of_birth"])}),
        sitting=sitting and _sitting_of(sitting),
        marks=marks and _marks(**marks),
    )


def _sitting_document(sitting: Sitting) -> Row:
    return {
        "exam": sitting.exam,
        "taken_on": sitting.taken_on.isoformat(),
        "centre_id": str(sitting.centre_id),
        "place": sitting.place,
    }


def _sitting_of(document: Row) -> Sitting:
    return Sitting(
        exam=document["exam"],
        taken_on=date.fromisoformat(document["taken_on"]),
        centre_id=OrganisationId(UUID(document["centre_id"])),
        place=document["place"],
    )


def _holder_document(holder: Holder) -> Row:
    return {
        "number": holder.number,
        "given_name": holder.given_name,
        "family_name": holder.family_name,
        "date_of_birth": holder.date_of_birth.isoformat(),
        "email": holder.email,
    }


def _marks_document(marks: Marks) -> Row:
    outcome = marks.outcome
    return {
        "scores": [list(score) for score in marks.scores],
        "overall": outcome.overall,
        "grade": outcome.grade,
        "cefr": outcome.cefr,
    }
