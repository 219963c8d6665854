"""Opening a candidate's proctoring session: a link for one person, on record before it exists."""

from __future__ import annotations

import pytest

from core.access.model import Actor
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.usecases.opening import OpenSessionCommand
from core.proctoring.vendor import CandidateJoined, LinkHolder, ProviderUnavailable, RatingAvailable
from core.shared.errors import ConflictError, NotAllowedError, NotFoundError, UnavailableError
from tests.fakes.units import NOON
from tests.unit.proctoring.house import CENTRE, DESK, PLANNER, STRANGER, House


def joined(house: House) -> ProctoredTestId:
    test_id = house.confirmed()
    key = house.booking(test_id).key
    session = house.vendor.join(key, "0001")
    house.notice(CandidateJoined(event_id="evt-1", at=NOON, key=key, candidate_number="0001", session=session))
    return test_id


def opening(test_id: ProctoredTestId, *, actor: Actor = PLANNER, number: str = "0001") -> OpenSessionCommand:
    return OpenSessionCommand(actor=actor, actor_name="Pia Planner", test_id=test_id, candidate_number=number)


def test_the_link_is_made_for_the_person_and_every_use_is_on_record(house: House) -> None:
    test_id = joined(house)

    first = house.open_session(opening(test_id))
    house.open_session(opening(test_id))

    reference = house.session(test_id).reference
    holder = LinkHolder(id=str(PLANNER.person_id), name="Pia Planner")
    assert house.vendor.asked_for("join_link") == [(reference, holder)] * 2
    assert first.url == f"https://vendor.example/{reference}/{PLANNER.person_id}"
    assert house.trail().count("proctoring_session_opened") == 2


def test_the_use_is_on_record_even_if_the_vendor_gives_no_link(house: House) -> None:
    test_id = joined(house)

    with house.vendor.failing(ProviderUnavailable, "join_link"), pytest.raises(ProviderUnavailable):
        house.open_session(opening(test_id))

    assert house.trail()[-1] == "proctoring_session_opened"


def test_only_planners_of_the_centre_open_sessions(house: House) -> None:
    test_id = joined(house)

    with pytest.raises(NotAllowedError):
        house.open_session(opening(test_id, actor=DESK))
    with pytest.raises(NotFoundError, match="proctor_booking"):
        house.open_session(opening(test_id, actor=STRANGER))

    assert house.vendor.asked_for("join_link") == []
    assert "proctoring_session_opened" not in house.trail()


def test_a_candidate_of_whom_the_vendor_never_spoke_has_no_session(house: House) -> None:
    test_id = joined(house)

    with pytest.raises(NotFoundError, match="candidate_session"):
        house.open_session(opening(test_id, number="0002"))


def test_a_candidate_who_was_rated_but_not_seen_to_join_has_no_link_yet(house: House) -> None:
    test_id = house.confirmed()
    key = house.booking(test_id).key
    house.notice(RatingAvailable(event_id="evt-1", at=NOON, key=key, candidate_number="0001", session="ses-1"))

    with pytest.raises(ConflictError, match="candidate_has_not_joined"):
        house.open_session(opening(test_id))


def test_without_the_vendors_plugin_there_is_no_link(house: House) -> None:
    test_id = joined(house)
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    with pytest.raises(UnavailableError, match="plugin_not_installed"):
        house.open_session(opening(test_id))
