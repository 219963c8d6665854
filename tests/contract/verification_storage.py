"""What every storage of verification does, the fakes of the unit tests and the databases alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from core.results.model import ResultId
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.time import utc
from core.shared.unit import OpenUnit
from core.verification.model.claim import Claim
from core.verification.model.proposing import Proposal, ProposalId
from core.verification.model.registration import (
    Applicant,
    Identity,
    InstitutionKind,
    OrganisationDetails,
    Registration,
    RegistrationId,
)
from core.verification.model.searching import Criteria
from core.verification.model.sharing import ALL_FIELDS, Invitation, InvitationId, LookUp, Share, ShareId
from core.verification.ports import VerificationUnit

NOW = utc(2027, 3, 1, 12)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom and what the storage knows already: two of each."""

    people: tuple[PersonId, PersonId]
    organisations: tuple[OrganisationId, OrganisationId]
    results: tuple[ResultId, ResultId]


class _Contract:
    @pytest.fixture
    def open_unit(self) -> OpenUnit[VerificationUnit]:
        raise NotImplementedError

    @pytest.fixture
    def known(self) -> Known:
        raise NotImplementedError


class CandidateNumbersContract(_Contract):
    def test_a_number_is_one_persons(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        zoe, other = known.people

        with open_unit() as unit:
            unit.candidate_numbers.add("K7QF2-M9XRT", zoe, at=NOW)
            unit.candidate_numbers.add("H2WD8-P4NKB", zoe, at=NOW)
            unit.commit()

        with open_unit() as unit:
            assert unit.candidate_numbers.owner("K7QF2-M9XRT") == zoe
            assert unit.candidate_numbers.owner("none") is None
            assert unit.candidate_numbers.of(zoe) == {"K7QF2-M9XRT", "H2WD8-P4NKB"}
            assert unit.candidate_numbers.of(other) == frozenset()
            with pytest.raises(ConflictError, match="candidate_number_taken"):
                unit.candidate_numbers.add("K7QF2-M9XRT", other, at=NOW)

    def test_a_number_that_is_freed_is_nobodys_and_then_anothers(
        self, open_unit: OpenUnit[VerificationUnit], known: Known
    ) -> None:
        zoe, other = known.people
        for number in ("K7QF2-M9XRT", "H2WD8-P4NKB"):
            with open_unit() as unit:
                unit.candidate_numbers.add(number, zoe, at=NOW)
                unit.commit()

        with open_unit() as unit:
            claim = unit.candidate_numbers.claim("K7QF2-M9XRT", for_update=True)
            assert claim == Claim(number="K7QF2-M9XRT", person_id=zoe, at=NOW)
            unit.candidate_numbers.free(claim)
            assert unit.candidate_numbers.claim("K7QF2-M9XRT") is None
            unit.candidate_numbers.add("K7QF2-M9XRT", other, at=NOW + DAY)
            unit.commit()

        with open_unit() as unit:
            found = unit.candidate_numbers.claim("K7QF2-M9XRT")
            assert found == Claim(number="K7QF2-M9XRT", person_id=other, at=NOW + DAY)
            assert unit.candidate_numbers.of(zoe) == {"H2WD8-P4NKB"}


class InvitationsContract(_Contract):
    def test_those_sent_lately_are_counted(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        zoe, other = known.people
        for sent_at in (NOW - 3 * DAY, NOW, NOW + DAY):
            with open_unit() as unit:
                unit.invitations.add(
                    Invitation(
                        id=InvitationId(new_id()),
                        invited_by=zoe,
                        organisation_name="Aldermoor",
                        email="ask@example.org",
                        sent_at=sent_at,
                    )
                )
                unit.commit()

        with open_unit() as unit:
            assert unit.invitations.sent_since(zoe, NOW - DAY) == 2
            assert unit.invitations.sent_since(other, NOW - DAY) == 0


class SharesContract(_Contract):
    def a_share(self, known: Known, *, ends_in: timedelta | None = None) -> Share:
        return Share(
            id=ShareId(new_id()),
            result_id=known.results[0],
            organisation_id=known.organisations[0],
            shared_with="Aldermoor University",
            shared_by=known.people[0],
            fields=ALL_FIELDS,
            shared_at=NOW,
            expires_at=NOW + ends_in if ends_in else None,
        )

    def keep(self, open_unit: OpenUnit[VerificationUnit], share: Share) -> Share:
        with open_unit() as unit:
            unit.shares.add(share)
            unit.commit()
        return share

    def test_one_that_is_not_over_keeps_a_second_out(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        self.keep(open_unit, self.a_share(known))

        with open_unit() as unit, pytest.raises(ConflictError, match="already_shared"):
            unit.shares.add(self.a_share(known))

    def test_after_one_was_withdrawn_there_can_be_another(
        self, open_unit: OpenUnit[VerificationUnit], known: Known
    ) -> None:
        first = self.keep(open_unit, self.a_share(known))
        with open_unit() as unit:
            unit.shares.get(first.id, for_update=True).withdraw(now=NOW + DAY)
            unit.commit()

        second = self.keep(open_unit, self.a_share(known))

        with open_unit() as unit:
            assert unit.shares.get(second.id).is_active(now=NOW)
            assert not unit.shares.get(first.id).is_active(now=NOW)

    def test_those_whose_time_has_come_are_found_to_be_ended(
        self, open_unit: OpenUnit[VerificationUnit], known: Known
    ) -> None:
        one = self.keep(open_unit, self.a_share(known, ends_in=DAY))

        with open_unit() as unit:
            assert not unit.shares.expired(now=NOW + DAY - timedelta(seconds=1), limit=10)
            for due in unit.shares.expired(now=NOW + DAY, limit=10):
                due.expire(now=NOW + DAY)
            unit.commit()

        with open_unit() as unit:
            assert unit.shares.get(one.id).ended_at == NOW + DAY
            assert not unit.shares.expired(now=NOW + 2 * DAY, limit=10)

    def test_a_share_that_is_not_there_is_not_found(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        with open_unit() as unit, pytest.raises(NotFoundError, match="share"):
            unit.shares.get(ShareId(new_id()))


class SharesSeenContract(SharesContract):
    """Beside: how organisations come by shares and look-ups."""

    def test_the_active_one_of_the_two_is_found(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        one = self.keep(open_unit, self.a_share(known, ends_in=DAY))
        result_id, organisation_id = one.result_id, one.organisation_id

        with open_unit() as unit:
            found = unit.shares.between(result_id, organisation_id, now=NOW)
            assert found is not None
            assert found.id == one.id
            assert unit.shares.between(result_id, organisation_id, now=NOW + DAY) is None
            assert unit.shares.between(known.results[1], organisation_id, now=NOW) is None
            assert unit.shares.between(result_id, known.organisations[1], now=NOW) is None

    def test_the_first_to_open_one_is_the_first_once(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        one = self.keep(open_unit, self.a_share(known))

        with open_unit() as unit:
            firsts = [
                unit.shares.mark_opened(one.id, person, at=NOW)
                for person in (known.people[0], known.people[0], known.people[1])
            ]

        assert firsts == [True, False, False]

    def test_who_relied_on_a_result_is_known(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        one = self.keep(open_unit, self.a_share(known, ends_in=DAY))
        sharer, seeker = known.organisations
        with open_unit() as unit:
            unit.look_ups.add(
                LookUp(result_id=one.result_id, organisation_id=seeker, person_id=known.people[1], at=NOW)
            )
            unit.commit()

        with open_unit() as unit:
            assert list(unit.watchers.of(one.result_id, now=NOW)) == sorted([sharer, seeker])
            assert list(unit.watchers.of(one.result_id, now=NOW + 365 * DAY)) == [seeker]
            assert list(unit.watchers.of(known.results[1], now=NOW)) == []

    def test_a_look_up_made_anew_takes_the_place_of_the_former_one(
        self, open_unit: OpenUnit[VerificationUnit], known: Known
    ) -> None:
        for person, at in zip(known.people, (NOW, NOW + DAY), strict=True):
            with open_unit() as unit:
                made = LookUp(
                    result_id=known.results[0], organisation_id=known.organisations[0], person_id=person, at=at
                )
                unit.look_ups.add(made)
                unit.commit()

        with open_unit() as unit:
            found = unit.look_ups.latest(known.results[0], known.organisations[0])
            assert found is not None
            assert (found.person_id, found.at) == (known.people[1], NOW + DAY)
            assert unit.look_ups.latest(known.results[0], known.organisations[1]) is None

    def test_criteria_are_forgotten_after_a_while(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        with open_unit() as unit:
            unit.searches.add(
                "d" * 64,
                Criteria(name="Zoë"),
                person_id=known.people[0],
                organisation_id=known.organisations[0],
                at=NOW,
            )

            kept, gone = unit.searches.forget_before(NOW), unit.searches.forget_before(NOW + DAY)

        assert (kept, gone) == (0, 1)

    def test_a_policy_is_changed(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        with open_unit() as unit:
            assert not unit.look_up_policies.get().asks_date_of_birth
            unit.look_up_policies.get(for_update=True).asks_date_of_birth = True
            unit.commit()

        with open_unit() as unit:
            assert unit.look_up_policies.get().asks_date_of_birth


class ProposalsContract(_Contract):
    """Of the organisations that are known."""

    def a_proposal(self, organisation_id: OrganisationId, *, due_in: timedelta = 2 * DAY) -> Proposal:
        was = Identity(name="Aldermoor", kind=InstitutionKind.SCHOOL, city="Aldermoor", country="GB")
        return Proposal(
            id=ProposalId(new_id()),
            organisation_id=organisation_id,
            former=was,
            identity=replace(was, name="Aldermoor College"),
            why="It grew.",
            received_at=NOW,
            due_at=NOW + due_in,
        )

    def test_one_of_an_organisation_waits_at_a_time(self, open_unit: OpenUnit[VerificationUnit], known: Known) -> None:
        at, other = known.organisations
        waits = self.a_proposal(at)
        with open_unit() as unit:
            unit.proposals.add(waits)
            unit.commit()

        with open_unit() as unit, pytest.raises(ConflictError, match="proposal_waits"):
            unit.proposals.add(self.a_proposal(at))
        with open_unit() as unit:
            unit.proposals.add(self.a_proposal(other))
            found = unit.proposals.waiting(at)
            assert found is not None
            assert found.id == waits.id
            unit.proposals.get(waits.id, for_update=True).withdraw(by="person:x", now=NOW)
            unit.commit()
        with open_unit() as unit:
            assert unit.proposals.waiting(at) is None
            unit.proposals.add(self.a_proposal(at))
            unit.commit()
        with open_unit() as unit:
            assert unit.proposals.received_since(at, NOW) == 2
            assert unit.proposals.received_since(at, NOW + DAY) == 0
            assert unit.proposals.received_since(other, NOW) == 1

    def test_a_proposal_that_is_nearly_late_is_found_until_somebody_was_warned(
        self, open_unit: OpenUnit[VerificationUnit], known: Known
    ) -> None:
        at, other = known.organisations
        answered, urgent, later = (
            self.a_proposal(one, due_in=days * DAY) for one, days in ((at, 1), (at, 1), (other, 5))
        )
        answered.refuse("No.", by="person:x", now=NOW)
        with open_unit() as unit:
            for one in (answered, urgent, later):
                unit.proposals.add(one)
            unit.commit()

        with open_unit() as unit:
            found = unit.proposals.nearly_late(due_before=NOW + 2 * DAY)
            assert [one.id for one in found] == [urgent.id]
            for one in found:
                one.warn(now=NOW)
            unit.commit()

        with open_unit() as unit:
            assert not unit.proposals.nearly_late(due_before=NOW + 2 * DAY)

    def test_a_proposal_that_is_not_there_is_not_found(self, open_unit: OpenUnit[VerificationUnit]) -> None:
        with open_unit() as unit, pytest.raises(NotFoundError, match="proposal"):
            unit.proposals.get(ProposalId(new_id()))


class RegistrationsContract(_Contract):
    def a_registration(self, *, due_in: timedelta = 2 * DAY) -> Registration:
        return Registration(
            id=RegistrationId(new_id()),
            details=OrganisationDetails(
                name="Aldermoor University", kind=InstitutionKind.UNIVERSITY, city="Aldermoor", country="GB"
            ),
            applicant=Applicant(name="Ada", email="ada@example.org", time_zone="Europe/London"),
            purpose="Admissions.",
            received_at=NOW,
            due_at=NOW + due_in,
        )

    def test_what_is_nearly_late_is_found_until_somebody_was_warned(
        self, open_unit: OpenUnit[VerificationUnit]
    ) -> None:
        urgent, answered, later = (self.a_registration(due_in=days * DAY) for days in (1, 1, 5))
        answered.refuse("No.", by="person:x", now=NOW)
        with open_unit() as unit:
            for one in (urgent, answered, later):
                unit.registrations.add(one)
            unit.commit()

        with open_unit() as unit:
            found = unit.registrations.nearly_late(due_before=NOW + 2 * DAY)
            assert [one.id for one in found] == [urgent.id]
            for one in found:
                one.warned_at = NOW
            unit.commit()

        with open_unit() as unit:
            assert not unit.registrations.nearly_late(due_before=NOW + 2 * DAY)

    def test_a_registration_that_is_not_there_is_not_found(self, open_unit: OpenUnit[VerificationUnit]) -> None:
        with open_unit() as unit, pytest.raises(NotFoundError, match="registration"):
            unit.registrations.get(RegistrationId(new_id()))

    def test_every_number_is_another(self, open_unit: OpenUnit[VerificationUnit]) -> None:
        numbers = []
        for _ in range(3):
            with open_unit() as unit:
                numbers.append(unit.recognising_organisations.next_number())
                unit.commit()

        assert numbers == ["RO-00001", "RO-00002", "RO-00003"]
