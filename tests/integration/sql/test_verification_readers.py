"""What organisations, candidates and the recognition team read of verification."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.sql.database import Database
from adapters.sql.verification.candidate_reader import SqlCandidateReader
from adapters.sql.verification.reader import SqlVerificationReader
from adapters.sql.verification.recognition_reader import SqlRecognitionReader
from core.access.model import digest_of
from core.results.model import Result, ResultId, ResultStatus
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, new_id
from core.shared.paging import PageRequest
from core.verification.model.proposing import ProposalId
from core.verification.model.registration import RegistrationId, RegistrationState
from core.verification.model.searching import Criteria, SearchId
from core.verification.model.sharing import Activity, ActivityKind, Field, LookUp, ShareEnd
from core.verification.views import ProposalRow
from tests.integration.sql import scored
from tests.integration.sql.entered import DAY, FIRST, KEY
from tests.integration.sql.proctored import NOON, StandingClock, stored
from tests.integration.sql.verified import (
    CANDIDATE,
    EMPLOYER,
    READER,
    UNIVERSITY,
    give,
    keep_results,
    list_all,
    proposal,
    recognising,
    registration,
    settle,
    share_of,
)

PAGE = PageRequest()


@pytest.fixture
def result(database: Database) -> Result:
    settle(database)
    one = scored.result("Zoë Łęska", "K7QF2-M9XRT", sequence=1)
    keep_results(database, one)
    with stored(database) as unit:
        unit.candidate_numbers.add("k7qf2 m9xrt", CANDIDATE, at=NOON)
    return one


def look_up(database: Database, result: Result, *, at: timedelta = timedelta(0)) -> None:
    with stored(database) as unit:
        unit.look_ups.add(LookUp(result_id=result.id, organisation_id=EMPLOYER, person_id=READER, at=NOON + at))


class TestAResultOfOneOrganisation:
    def test_it_is_seen_by_its_share_with_what_is_in_it(self, database: Database, result: Result) -> None:
        fields = frozenset({Field.COMPONENTS, Field.EMAIL})
        one = share_of(result, fields=fields, expires_at=NOON + DAY)
        give(database, one)

        seen = SqlVerificationReader(database).result(result.id, UNIVERSITY, now=NOON)

        assert (seen.share_id, seen.fields, seen.shared_at, seen.expires_at) == (one.id, fields, NOON, NOON + DAY)
        assert (seen.email, seen.number, seen.date_of_birth, seen.photo) == (result.holder.email, None, None, None)
        assert (seen.overall, seen.grade, seen.cefr) == (None, None, None)
        assert seen.components == result.marks.scores
        assert (seen.name, seen.exam_name, seen.centre_name) == ("Zoë Łęska", "B2 First", "Kraków Centre")
        assert seen.looked_up_until is None

    @pytest.mark.parametrize("at", [DAY, 400 * DAY])
    def test_once_the_share_is_over_it_is_not_there(self, database: Database, result: Result, at: timedelta) -> None:
        give(database, share_of(result, expires_at=NOON + DAY))

        with pytest.raises(NotFoundError, match="result"):
            SqlVerificationReader(database).result(result.id, UNIVERSITY, now=NOON + at)

    def test_another_organisation_does_not_see_it(self, database: Database, result: Result) -> None:
        give(database, share_of(result))

        with pytest.raises(NotFoundError, match="result"):
            SqlVerificationReader(database).result(result.id, EMPLOYER, now=NOON)

    def test_it_is_seen_by_a_look_up_for_thirty_days(self, database: Database, result: Result) -> None:
        look_up(database, result)
        reader = SqlVerificationReader(database)

        seen = reader.result(result.id, EMPLOYER, now=NOON + 29 * DAY)

        assert (seen.looked_up_until, seen.shared_at, seen.share_id) == (NOON + 30 * DAY, None, None)
        assert (seen.number, seen.overall, seen.grade) == ("K7QF2-M9XRT", 175, "B")
        assert (seen.email, seen.date_of_birth) == (None, None)
        with pytest.raises(NotFoundError, match="result"):
            reader.result(result.id, EMPLOYER, now=NOON + 30 * DAY)

    def test_the_share_counts_where_there_is_a_look_up_too(self, database: Database, result: Result) -> None:
        look_up(database, result)
        give(database, share_of(result, EMPLOYER, fields=frozenset({Field.OVERALL})))

        seen = SqlVerificationReader(database).result(result.id, EMPLOYER, now=NOON)

        assert seen.fields == {Field.OVERALL}
        assert (seen.shared_at, seen.looked_up_until) == (NOON, None)

    def test_a_withheld_one_says_so_and_since_when_without_scores(self, database: Database, result: Result) -> None:
        give(database, share_of(result))
        with stored(database) as unit:
            unit.results.get(result.id, for_update=True).withhold(reason="Checked", by="x", now=NOON + DAY)

        seen = SqlVerificationReader(database).result(result.id, UNIVERSITY, now=NOON + 2 * DAY)

        assert (seen.status, seen.status_since) == (ResultStatus.WITHHELD, NOON + DAY)
        assert (seen.overall, seen.grade, seen.cefr, seen.components) == (None, None, None, None)

    def test_what_is_not_released_is_seen_by_nobody(self, database: Database, result: Result) -> None:
        unreleased = scored.result(sequence=2)
        with stored(database) as unit:
            unit.results.add_all([unreleased])
        look_up(database, unreleased)
        give(database, share_of(unreleased))
        reader = SqlVerificationReader(database)

        for organisation_id in (UNIVERSITY, EMPLOYER):
            with pytest.raises(NotFoundError, match="result"):
                reader.result(unreleased.id, organisation_id, now=NOON)

    def test_look_ups_that_are_open_are_listed_the_newest_first(self, database: Database, result: Result) -> None:
        second, old = scored.result("Ada Bo", sequence=2), scored.result(sequence=3)
        keep_results(database, second, old)
        look_up(database, result)
        look_up(database, second, at=DAY)
        look_up(database, old, at=-40 * DAY)
        reader = SqlVerificationReader(database)

        first_page = reader.look_ups(EMPLOYER, PageRequest(size=1), now=NOON + DAY)
        rest = reader.look_ups(EMPLOYER, PageRequest(size=1, after=first_page.next), now=NOON + DAY)

        assert [row.name for row in (*first_page.items, *rest.items)] == ["Ada Bo", "Zoë Łęska"]
        assert rest.next is None
        assert first_page.items[0].by == "Robin Reader"
        assert not reader.look_ups(UNIVERSITY, PAGE, now=NOON).items

    def test_criteria_are_kept_for_one_person_at_one_organisation(self, database: Database, result: Result) -> None:
        criteria, search_id = Criteria(name="Zoë", exam=FIRST.code), SearchId("s" * 40)
        with stored(database) as unit:
            unit.searches.add(digest_of(search_id), criteria, person_id=READER, organisation_id=UNIVERSITY, at=NOON)
        reader = SqlVerificationReader(database)

        assert reader.criteria(search_id, READER, UNIVERSITY) == criteria
        for person, organisation in ((CANDIDATE, UNIVERSITY), (READER, EMPLOYER)):
            with pytest.raises(NotFoundError, match="search"):
                reader.criteria(search_id, person, organisation)


class TestACandidatesOwn:
    def test_results_are_listed_with_their_shares(self, database: Database, result: Result) -> None:
        later = scored.result("Zoë Łęska", "K7QF2-M9XRT", sequence=2, taken_on=scored.EXAM_DAY + DAY)
        unreleased = scored.result("Zoë Łęska", "K7QF2-M9XRT", sequence=3, taken_on=scored.EXAM_DAY + 2 * DAY)
        keep_results(database, later, scored.result(sequence=4))
        with stored(database) as unit:
            unit.results.add_all([unreleased])
        give(database, share_of(result), share_of(result, EMPLOYER, expires_at=NOON + DAY))
        give(database, share_of(later, EMPLOYER, shared_at=NOON - 2 * DAY, expires_at=NOON - DAY))

        rows = SqlCandidateReader(database, StandingClock()).own_results(CANDIDATE)

        assert [(row.result_id, row.shares, row.overall) for row in rows] == [(later.id, 0, 175), (result.id, 2, 175)]

    def test_a_result_comes_with_what_became_of_its_shares(self, database: Database, result: Result) -> None:
        over = share_of(result, shared_at=NOON - 2 * DAY, expires_at=NOON - DAY)
        opened = share_of(result, EMPLOYER)
        give(database, over, opened)
        with stored(database) as unit:
            unit.shares.mark_opened(opened.id, READER, at=NOON + DAY)
            for kind, at in ((ActivityKind.SHARED, NOON), (ActivityKind.OPENED, NOON + DAY)):
                unit.activities.add(
                    Activity(result_id=result.id, organisation_id=EMPLOYER, share_id=opened.id, kind=kind, at=at)
                )
        reader = SqlCandidateReader(database, StandingClock())

        own = reader.own_result(result.id, CANDIDATE, now=NOON + DAY)

        assert [(one.share_id, one.opened_at, one.end) for one in own.shares] == [
            (opened.id, NOON + DAY, None),
            (over.id, None, ShareEnd.EXPIRED),
        ]
        assert [one.activity.kind for one in own.activity] == [ActivityKind.OPENED, ActivityKind.SHARED]
        assert own.shares[0].organisation_name == "Brightwater Ltd"
        assert (own.result.email, own.result.overall) == (result.holder.email, 175)

    def test_nobody_else_sees_it(self, database: Database, result: Result) -> None:
        reader = SqlCandidateReader(database, StandingClock())

        with pytest.raises(NotFoundError, match="result"):
            reader.own_result(result.id, READER, now=NOON)
        assert not reader.own_results(READER)
        assert list(reader.numbers(CANDIDATE)) == ["k7qf2 m9xrt"]
        with pytest.raises(NotFoundError, match="result"):
            reader.own_result(ResultId(new_id()), CANDIDATE, now=NOON)


class TestThePublicList:
    @pytest.fixture
    def reader(self, database: Database) -> SqlRecognitionReader:
        settle(database)
        list_all(
            database,
            recognising("Universität Łódź", KEY.code, city="Łódź", country="PL"),
            recognising("University of Lagos", FIRST.code, city="Lagos Island", country="NG"),
            recognising("Aldermoor College", city="New Aldermoor", country="US"),
        )
        return SqlRecognitionReader(database)

    @pytest.mark.parametrize(
        ("wanted", "names"),
        [
            (
                {},
                [
                    "Aldermoor College",
                    "Aldermoor University",
                    "Brightwater Ltd",
                    "Universität Łódź",
                    "University of Lagos",
                ],
            ),
            ({"name": "UNIVERS"}, ["Aldermoor University", "Universität Łódź", "University of Lagos"]),
            ({"name": "lodz univ"}, ["Universität Łódź"]),
            ({"city": "lagos"}, ["Brightwater Ltd", "University of Lagos"]),
            ({"city": "lagos", "name": "u"}, ["University of Lagos"]),
            ({"city": "aldermoor", "country": "US"}, ["Aldermoor College"]),
            ({"country": "NG"}, ["Brightwater Ltd", "University of Lagos"]),
            ({"exam": FIRST.code}, ["Aldermoor University", "University of Lagos"]),
            ({"exam": KEY.code, "name": "aldermoor", "country": "GB"}, ["Aldermoor University"]),
            ({"exam": KEY.code, "city": "lagos"}, []),
            ({"name": "…"}, []),
            ({"name": "sity"}, []),
        ],
    )
    @pytest.mark.parametrize("size", [1, 50])
    def test_it_is_searched(
        self, reader: SqlRecognitionReader, wanted: dict[str, str], names: list[str], size: int
    ) -> None:
        found: list[str] = []
        after: str | None = None
        while True:
            page = reader.listed(PageRequest(size=size, after=after), **wanted)  # type: ignore[arg-type]  # codes are text
            found += [row.name for row in page.items]
            after = page.next
            if after is None:
                break

        assert found == names

    def test_an_organisation_is_shown_with_what_it_recognises(self, reader: SqlRecognitionReader) -> None:
        shown = reader.listed_organisation(UNIVERSITY)

        assert [(code, name) for code, name, _ in shown.recognised] == [(KEY.code, KEY.name), (FIRST.code, FIRST.name)]
        assert (shown.row.exams, shown.details.email) == (2, "ask@example.org")
        with pytest.raises(NotFoundError, match="organisation"):
            reader.listed_organisation(OrganisationId(new_id()))

    def test_countries_are_those_of_the_list(self, reader: SqlRecognitionReader) -> None:
        assert reader.countries() == ["GB", "NG", "PL", "US"]

    def test_one_is_known_by_its_name_or_its_address(self, reader: SqlRecognitionReader) -> None:
        by_name = reader.listed_as(name="aldermoor  COLLEGE", email="")
        by_address = reader.listed_as(name="", email="Ask@Example.org ")

        assert by_name is not None
        assert by_name.name == "Aldermoor College"
        assert by_address is not None
        assert reader.listed_as(name="…", email="") is None
        assert reader.listed_as(name="Aldermoor", email="none@example.org") is None

    def test_an_organisation_renamed_elsewhere_is_listed_by_its_new_name(
        self, database: Database, reader: SqlRecognitionReader
    ) -> None:
        with stored(database) as unit:
            unit.organisations.get(EMPLOYER, for_update=True).revise(name="Zebra Works", time_zone="UTC")

        assert [row.id for row in reader.listed(PAGE, name="works").items] == [EMPLOYER]
        assert not reader.listed(PAGE, name="brightwater").items
        assert reader.listed(PAGE).items[-1].id == EMPLOYER


RECEIVED = RegistrationState.RECEIVED


def in_pages_of_two(reader: SqlRecognitionReader, state: RegistrationState) -> list[list[str]]:
    """The names of what is registered, and the new ones of what is proposed."""
    pages = [reader.queue(PageRequest(size=2), state=state)]
    while pages[-1].next:
        pages.append(reader.queue(PageRequest(size=2, after=pages[-1].next), state=state))
    return [[row.identity.name if isinstance(row, ProposalRow) else row.name for row in page.items] for page in pages]


class TestTheQueue:
    def test_what_waits_is_first_by_when_it_is_due(self, database: Database) -> None:
        settle(database)
        urgent, later = registration("Urgent", due_at=NOON + DAY), registration("Later", due_at=NOON + 3 * DAY)
        soon = proposal("Soon", due_at=NOON + 2 * DAY)
        old, new = registration("Old"), registration("New")
        old.received_at, new.received_at = NOON - 9 * DAY, NOON - DAY
        between, withdrawn = (proposal(name, received_at=NOON - 3 * DAY) for name in ("Between", "Withdrawn"))
        withdrawn.withdraw(by=f"person:{READER}", now=NOON)
        for one in (old, new, between):
            one.refuse("No.", by=f"person:{READER}", now=NOON)
        with stored(database) as unit:
            for asked in (later, old, new, urgent):
                unit.registrations.add(asked)
            for proposed in (between, withdrawn, soon):
                unit.proposals.add(proposed)
        reader = SqlRecognitionReader(database)

        waiting, refused = (in_pages_of_two(reader, state) for state in (RECEIVED, RegistrationState.REFUSED))

        assert waiting == [["Urgent", "Soon"], ["Later"]]
        assert refused == [["New", "Between"], ["Old"]]
        assert in_pages_of_two(reader, RegistrationState.APPROVED) == [[]]

    def test_a_registration_is_shown_beside_what_is_alike(self, database: Database) -> None:
        settle(database)
        list_all(database, recognising("Aldermoor University", country="US"), recognising("Moor College"))
        one = registration("Aldermoor Institute")
        one.applicant = type(one.applicant)(name="Z", email=f"{CANDIDATE}@EXAMPLE.org", time_zone="UTC")
        one.refuse("No.", by=f"person:{READER}", now=NOON)
        with stored(database) as unit:
            unit.registrations.add(one)
        reader = SqlRecognitionReader(database)

        shown = reader.registration(one.id)

        assert [row.id for row in shown.similar] == [UNIVERSITY]
        assert (shown.known_person, shown.decided_by, shown.reason) == (True, "Robin Reader", "No.")
        with pytest.raises(NotFoundError, match="registration"):
            reader.registration(RegistrationId(new_id()))

    def test_a_proposal_is_shown_beside_others_that_are_alike(self, database: Database) -> None:
        settle(database)
        other = recognising("Moor College")
        list_all(database, other)
        earlier, one = proposal("Moor University", received_at=NOON - DAY), proposal("Moor University")
        earlier.refuse("No.", by=f"person:{READER}", now=NOON)
        with stored(database) as unit:
            unit.proposals.add(earlier)
            unit.proposals.add(one)
        reader = SqlRecognitionReader(database)

        shown = reader.proposal(earlier.id)

        assert (shown.row.former, shown.row.identity, shown.why) == (one.former, one.identity, one.why)
        assert (shown.decided_by, shown.reason) == ("Robin Reader", "No.")
        # Its own former name has a word in common, too.
        assert [row.id for row in shown.similar] == [other.id]
        latest = reader.latest_proposal(UNIVERSITY)
        assert latest is not None
        assert latest.row.id == one.id
        assert reader.latest_proposal(EMPLOYER) is None
        with pytest.raises(NotFoundError, match="proposal"):
            reader.proposal(ProposalId(new_id()))
