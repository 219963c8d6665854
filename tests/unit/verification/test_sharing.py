"""Sharing one's results, changing what is shared, taking it back, and the end of a share's time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from core.access.model import Actor, OrganisationKind, Person
from core.access.permissions import Role
from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import ExamCode
from core.results.model import Holder, Marks, Result, ResultId, ResultStatus, Sitting, sort_id
from core.results.reference import draw_reference
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Job
from core.shared.time import utc
from core.verification.model.claim import Claim
from core.verification.model.recognising import RecognisingOrganisation
from core.verification.model.registration import InstitutionKind, OrganisationDetails
from core.verification.model.sharing import ALL_FIELDS, ActivityKind, Field, Share, ShareEnd, ShareId
from core.verification.promises import EXPIRE
from core.verification.usecases.expiring import AT_ONCE, ExpireShares
from core.verification.usecases.sharing import (
    ChangeShare,
    ChangeShareCommand,
    ShareResult,
    ShareResultCommand,
    Terms,
    WithdrawShare,
    WithdrawShareCommand,
)
from tests.fakes.candidates import MemoryVerification
from tests.fakes.units import SettableClock

NOW = utc(2027, 4, 20, 9)
MAYA, LI = PersonId(UUID(int=1)), PersonId(UUID(int=2))
ALDERMOOR = OrganisationId(UUID(int=50))
RESULT, PRE_A1 = ResultId(UUID(int=60)), ResultId(UUID(int=61))
SCALED = Marking(
    components=("Reading", "Writing"),
    scale=Scale(name="Scale", lowest=100, highest=190, bands=(Band(grade="A", lowest=100, highest=190, cefr="C1"),)),
)
SHIELDS = Marking(components=("Listening",), scale=None, shields=5)


def candidate(person_id: PersonId) -> Actor:
    return Actor(
        person_id=person_id,
        organisation_id=OrganisationId(UUID(int=9)),
        organisation_kind=OrganisationKind.CANDIDATES,
        roles=frozenset({Role.CANDIDATE}),
    )


def result(id_: ResultId, marking: Marking, *, number: str) -> Result:
    holder = Holder(
        number=number,
        given_name="Maya",
        family_name="Lindqvist",
        date_of_birth=date(2009, 4, 23),
        email="maya@example.org",
    )
    return Result(
        id=id_,
        sid=sort_id(date(2027, 3, 6), id_.int),
        reference=draw_reference(),
        holder=holder,
        sitting=Sitting(
            exam=ExamCode("FCE"), taken_on=date(2027, 3, 6), centre_id=OrganisationId(UUID(int=8)), place="Leeds"
        ),
        marks=Marks.of(dict.fromkeys(marking.components, marking.highest), marking),
        status=ResultStatus.FINAL,
        release_at=NOW,
        released_at=NOW,
    )


class House:
    def __init__(self) -> None:
        self.storage, self.clock = MemoryVerification(), SettableClock(NOW)
        stored = self.storage.stored
        # Ten hours ahead of UTC, all year.
        for id_, name, zone in ((MAYA, "maya", "Australia/Brisbane"), (LI, "li", "UTC")):
            stored.people[id_] = Person(id=id_, name=name, email=f"{name}@example.org", time_zone=zone)
            stored.numbers[name] = Claim(number=name, person_id=id_, at=NOW)
        stored.results = {RESULT: result(RESULT, SCALED, number="maya"), PRE_A1: result(PRE_A1, SHIELDS, number="maya")}
        details = OrganisationDetails(
            name="Aldermoor University", kind=InstitutionKind.UNIVERSITY, city="Leeds", country="GB"
        )
        stored.recognising[ALDERMOOR] = RecognisingOrganisation(id=ALDERMOOR, details=details)
        self.share_result = ShareResult(open_unit=self.storage.open_unit, clock=self.clock)
        self.change_share = ChangeShare(open_unit=self.storage.open_unit, clock=self.clock)
        self.withdraw_share = WithdrawShare(open_unit=self.storage.open_unit, clock=self.clock)
        self.expire_shares = ExpireShares(open_unit=self.storage.open_unit, clock=self.clock)

    def share(
        self,
        *fields: Field,
        by: PersonId = MAYA,
        of: ResultId = RESULT,
        at: OrganisationId = ALDERMOOR,
        until: date | None = None,
    ) -> ShareId:
        terms = Terms(fields=frozenset(fields) or ALL_FIELDS, expires_on=until)
        return self.share_result(ShareResultCommand(actor=candidate(by), result_id=of, organisation_id=at, terms=terms))

    def change(self, share_id: ShareId, terms: Terms, *, by: PersonId = MAYA, version: int = 0) -> ShareId:
        command = ChangeShareCommand(actor=candidate(by), share_id=share_id, version=version, terms=terms)
        return self.change_share(command)

    def withdraw(self, share_id: ShareId, *, by: PersonId = MAYA) -> None:
        self.withdraw_share(WithdrawShareCommand(actor=candidate(by), share_id=share_id))

    def stored(self, share_id: ShareId) -> Share:
        return self.storage.stored.shares[share_id]

    def happened(self) -> list[tuple[ActivityKind, ShareId | None]]:
        return [(one.kind, one.share_id) for one in self.storage.stored.activities]

    def expire(self) -> None:
        self.expire_shares([Job(kind=EXPIRE, payload={}, attempt=1)])


@pytest.fixture
def house() -> House:
    return House()


def test_a_share_begins_with_its_news_its_history_and_a_line_in_the_trail(house: House) -> None:
    share_id = house.share(Field.OVERALL, Field.PHOTO)

    share, stored = house.stored(share_id), house.storage.stored
    assert (share.organisation_id, share.fields) == (ALDERMOOR, frozenset({Field.OVERALL, Field.PHOTO}))
    assert (share.shared_by, share.shared_at, share.expires_at) == (MAYA, NOW, None)
    assert house.happened() == [(ActivityKind.SHARED, share_id)]
    assert [dict(job.payload) for job in stored.jobs.values()] == [{"kind": "share_received", "share": str(share_id)}]
    assert stored.trail == [("result_shared", f"person:{MAYA}", f"share:{share_id}")]


def test_it_expires_at_the_end_of_the_day_where_the_candidate_is(house: House) -> None:
    share_id = house.share(until=date(2027, 4, 30))

    midnight_in_brisbane = utc(2027, 4, 30, 14)
    assert house.stored(share_id).expires_at == midnight_in_brisbane
    job = house.storage.stored.jobs[f"{EXPIRE}:{share_id}"]
    assert (job.kind, job.run_at) == (EXPIRE, midnight_in_brisbane)


def test_today_can_be_the_last_day_and_yesterday_cannot(house: House) -> None:
    with pytest.raises(InvalidInputError) as refused:
        house.share(until=date(2027, 4, 19))

    assert refused.value.problems[0].field == "expires_on"
    assert house.share(until=date(2027, 4, 20))


def test_anothers_result_and_one_that_is_not_out_do_not_exist(house: House) -> None:
    with pytest.raises(NotFoundError, match="result"):
        house.share(by=LI)
    house.storage.stored.results[RESULT].released_at = None
    with pytest.raises(NotFoundError, match="result"):
        house.share()

    assert house.storage.stored.shares == {}


@pytest.mark.parametrize("status", [ResultStatus.WITHHELD, ResultStatus.REVOKED])
def test_a_result_that_hides_its_scores_is_not_shared(house: House, status: ResultStatus) -> None:
    house.storage.stored.results[RESULT].status = status

    with pytest.raises(ConflictError, match="result_is_not_shown"):
        house.share()


def test_only_a_listed_organisation_is_shared_with(house: House) -> None:
    with pytest.raises(NotFoundError, match="organisation"):
        house.share(at=OrganisationId(UUID(int=8)))


def test_a_second_share_with_the_same_organisation_waits_for_the_end_of_the_first(house: House) -> None:
    first = house.share()
    with pytest.raises(ConflictError, match="already_shared"):
        house.share()

    house.withdraw(first)

    assert house.share() != first


def test_an_exam_without_an_overall_result_is_shared_with_its_components(house: House) -> None:
    with pytest.raises(InvalidInputError) as refused:
        house.share(Field.OVERALL, of=PRE_A1)

    assert refused.value.problems[0].field == "fields"
    assert house.share(Field.COMPONENTS, of=PRE_A1)


def test_neither_score_nor_components_is_nothing_to_share(house: House) -> None:
    with pytest.raises(InvalidInputError):
        house.share(Field.PHOTO)


def test_a_change_is_a_new_share_in_place_of_the_former(house: House) -> None:
    former = house.share()
    house.clock.advance(timedelta(days=1))

    new = house.change(former, Terms(fields=frozenset({Field.OVERALL}), expires_on=date(2027, 5, 1)))

    assert house.stored(former).end is ShareEnd.WITHDRAWN
    assert house.stored(former).fields == ALL_FIELDS
    assert house.stored(new).fields == {Field.OVERALL}
    assert house.happened() == [
        (ActivityKind.SHARED, former),
        (ActivityKind.WITHDRAWN, former),
        (ActivityKind.SHARED, new),
    ]


def test_a_change_that_changes_nothing_leaves_the_share(house: House) -> None:
    former = house.share(Field.OVERALL, until=date(2027, 5, 1))

    same = house.change(former, Terms(fields=frozenset({Field.OVERALL}), expires_on=date(2027, 5, 1)))

    assert same == former
    assert house.happened() == [(ActivityKind.SHARED, former)]


@pytest.mark.parametrize("day", [date(2027, 1, 1), date.max], ids=["a day that is over", "the last day of calendars"])
def test_a_bad_change_leaves_the_share_as_it_is(house: House, day: date) -> None:
    former = house.share()

    with pytest.raises(InvalidInputError):
        house.change(former, Terms(fields=frozenset({Field.OVERALL}), expires_on=day))

    assert house.stored(former).is_active(now=NOW)


def test_a_change_decided_on_an_older_state_or_of_an_ended_share_is_refused(house: House) -> None:
    share_id = house.share()
    terms = Terms(fields=frozenset({Field.OVERALL}))
    with pytest.raises(ConflictError, match="changed_meanwhile"):
        house.change(share_id, terms, version=7)
    house.withdraw(share_id)

    with pytest.raises(ConflictError, match="share_is_over"):
        house.change(share_id, terms)


def test_a_share_is_taken_back_at_once_also_when_the_result_is_hidden(house: House) -> None:
    share_id = house.share()
    house.storage.stored.results[RESULT].status = ResultStatus.WITHHELD

    house.withdraw(share_id)

    assert not house.stored(share_id).is_active(now=NOW)
    assert house.storage.stored.trail[-1] == ("share_withdrawn", f"person:{MAYA}", f"share:{share_id}")
    with pytest.raises(ConflictError, match="share_is_over"):
        house.withdraw(share_id)


def test_anothers_share_does_not_exist(house: House) -> None:
    share_id = house.share()

    with pytest.raises(NotFoundError, match="share"):
        house.withdraw(share_id, by=LI)
    with pytest.raises(NotFoundError, match="share"):
        house.change(share_id, Terms(fields=ALL_FIELDS), by=LI)
    with pytest.raises(NotFoundError, match="share"):
        house.withdraw(ShareId(UUID(int=404)))


def test_who_is_no_candidate_may_do_none_of_it(house: House) -> None:
    share_id = house.share()
    stranger = replace(candidate(MAYA), roles=frozenset({Role.PLANNER}))
    terms = Terms(fields=ALL_FIELDS)

    with pytest.raises(NotAllowedError):
        house.share_result(ShareResultCommand(actor=stranger, result_id=RESULT, organisation_id=ALDERMOOR, terms=terms))
    with pytest.raises(NotAllowedError):
        house.change_share(ChangeShareCommand(actor=stranger, share_id=share_id, version=0, terms=terms))
    with pytest.raises(NotAllowedError):
        house.withdraw_share(WithdrawShareCommand(actor=stranger, share_id=share_id))


def test_what_is_due_expires_once_and_what_is_not_stays(house: House) -> None:
    due, later = house.share(until=date(2027, 4, 30)), house.share(of=PRE_A1, until=date(2027, 5, 30))
    house.clock.set(utc(2027, 5, 2))

    house.expire()
    house.expire()

    assert house.stored(due).end is ShareEnd.EXPIRED
    assert house.stored(due).ended_at == utc(2027, 4, 30, 14)
    assert house.stored(later).ended_at is None
    assert house.happened()[2:] == [(ActivityKind.EXPIRED, due)]


def test_many_that_are_due_together_are_ended_in_several_units(house: House) -> None:
    first = house.stored(house.share(until=date(2027, 4, 30)))
    many = [
        replace(first, id=ShareId(UUID(int=1000 + place)), organisation_id=OrganisationId(UUID(int=place)))
        for place in range(AT_ONCE)
    ]
    house.storage.stored.shares |= {one.id: one for one in many}
    house.clock.set(utc(2027, 5, 2))

    house.expire()

    assert {one.end for one in house.storage.stored.shares.values()} == {ShareEnd.EXPIRED}
