"""Searching and opening shared results, their photos, the look-up policy, and telling of changes."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from core.access.model import digest_of
from core.access.permissions import Role
from core.catalogue.model import ExamCode
from core.results.model import ResultStatus
from core.shared.errors import ConflictError, NotAllowedError, NotFoundError
from core.shared.ids import PersonId
from core.shared.jobs import Job
from core.verification.model.fitting import words_begin
from core.verification.model.searching import Criteria
from core.verification.model.sharing import ALL_FIELDS, ON_STATEMENT, ActivityKind, Field, LookUp
from core.verification.usecases.opening import OpenResult, OpenResultCommand, SeePhoto
from core.verification.usecases.policy import ChangeLookUpPolicy, ChangeLookUpPolicyCommand
from core.verification.usecases.searching import KEPT, ForgetSearches, SearchResults, SearchResultsCommand
from core.verification.usecases.telling import TellChange
from core.verification.views import VerifiedResult
from tests.fakes.access import CountedSecrets
from tests.fakes.finding import KeptFiles, KnownResults, MemoryFinding
from tests.fakes.units import SettableClock
from tests.unit.verification.finding_house import (
    ALDERMOOR,
    NORDHAVN,
    NOW,
    OFFICER,
    READER,
    RESULT,
    SHARE,
    STRANGER,
    VIEWER,
    a_share,
    a_view,
    another,
    member,
)


def test_criteria_are_kept_under_a_digest_and_the_trail_says_only_by_what_was_searched() -> None:
    finding = MemoryFinding()
    search = SearchResults(open_unit=finding.open_unit, secrets=CountedSecrets(), clock=SettableClock(NOW))
    criteria = Criteria(name="Maya Lindqvist", exam=ExamCode("FCE"), date_of_birth=date(2009, 4, 23))

    search_id = search(SearchResultsCommand(actor=READER, criteria=criteria))

    assert finding.stored.searches == {digest_of(search_id): (criteria, READER.person_id, ALDERMOOR, NOW)}
    assert finding.stored.trail == [("results_searched", READER.label, f"organisation:{ALDERMOOR}")]
    assert finding.stored.facts == [{"criteria": "name, date_of_birth, exam"}]


def test_only_who_may_find_results_searches() -> None:
    search = SearchResults(open_unit=MemoryFinding().open_unit, secrets=CountedSecrets(), clock=SettableClock(NOW))

    with pytest.raises(NotAllowedError):
        search(SearchResultsCommand(actor=OFFICER, criteria=Criteria(name="x")))


def test_criteria_older_than_a_day_are_forgotten() -> None:
    finding, clock = MemoryFinding(), SettableClock(NOW)
    search = SearchResults(open_unit=finding.open_unit, secrets=CountedSecrets(), clock=clock)
    search(SearchResultsCommand(actor=READER, criteria=Criteria(name="old")))
    clock.advance(KEPT)
    search(SearchResultsCommand(actor=READER, criteria=Criteria(name="younger")))
    clock.advance(timedelta(seconds=1))

    ForgetSearches(open_unit=finding.open_unit, clock=clock)([])

    assert [criteria.name for criteria, *_ in finding.stored.searches.values()] == ["younger"]


class Opening:
    def __init__(self, view: VerifiedResult) -> None:
        self.finding = MemoryFinding()
        self.finding.stored.shares[SHARE] = a_share()
        known, clock = KnownResults((ALDERMOOR, view)).reader, SettableClock(NOW)
        self.open = OpenResult(reader=known, open_unit=self.finding.open_unit, clock=clock)
        files = KeptFiles(photo=b"picture").store
        self.photo = SeePhoto(reader=known, files=files, open_unit=self.finding.open_unit, clock=clock)

    @property
    def actions(self) -> list[str]:
        return [action for action, *_ in self.finding.stored.trail]


OPEN, PHOTO = (OpenResultCommand(actor=one, result_id=RESULT) for one in (READER, VIEWER))


def test_the_first_of_an_organisation_to_open_a_share_is_told_to_the_candidate_once() -> None:
    opening = Opening(a_view())

    opening.open(OPEN)
    opening.open(OPEN)
    opening.open(OpenResultCommand(actor=member(number=7), result_id=RESULT))

    assert [one.kind for one in opening.finding.stored.activities] == [ActivityKind.OPENED]
    assert opening.finding.stored.opened[SHARE] == [READER.person_id, PersonId(UUID(int=7))]
    assert opening.actions == ["result_seen"] * 3


def test_opening_what_was_looked_up_marks_no_share_and_is_recorded() -> None:
    opening = Opening(a_view(share=False))

    opening.open(OPEN)

    assert opening.finding.stored.opened == {}
    assert opening.finding.stored.facts == [{"organisation": str(ALDERMOOR), "by": "look_up"}]


def test_what_another_organisation_sees_is_not_found() -> None:
    opening = Opening(a_view())

    for use in (opening.open, opening.photo):
        with pytest.raises(NotFoundError, match="result"):
            use(OpenResultCommand(actor=member(Role.PHOTO_VIEWER, Role.MEMBER, at=NORDHAVN), result_id=RESULT))

    assert opening.actions == []


def test_a_photo_that_is_shared_is_seen_and_recorded() -> None:
    opening = Opening(a_view())

    assert opening.photo(PHOTO) == b"picture"

    assert opening.actions == ["photo_seen"]


@pytest.mark.parametrize(
    "view",
    [
        a_view(fields=ALL_FIELDS - {Field.PHOTO}),
        a_view(photo=None),
        another(a_view(), status=ResultStatus.WITHHELD),
        another(a_view(), status=ResultStatus.REVOKED),
    ],
    ids=["not shared", "none", "withheld", "revoked"],
)
def test_a_photo_that_may_not_be_seen_is_not_found(view: VerifiedResult) -> None:
    opening = Opening(view)

    with pytest.raises(NotFoundError, match="photo"):
        opening.photo(PHOTO)

    assert opening.actions == []


def test_a_look_up_shows_the_photo_too() -> None:
    assert Opening(a_view(share=False, fields=ON_STATEMENT)).photo(PHOTO) == b"picture"


def test_photos_are_for_those_who_may_see_them() -> None:
    opening = Opening(a_view())

    with pytest.raises(NotAllowedError):
        opening.photo(OpenResultCommand(actor=READER, result_id=RESULT))


def test_the_recognition_team_changes_the_policy_and_nobody_else() -> None:
    finding = MemoryFinding()
    change = ChangeLookUpPolicy(open_unit=finding.open_unit)

    change(ChangeLookUpPolicyCommand(actor=OFFICER, asks_date_of_birth=True, version=0))

    assert finding.stored.policy.asks_date_of_birth
    assert finding.stored.trail == [("look_up_policy_changed", OFFICER.label, "look_up_policy:only")]
    with pytest.raises(NotAllowedError):
        change(ChangeLookUpPolicyCommand(actor=READER, asks_date_of_birth=False, version=0))


def test_a_policy_that_was_changed_meanwhile_is_looked_at_again() -> None:
    change = ChangeLookUpPolicy(open_unit=MemoryFinding().open_unit)

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        change(ChangeLookUpPolicyCommand(actor=OFFICER, asks_date_of_birth=True, version=3))


def test_whoever_holds_a_share_or_looked_a_result_up_is_told_of_its_change() -> None:
    finding, clock = MemoryFinding(), SettableClock(NOW)
    finding.stored.shares[SHARE] = a_share()
    looked = LookUp(result_id=RESULT, organisation_id=NORDHAVN, person_id=STRANGER.person_id, at=NOW)
    finding.stored.look_ups[RESULT, NORDHAVN] = looked
    job = Job(kind="verification.tell_change", payload={"result": str(RESULT), "change": "2"}, attempt=1)

    for _ in range(2):
        TellChange(open_unit=finding.open_unit, clock=clock)([job])

    told = [(one["kind"], one["organisation"], one["change"]) for one in finding.stored.jobs.values()]
    assert told == [("result_changed", str(ALDERMOOR), "2"), ("result_changed", str(NORDHAVN), "2")]


@pytest.mark.parametrize(
    ("typed", "name", "begins"),
    [
        ("lukasz jose", "Maya José Łukasz-Lindqvist", True),
        ("LINDQ", "Maya José Łukasz-Lindqvist", True),
        ("qvist", "Maya José Łukasz-Lindqvist", False),
        ("maya x", "Maya José Łukasz-Lindqvist", False),
        ("", "Maya", True),
    ],
)
def test_every_typed_word_begins_a_word_of_the_name(typed: str, name: str, begins: bool) -> None:
    assert words_begin(typed, name) is begins
