"""What the readers ask, built once; the search itself is in `searching.py`."""

from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, func, literal, or_, select, type_coerce
from sqlalchemy.types import TypeEngine

from adapters.sql.access.tables import organisation, person
from adapters.sql.catalogue import exam
from adapters.sql.exports.tables import download_subject
from adapters.sql.orders import KeyOrder
from adapters.sql.results.tables import result, result_change
from adapters.sql.schema import Id, UTCDateTime, WrittenId
from adapters.sql.verification.tables import (
    candidate_number,
    look_up,
    recognised_exam,
    recognising_organisation,
    registration,
    result_activity,
    share,
    share_opened,
)

centre = organisation.alias("centre")

# Any, here and below: so many columns have no type of their own.
_CHANGED_AT = select(func.max(result_change.c.at)).where(result_change.c.result_id == result.c.id).scalar_subquery()
_RESULTS: Select[Any] = (
    select(
        result,
        exam.c.name.label("exam_name"),
        # As it is stored: it is read once for all rows that have the same.
        type_coerce(exam.c.marking, Text).label("marking"),
        exam.c.has_photo,
        centre.c.name.label("centre_name"),
        centre.c.number.label("centre_number"),
        _CHANGED_AT.label("changed_at"),
    )
    .join(exam, exam.c.code == result.c.exam_code)
    .join(centre, centre.c.id == result.c.centre_id)
    .where(result.c.released_at.is_not(None))
)


def _nothing(name: str, kind: TypeEngine[Any]) -> Any:
    return literal(None, kind).label(name)


_IS_ACTIVE = and_(share.c.ended_at.is_(None), or_(share.c.expires_at.is_(None), share.c.expires_at > bindparam("now")))
_BY_SHARE = and_(share.c.result_id == result.c.id, share.c.organisation_id == bindparam("organisation"), _IS_ACTIVE)
_BY_LOOK_UP = and_(
    look_up.c.result_id == result.c.id,
    look_up.c.organisation_id == bindparam("organisation"),
    look_up.c.at > bindparam("looked_up_after"),
)
_IS_OPEN = or_(share.c.id.is_not(None), look_up.c.at.is_not(None))
_IS_ONE_OF = result.c.id.in_(bindparam("ids", expanding=True))
_OPEN = (
    _RESULTS.add_columns(
        share.c.id.label("share_id"),
        share.c.version.label("share_version"),
        type_coerce(share.c.fields, Text).label("fields"),
        share.c.shared_at,
        share.c.expires_at,
        look_up.c.at.label("looked_up_at"),
    )
    .outerjoin(share, _BY_SHARE)
    .outerjoin(look_up, _BY_LOOK_UP)
    .where(_IS_OPEN)
)
VERIFIED = _OPEN.where(result.c.id == bindparam("id"))
VERIFIED_TOGETHER = _OPEN.where(_IS_ONE_OF)
_of_file = download_subject.alias("of_file")
# What stood in a file, each beside how it stands now, and the last place in it. Ids come as text: as objects they would
# take most of the time. Places are bounded instead of limited: of a file without statistics yet, PostgreSQL joins all
# rows that are left before it sorts them.
COMPARED: Select[Any] = (
    select(
        select(func.max(_of_file.c.place)).where(_of_file.c.download_id == bindparam("download")).scalar_subquery(),
        download_subject.c.subject_version,
        and_(result.c.released_at.is_not(None), _IS_OPEN).label("is_open"),
        result.c.version,
        type_coerce(share.c.id, WrittenId()).label("share_id"),
        share.c.version.label("share_version"),
        result.c.photo,
    )
    .select_from(download_subject)
    .outerjoin(result, result.c.id == download_subject.c.subject_id)
    .outerjoin(share, _BY_SHARE)
    .outerjoin(look_up, _BY_LOOK_UP)
    .where(
        download_subject.c.download_id == bindparam("download"),
        download_subject.c.place > bindparam("after"),
        download_subject.c.place <= bindparam("until"),
    )
)
LOOK_UPS: Select[Any] = (
    select(
        look_up.c.result_id,
        look_up.c.at,
        result.c.given_name,
        result.c.family_name,
        result.c.taken_on,
        result.c.status,
        exam.c.name.label("exam_name"),
        person.c.name.label("by_name"),
    )
    .join(result, result.c.id == look_up.c.result_id)
    .join(exam, exam.c.code == result.c.exam_code)
    .join(person, person.c.id == look_up.c.person_id)
    .where(look_up.c.organisation_id == bindparam("organisation"), look_up.c.at > bindparam("looked_up_after"))
)
LOOK_UPS_ORDER = KeyOrder(look_up.c.at, look_up.c.result_id, newest_first=True)

