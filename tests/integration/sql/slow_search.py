"""The search as one would say it: over all shares, one by one. Slow, and plainly right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from core.access.model import fold_email
from core.results.model import Result
from core.shared.ids import OrganisationId
from core.shared.text import fold_name
from core.verification.model.searching import Criteria
from core.verification.model.sharing import Field, Share, ShareId


def search(
    shares: Sequence[Share],
    results: Mapping[UUID, Result],
    centres: Mapping[OrganisationId, str],
    organisation_id: OrganisationId,
    criteria: Criteria,
    *,
    now: datetime,
) -> list[ShareId]:
    found = [
        (one, results[one.result_id])
        for one in shares
        if one.organisation_id == organisation_id
        and one.is_active(now=now)
        and matches(one, results[one.result_id], criteria, centre=centres[results[one.result_id].sitting.centre_id])
    ]
    if criteria.is_empty:
        found.sort(key=lambda pair: pair[0].id, reverse=True)
    else:
        found.sort(key=lambda pair: pair[1].sid, reverse=True)
    return [share.id for share, _ in found]


def matches(share: Share, result: Result, criteria: Criteria, *, centre: str) -> bool:
    holder, sitting = result.holder, result.sitting
    checks = {
        criteria.name: has_words(holder.name, criteria.name),
        criteria.date_of_birth: Field.DATE_OF_BIRTH in share.fields and holder.date_of_birth == criteria.date_of_birth,
        f"number {criteria.number}": not criteria.number
        or (Field.ID_NUMBER in share.fields and squeezed(holder.number) == squeezed(criteria.number) != ""),
        f"exam {criteria.exam}": criteria.exam in {None, sitting.exam},
        f"place {criteria.place}": not criteria.place or has_words(sitting.place, criteria.place),
        f"centre {criteria.centre}": not criteria.centre or has_words(centre, criteria.centre),
        f"email {criteria.email}": not criteria.email
        or (Field.EMAIL in share.fields and fold_email(holder.email) == fold_email(criteria.email)),
        f"from {criteria.taken_from}": criteria.taken_from is None or criteria.taken_from <= sitting.taken_on,
        f"to {criteria.taken_to}": criteria.taken_to is None or sitting.taken_on <= criteria.taken_to,
        f"reference {criteria.reference}": criteria.reference in {None, result.reference},
    }
    return all(fits for asked, fits in checks.items() if asked)


def has_words(text: str, typed: str) -> bool:
    words, wanted = fold_name(text).split(), fold_name(typed).split()
    return bool(wanted) and all(any(word.startswith(one) for word in words) for one in wanted)


def squeezed(number: str) -> str:
    return fold_name(number).replace(" ", "")
