"""News of results: shared, changed, looked up, guessed at."""

from datetime import datetime
from uuid import UUID

from core.access.permissions import Permission, permissions_of
from core.notifications.message import Occasion, Outdated, Told
from core.notifications.model import Outsider, OutsiderKind
from core.notifications.news.awarding_body import its_contact
from core.notifications.ports import NotificationsUnit
from core.notifications.result_wording import AlarmNews, ChangeNews, LookUpNews, ResultTold, ShareNews, Turn
from core.results.model import SHOWN, Change, Result, ResultId, ResultStatus
from core.results.reference import written_reference
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Payload
from core.shared.writing import written_day
from core.verification.model.sharing import ShareId


def _facts(payload: Payload, *names: str) -> Payload:
    return {name: payload[name] for name in names}


def _result(unit: NotificationsUnit, facts: Payload) -> Result:
    return unit.results.get(ResultId(UUID(facts["result"])))


def _organisation(facts: Payload) -> OrganisationId:
    return OrganisationId(UUID(facts["organisation"]))


def _told(unit: NotificationsUnit, result: Result) -> ResultTold:
    exam = unit.exams.get(result.sitting.exam)
    return ResultTold(
        id=result.id,
        title=f"{exam.name}, {written_day(result.sitting.taken_on)}",
        reference=written_reference(result.reference),
    )


def told_of_share(unit: NotificationsUnit, payload: Payload) -> Told:
    share = unit.shares.get(ShareId(UUID(payload["share"])))
    return Told(
        if_wanted=unit.address_book.at(share.organisation_id, Permission.FIND_RESULTS), facts=_facts(payload, "share")
    )


def share(unit: NotificationsUnit, occasion: Occasion) -> ShareNews | Outdated:
    found = unit.shares.get(ShareId(UUID(occasion.facts["share"])))
    if not found.is_active(now=occasion.now):
        return Outdated(reason="The share is over.")
    return ShareNews(
        result=_told(unit, unit.results.get(found.result_id)),
        organisation=unit.organisations.get(found.organisation_id).name,
        expires_at=found.expires_at,
    )


def told_of_change(unit: NotificationsUnit, payload: Payload) -> Told:
    """The organisation's Primary User in any case, so that somebody there hears of it."""
    organisation = _organisation(payload)
    primary = unit.address_book.at(organisation, Permission.MANAGE_OWN_ORGANISATION)
    people = unit.address_book.at(organisation, Permission.FIND_RESULTS)
    return Told(
        always=primary,
        if_wanted=[one for one in people if one not in primary],
        facts=_facts(payload, "result", "organisation", "change"),
    )


def change(unit: NotificationsUnit, occasion: Occasion) -> ChangeNews:
    result, organisation = _result(unit, occasion.facts), _organisation(occasion.facts)
    told = result.history[int(occasion.facts["change"]) - 1]
    roles = occasion.reader.memberships.get(organisation, frozenset())
    return ChangeNews(
        result=_told(unit, result),
        organisation=unit.organisations.get(organisation).name,
        turn=_turn(told),
        at=told.at,
        is_choice=Permission.MANAGE_OWN_ORGANISATION not in permissions_of(roles),
    )


def _turn(change: Change) -> Turn:
    if change.was is ResultStatus.WITHHELD and change.became in SHOWN:
        return Turn.RESTORED
    return _TURNS.get(change.became, Turn.AMENDED)


_TURNS = {
    ResultStatus.WITHHELD: Turn.WITHHELD,
    ResultStatus.REVOKED: Turn.REVOKED,
    ResultStatus.FINAL: Turn.MADE_FINAL,
}


def told_of_look_up(unit: NotificationsUnit, payload: Payload) -> Told:
    """Whoever made an account with the candidate ID number; else the candidate at the address the result has."""
    facts = _facts(payload, "result", "organisation", "at")
    result = _result(unit, payload)
    owner = unit.candidate_numbers.owner(result.holder.number)
    if owner is not None and unit.people.get(owner).active:
        return Told(always=[owner], facts=facts)
    return Told(always=[Outsider(kind=OutsiderKind.RESULT, id=result.id)], facts=facts)


def look_up(unit: NotificationsUnit, occasion: Occasion) -> LookUpNews | Outdated:
    result = _result(unit, occasion.facts)
    if occasion.person is not None and unit.candidate_numbers.owner(result.holder.number) != occasion.person.id:
        return Outdated(reason="The candidate ID number is no longer that account's.")
    return LookUpNews(
        result=_told(unit, result),
        organisation=unit.organisations.get(_organisation(occasion.facts)).name,
        at=datetime.fromisoformat(occasion.facts["at"]),
        has_account=occasion.person is not None,
        awarding_body=its_contact(unit),
    )


def told_of_guessing(unit: NotificationsUnit, payload: Payload) -> Told:
    return Told(
        if_wanted=unit.address_book.at_awarding_body(Permission.MANAGE_RECOGNITION),
        facts=_facts(payload, "organisation", "person", "at"),
    )


def guessing(unit: NotificationsUnit, occasion: Occasion) -> AlarmNews:
    organisation = unit.organisations.get(_organisation(occasion.facts))
    return AlarmNews(
        organisation_id=organisation.id,
        organisation=organisation.name,
        person=unit.people.get(PersonId(UUID(occasion.facts["person"]))).name,
        at=datetime.fromisoformat(occasion.facts["at"]),
    )