_ACTIVE_SHARES = select(func.count()).where(share.c.result_id == result.c.id, _IS_ACTIVE).scalar_subquery()
_OWN = candidate_number.c.person_id == bindparam("person")
_BY_NUMBER = candidate_number.c.number_key == result.c.number_key
OWN_RESULTS: Select[Any] = (
    select(
        result.c.id,
        result.c.taken_on,
        result.c.status,
        result.c.overall,
        result.c.grade,
        result.c.cefr,
        exam.c.name.label("exam_name"),
        _ACTIVE_SHARES.label("shares"),
    )
    .select_from(candidate_number)
    .join(result, _BY_NUMBER)
    .join(exam, exam.c.code == result.c.exam_code)
    .where(_OWN, result.c.released_at.is_not(None))
    .order_by(result.c.sid.desc())
)
OWN_RESULT = (
    _RESULTS.add_columns(
        _nothing("share_id", Id()),
        _nothing("shared_at", UTCDateTime()),
        _nothing("expires_at", UTCDateTime()),
        _nothing("looked_up_at", UTCDateTime()),
    )
    .join(candidate_number, _BY_NUMBER)
    .where(result.c.id == bindparam("id"), _OWN)
)
_OPENED_AT = select(func.min(share_opened.c.at)).where(share_opened.c.share_id == share.c.id).scalar_subquery()
SHARES: Select[Any] = (
    select(
        share,
        organisation.c.name.label("organisation_name"),
        recognising_organisation.c.city,
        recognising_organisation.c.country,
        _OPENED_AT.label("opened_at"),
    )
    .join(organisation, organisation.c.id == share.c.organisation_id)
    .join(recognising_organisation, recognising_organisation.c.id == share.c.organisation_id)
    .where(share.c.result_id == bindparam("result"))
)
MOST_ACTIVITY = 200
ACTIVITY: Select[Any] = (
    select(result_activity, organisation.c.name.label("organisation_name"), share.c.shared_by, share.c.shared_with)
    .join(organisation, organisation.c.id == result_activity.c.organisation_id)
    .outerjoin(share, share.c.id == result_activity.c.share_id)
    .where(result_activity.c.result_id == bindparam("result"))
    .order_by(result_activity.c.at.desc(), result_activity.c.id.desc())
    .limit(MOST_ACTIVITY)
)

_EXAMS = (
    select(func.count()).where(recognised_exam.c.organisation_id == recognising_organisation.c.id).scalar_subquery()
)
LISTED: Select[Any] = select(
    recognising_organisation.c.id,
    recognising_organisation.c.kind,
    recognising_organisation.c.city,
    recognising_organisation.c.country,
    recognising_organisation.c.website,
    _EXAMS.label("exams"),
    recognising_organisation.c.name_key,
    organisation.c.name,
    organisation.c.email,
    organisation.c.phone,
).join(organisation, organisation.c.id == recognising_organisation.c.id)
LISTED_ORDER = KeyOrder(recognising_organisation.c.name_key, recognising_organisation.c.id)
LISTED_ONE = LISTED.where(recognising_organisation.c.id == bindparam("id"))
# The whole list is read for the address: it is asked for a few times a day.
LISTED_AS = (
    LISTED.where(
        or_(
            and_(recognising_organisation.c.name_key == bindparam("name"), bindparam("name", type_=Text()) != ""),
            and_(recognising_organisation.c.email_key == bindparam("email"), bindparam("email", type_=Text()) != ""),
        )
    )
    .order_by(*LISTED_ORDER.sorting)
    .limit(1)
)
RECOGNISED: Select[Any] = (
    select(exam.c.code, exam.c.name, exam.c.folded_name, exam.c.marking.is_not(None).label("is_verifiable"))
    .join(recognised_exam, recognised_exam.c.exam_code == exam.c.code)
    .where(recognised_exam.c.organisation_id == bindparam("organisation"))
)

REGISTRATION: Select[Any] = select(registration).where(registration.c.id == bindparam("id"))
KNOWN_PERSON = select(person.c.id).where(person.c.folded_email == bindparam("email"))
