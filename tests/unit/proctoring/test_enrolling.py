"""The candidates of a test: one by one, by file, and withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.proctoring.model.test import ProctoredTestId, Proctoring
from core.proctoring.promises import SEND
from core.proctoring.usecases.enrolling import AddCandidateCommand, ImportCandidatesCommand, WithdrawCandidateCommand
from core.proctoring.usecases.preparing import TestDetails
from core.proctoring.vendor import ProviderUnavailable
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.unit.proctoring.house import BOOKED, CENTRE, DESK, PLANNER, STRANGER, House


def numbers(house: House, test_id: ProctoredTestId) -> list[str]:
    return sorted(house.storage.stored.candidates[test_id])


def a_candidate(test_id: ProctoredTestId) -> AddCandidateCommand:
    return AddCandidateCommand(
        actor=PLANNER, test_id=test_id, number=" 0001 ", name="  Ayşe Ören ", email=" ayse@example.org "
    )


def a_file(test_id: ProctoredTestId, *rows: str) -> ImportCandidatesCommand:
    content = "\n".join(["number,name,email,extra_minutes", *rows]).encode()
    return ImportCandidatesCommand(actor=PLANNER, test_id=test_id, content=content)


# One by one


def test_a_candidate_is_entered_without_the_spaces_around(house: House) -> None:
    test_id = house.a_draft()

    house.add_candidate(a_candidate(test_id))

    [candidate] = house.storage.stored.candidates[test_id].values()
    assert (candidate.number, candidate.name, candidate.email) == ("0001", "Ayşe Ören", "ayse@example.org")
    assert house.trail()[-1] == "candidate_added"


def test_everything_wrong_with_a_candidate_is_named(house: House) -> None:
    test_id = house.a_draft()
    wrong = replace(a_candidate(test_id), number="#1", name=" ", email="nowhere", extra_minutes=31)

    with pytest.raises(InvalidInputError) as refused:
        house.add_candidate(wrong)

    assert [problem.field for problem in refused.value.problems] == ["number", "name", "email", "extra_minutes"]
    assert numbers(house, test_id) == []


def test_a_number_that_the_test_has_already_is_refused(house: House) -> None:
    test_id = house.a_draft()
    house.add_candidate(a_candidate(test_id))

    with pytest.raises(InvalidInputError, match="candidate_number_taken") as refused:
        house.add_candidate(replace(a_candidate(test_id), name="Somebody Else"))

    assert [problem.text for problem in refused.value.problems] == [
        "The test has a candidate with this number already: 0001."
    ]


def test_the_vendors_figures_limit_candidates_and_extra_time(house: House) -> None:
    house.vendor.capabilities = replace(house.vendor.capabilities, max_candidates=1, max_extra_minutes=5)
    test_id = house.a_draft()

    with pytest.raises(InvalidInputError, match="candidate_invalid"):
        house.add_candidate(replace(a_candidate(test_id), extra_minutes=6))
    house.add_candidate(replace(a_candidate(test_id), extra_minutes=5))
    with pytest.raises(InvalidInputError, match="too_many_candidates") as refused:
        house.add_candidate(replace(a_candidate(test_id), number="0002"))

    assert [problem.text for problem in refused.value.problems] == [
        "A test has at most 1 candidates; it has 1 and 1 would be added."
    ]


@pytest.mark.parametrize("proctoring", [Proctoring.LIVE, Proctoring.RECORDED])
def test_without_a_vendor_the_common_figures_hold(house: House, proctoring: Proctoring) -> None:
    provider = "acme" if proctoring is Proctoring.LIVE else ""
    test_id = house.a_draft(TestDetails(title="x", proctoring=proctoring, provider=provider))
    house.vendor.capabilities = replace(house.vendor.capabilities, max_extra_minutes=5)
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    house.add_candidate(replace(a_candidate(test_id), extra_minutes=30))
    with pytest.raises(InvalidInputError):
        house.add_candidate(replace(a_candidate(test_id), number="0002", extra_minutes=31))

    assert numbers(house, test_id) == ["0001"]


def test_candidates_are_entered_by_planners_of_the_centre_while_the_test_is_not_active(house: House) -> None:
    test_id = house.scheduled()
    command = replace(a_candidate(test_id), number="0009")

    with pytest.raises(ConflictError, match="test_is_active"):
        house.add_candidate(command)
    with pytest.raises(ConflictError, match="test_is_active"):
        house.import_candidates(a_file(test_id, "0009,Ada,ada@example.org,0"))
    with pytest.raises(NotAllowedError):
        house.add_candidate(replace(command, actor=DESK))
    with pytest.raises(NotAllowedError):
        house.import_candidates(replace(a_file(test_id), actor=DESK))
    with pytest.raises(NotFoundError):
        house.add_candidate(replace(command, actor=STRANGER))
    with pytest.raises(NotFoundError):
        house.import_candidates(replace(a_file(test_id), actor=STRANGER))

    assert numbers(house, test_id) == ["0001", "0002"]


# By file


def test_a_file_adds_all_its_candidates(house: House) -> None:
    test_id = house.a_draft()

    added = house.import_candidates(a_file(test_id, "0001,Ada,ada@example.org,", "0002,Bo,bo@example.org,15"))

    assert (added, numbers(house, test_id)) == (2, ["0001", "0002"])
    assert house.storage.stored.trail[-1].action == "candidates_imported"
    assert house.storage.stored.trail[-1].facts == {"candidates": "2"}


def test_a_file_with_one_bad_row_adds_nothing(house: House) -> None:
    test_id = house.a_draft()

    with pytest.raises(InvalidInputError) as refused:
        house.import_candidates(a_file(test_id, "0001,Ada,ada@example.org,0", "0002,Bo,nowhere,0"))

    assert [(problem.line, problem.field) for problem in refused.value.problems] == [(3, "email")]
    assert numbers(house, test_id) == []
    assert "candidates_imported" not in house.trail()


def test_a_number_that_the_test_has_already_is_named_with_its_line(house: House) -> None:
    test_id = house.a_draft()
    house.enrol(test_id, "0002")

    with pytest.raises(InvalidInputError) as refused:
        house.import_candidates(a_file(test_id, "0001,Ada,ada@example.org,0", "0002,Bo,bo@example.org,0"))

    [problem] = refused.value.problems
    assert (problem.line, problem.field) == (3, "number")
    assert problem.text == "The test has a candidate with this number already: 0002."
    assert numbers(house, test_id) == ["0002"]


def test_a_file_that_makes_the_test_too_large_adds_nothing(house: House) -> None:
    house.vendor.capabilities = replace(house.vendor.capabilities, max_candidates=2)
    test_id = house.a_draft()
    house.enrol(test_id, "0001")

    with pytest.raises(InvalidInputError, match="too_many_candidates"):
        house.import_candidates(a_file(test_id, "0002,Ada,ada@example.org,0", "0003,Bo,bo@example.org,0"))

    assert numbers(house, test_id) == ["0001"]


# Withdrawing


def test_a_candidate_is_withdrawn_until_the_vendor_is_asked(house: House) -> None:
    test_id = house.scheduled()

    house.withdraw(test_id, "0001")

    assert numbers(house, test_id) == ["0002"]
    assert house.trail()[-1] == "candidate_withdrawn"
    house.run(SEND)
    assert [one.number for one in house.vendor.bookings[0].request.candidates] == ["0002"]


@pytest.mark.parametrize("state", ["sent", "confirmed"])
def test_what_is_booked_is_booked_for_the_candidates_that_were_sent(house: House, state: str) -> None:
    test_id: ProctoredTestId = getattr(house, state)()

    with pytest.raises(ConflictError, match="booking_is_at_vendor"):
        house.withdraw(test_id, "0001")

    assert numbers(house, test_id) == ["0001", "0002"]


def test_nobody_is_withdrawn_while_the_vendor_is_being_asked(house: House) -> None:
    test_id = house.scheduled()

    def withdraw() -> None:
        with pytest.raises(ConflictError, match="booking_is_at_vendor"):
            house.withdraw(test_id, "0001")

    house.while_asked("book", withdraw)
    house.run(SEND)

    assert numbers(house, test_id) == ["0001", "0002"]


def test_nobody_is_withdrawn_after_a_lost_reply(house: House) -> None:
    test_id = house.scheduled()
    with house.vendor.failing(ProviderUnavailable, "book", strike="after"):
        house.run(SEND)

    with pytest.raises(ConflictError, match="booking_is_at_vendor"):
        house.withdraw(test_id, "0001")


def test_nobody_is_withdrawn_while_the_vendors_side_is_unknown(house: House) -> None:
    test_id = house.confirmed()
    house.reject(test_id)

    with pytest.raises(ConflictError, match="booking_is_at_vendor"):
        house.withdraw(test_id, "0001")
    house.run_jobs()
    house.withdraw(test_id, "0001")

    assert numbers(house, test_id) == ["0002"]


def test_after_a_clean_rejection_candidates_can_be_withdrawn(house: House) -> None:
    house.vendor.full_windows.append(BOOKED)
    test_id = house.scheduled()
    house.run(SEND)

    house.withdraw(test_id, "0001")

    assert numbers(house, test_id) == ["0002"]


def test_who_is_not_enrolled_cannot_be_withdrawn(house: House) -> None:
    test_id = house.a_test()
    command = WithdrawCandidateCommand(actor=PLANNER, test_id=test_id, number="9999")

    with pytest.raises(NotFoundError, match="candidate"):
        house.withdraw_candidate(command)
    with pytest.raises(NotAllowedError):
        house.withdraw_candidate(replace(command, actor=DESK))
    with pytest.raises(NotFoundError, match="proctored_test"):
        house.withdraw_candidate(replace(command, actor=STRANGER, number="0001"))

    assert numbers(house, test_id) == ["0001", "0002"]
