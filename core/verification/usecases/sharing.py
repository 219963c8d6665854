"""Candidates share their results with recognising organisations, change what is shared, and take it back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.access.model import Actor
from core.access.permissions import Permission
from core.results.model import Result, ResultId
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError, Problem
from core.shared.ids import OrganisationId, new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.sharing import Activity, ActivityKind, Field, Share, ShareId
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_expiry, promise_share_news

LONGEST = timedelta(days=20 * 365)
"""Nobody plans further; and calendars end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is shared, and the last day on which it is, on the candidate's own calendar; without one until withdrawn."""

    fields: frozenset[Field]
    expires_on: date | None = None

    def check(self, *, has_overall: bool, today: date) -> None:
        """Raises InvalidInputError; pages ask before they show what would be shared. `has_overall` is whether the
        result has an overall score at all, `today` the day where the candidate is."""
        problems = []
        if not self.fields & {Field.OVERALL, Field.COMPONENTS}:
            problems.append(Problem(field="fields", text="Share the overall result, the components, or both."))
        elif not has_overall and Field.COMPONENTS not in self.fields:
            text = "This exam has no overall result: share the components."
            problems.append(Problem(field="fields", text=text))
        if self.expires_on is not None and self.expires_on < today:
            problems.append(Problem(field="expires_on", text="Choose today or a day to come, or leave it empty."))
        if self.expires_on is not None and self.expires_on > today + LONGEST:
            text = "Choose a day within the next twenty years, or leave it empty."
            problems.append(Problem(field="expires_on", text=text))
        if problems:
            raise InvalidInputError("terms_invalid", problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareResultCommand:
    actor: Actor
    result_id: ResultId
    organisation_id: OrganisationId
    terms: Terms


class ShareResult:
    """Only a result of one's own that is released and shows its scores. Raises ConflictError("already_shared") while a
    share with the same organisation is not over."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: ShareResultCommand) -> ShareId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.SEE_OWN_RESULTS)
        with self._open_unit() as unit:
            result = _own(unit, command.result_id, actor)
            share = _begin(unit, result, command.organisation_id, command.terms, actor, now)
            unit.commit()
        return share.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShareCommand:
    """`version` is the one the change was decided on."""

    actor: Actor
    share_id: ShareId
    version: int
    terms: Terms


class ChangeShare:
    """Other fields or another last day, as a share of its own that takes the place of the former: what a share showed
    never changes, so its history stays true, and the organisation sees that there is something new. The answer is the
    new share; where nothing is changed, the share as it is."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: ChangeShareCommand) -> ShareId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.SEE_OWN_RESULTS)
        with self._open_unit() as unit:
            # The claim is held before the share, as it is where the number is freed and its shares are taken back.
            result = _own(unit, _own_share(unit, command.share_id, actor).result_id, actor)
            former = _own_share(unit, command.share_id, actor, for_update=True)
            if former.version != command.version:
                raise ConflictError("changed_meanwhile", share=former.id)
            if not former.is_active(now=now):
                raise ConflictError("share_is_over", share=former.id)
            expires_at = _end_of_day(command.terms.expires_on, _checked(unit, result, command.terms, actor, now))
            if (former.fields, former.expires_at) == (command.terms.fields, expires_at):
                return former.id
            _end(unit, former, actor, now)
            share = _begin(unit, result, former.organisation_id, command.terms, actor, now)
            unit.commit()
        return share.id


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawShareCommand:
    actor: Actor
    share_id: ShareId


class WithdrawShare:
    """At once, and whatever became of the result meanwhile. What the organisation has downloaded stays with it."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: WithdrawShareCommand) -> None:
        actor = command.actor
        actor.require(Permission.SEE_OWN_RESULTS)
        with self._open_unit() as unit:
            _end(unit, _own_share(unit, command.share_id, actor, for_update=True), actor, self._clock.now())
            unit.commit()


def _own(unit: VerificationUnit, result_id: ResultId, actor: Actor) -> Result:
    """Somebody else's result, and one that is not out yet, do not exist for a candidate. The number stays theirs until
    the unit is over."""
    result = unit.results.get(result_id)
    claim = unit.candidate_numbers.claim(result.holder.number, for_update=True)
    if not result.is_released or claim is None or claim.person_id != actor.person_id:
        raise NotFoundError("result", result=result_id)
    if not result.shows_scores:
        raise ConflictError("result_is_not_shown", result=result_id)
    return result


def _own_share(unit: VerificationUnit, share_id: ShareId, actor: Actor, *, for_update: bool = False) -> Share:
    share = unit.shares.get(share_id, for_update=for_update)
    if share.shared_by != actor.person_id:
        raise NotFoundError("share", share=share_id)
    return share


def _begin(
    unit: VerificationUnit, result: Result, organisation: OrganisationId, terms: Terms, actor: Actor, now: datetime
) -> Share:
    details = unit.recognising_organisations.get(organisation).details
    zone = _checked(unit, result, terms, actor, now)
    share = Share(
        id=ShareId(new_id()),
        result_id=result.id,
        organisation_id=organisation,
        shared_with=details.name,
        shared_by=actor.person_id,
        fields=terms.fields,
        shared_at=now,
        expires_at=_end_of_day(terms.expires_on, zone),
    )
    unit.shares.add(share)
    unit.activities.add(_activity(share, ActivityKind.SHARED, now))
    promise_share_news(unit, share.id, now=now)
    if share.expires_at is not None:
        promise_expiry(unit, share.id, at=share.expires_at)
    facts = {"organisation": str(organisation), "fields": " ".join(sorted(share.fields))}
    unit.record("result_shared", by=actor.label, on=f"share:{share.id}", facts={"result": str(result.id), **facts})
    return share


def _end(unit: VerificationUnit, share: Share, actor: Actor, now: datetime) -> None:
    share.withdraw(now=now)
    unit.activities.add(_activity(share, ActivityKind.WITHDRAWN, now))
    unit.record("share_withdrawn", by=actor.label, on=f"share:{share.id}", facts={"result": str(share.result_id)})


def _activity(share: Share, kind: ActivityKind, now: datetime) -> Activity:
    return Activity(
        result_id=share.result_id, organisation_id=share.organisation_id, share_id=share.id, kind=kind, at=now
    )


def _checked(unit: VerificationUnit, result: Result, terms: Terms, actor: Actor, now: datetime) -> ZoneInfo:
    """The zone of the candidate's calendar, if the result can be shared so."""
    zone = ZoneInfo(unit.people.get(actor.person_id).time_zone)
    terms.check(has_overall=result.marks.outcome.overall is not None, today=now.astimezone(zone).date())
    return zone


def _end_of_day(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The first moment after the day, where the candidate is."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(ZoneInfo("UTC"))
