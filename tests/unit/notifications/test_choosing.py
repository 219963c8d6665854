from __future__ import annotations

from uuid import UUID

import pytest

from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.notifications.model import MessageKind, is_wanted, optional_kinds
from core.notifications.usecases.choose import ChooseMessages, MessageChoice
from core.shared.errors import InvalidInputError
from core.shared.ids import OrganisationId, PersonId
from tests.fakes.notifications import MemoryStorage


def actor(kind: OrganisationKind, *roles: Role) -> Actor:
    return Actor(
        person_id=PersonId(UUID(int=1)),
        organisation_id=OrganisationId(UUID(int=2)),
        organisation_kind=kind,
        roles=frozenset(roles),
    )


SCHEDULER = actor(OrganisationKind.TEST_CENTRE, Role.PROCTORING_SCHEDULER)


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        (SCHEDULER, {MessageKind.BOOKING_CONFIRMED, MessageKind.BOOKING_REJECTED}),
        (actor(OrganisationKind.TEST_CENTRE, Role.PLANNER), set()),
        (actor(OrganisationKind.AWARDING_BODY, Role.SERVICE_DESK), {MessageKind.BOOKING_NEEDS_ATTENTION}),
        (actor(OrganisationKind.AWARDING_BODY, Role.ADMINISTRATOR), {MessageKind.BOOKING_REJECTED}),
        (
            actor(OrganisationKind.AWARDING_BODY, Role.RECOGNITION_OFFICER),
            {
                MessageKind.REGISTRATION_DUE,
                MessageKind.PROPOSAL_RECEIVED,
                MessageKind.PROPOSAL_DUE,
                MessageKind.GUESSING_ALARM,
            },
        ),
        (actor(OrganisationKind.AWARDING_BODY, Role.RESULTS_OFFICER), set()),
        (
            actor(OrganisationKind.RECOGNISING_ORGANISATION, Role.MEMBER),
            {MessageKind.SHARE_RECEIVED, MessageKind.RESULT_CHANGED},
        ),
        (actor(OrganisationKind.RECOGNISING_ORGANISATION, Role.PRIMARY_USER), {MessageKind.SHARE_RECEIVED}),
        (actor(OrganisationKind.CANDIDATES, Role.CANDIDATE), {MessageKind.INVITED_LISTED}),
    ],
)
def test_one_chooses_among_the_messages_ones_work_can_bring(who: Actor, kinds: set[MessageKind]) -> None:
    assert set(optional_kinds(who)) == kinds


def test_what_is_switched_off_is_stored_and_other_kinds_stay_as_they_are() -> None:
    storage = MemoryStorage()
    choose = MessageChoice(open_unit=storage.open_unit)
    choose(ChooseMessages(actor=SCHEDULER, wanted={MessageKind.BOOKING_REJECTED: False}))

    choose(ChooseMessages(actor=SCHEDULER, wanted={MessageKind.BOOKING_CONFIRMED: False}))
    choose(ChooseMessages(actor=SCHEDULER, wanted={MessageKind.BOOKING_CONFIRMED: True}))

    me = SCHEDULER.person_id
    assert storage.stored.chosen == {
        (me, MessageKind.BOOKING_REJECTED): False,
        (me, MessageKind.BOOKING_CONFIRMED): True,
    }


@pytest.mark.parametrize("kind", MessageKind)
def test_only_news_of_shares_waits_to_be_switched_on(kind: MessageKind) -> None:
    assert is_wanted(kind, None) is (kind is not MessageKind.SHARE_RECEIVED)
    assert [is_wanted(kind, chosen) for chosen in (True, False)] == [True, False]


@pytest.mark.parametrize("kind", [MessageKind.SET_PASSWORD, MessageKind.BOOKING_NEEDS_ATTENTION])
def test_what_is_nobodys_choice_or_not_ones_own_cannot_be_switched(kind: MessageKind) -> None:
    storage = MemoryStorage()

    with pytest.raises(InvalidInputError):
        MessageChoice(open_unit=storage.open_unit)(ChooseMessages(actor=SCHEDULER, wanted={kind: False}))

    assert storage.stored.chosen == {}
