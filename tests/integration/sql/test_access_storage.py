"""The rules of people, organisations, log-ins, links and attempts that the database keeps."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from adapters.sql.access.throttle import SqlThrottle
from adapters.sql.database import Database
from adapters.sql.unit import SqlUnit, open_unit_on
from core.access.model import Organisation, OrganisationKind, PasswordLink, Person
from core.access.permissions import Role
from core.extensions.model import OfferKind, PluginSetup
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.unit import OpenUnit
from tests.integration.clocks import NOW, SetClock
from tests.integration.sql.access_examples import centre, log_in, person

MINUTE = timedelta(minutes=1)
LONG_ENOUGH = 0.3
"""Seconds in which whoever need not wait is done many times over."""


@pytest.fixture
def open_unit(database: Database) -> OpenUnit[SqlUnit]:
    return open_unit_on(database, SetClock())


@pytest.fixture
def lodz(open_unit: OpenUnit[SqlUnit]) -> Organisation:
    organisation = centre()
    with open_unit() as unit:
        unit.organisations.add(organisation)
        unit.commit()
    return organisation


@pytest.fixture
def zoe(open_unit: OpenUnit[SqlUnit], lodz: Organisation) -> Person:
    someone = person("Zoë Åkesson", "zoe@example.org", lodz)
    with open_unit() as unit:
        unit.people.add(someone)
        unit.commit()
    return someone


def awarding_body(number: str) -> Organisation:
    return Organisation(
        id=OrganisationId(new_id()),
        kind=OrganisationKind.AWARDING_BODY,
        name="Awarding body",
        number=number,
        time_zone="UTC",
    )


def test_what_is_not_there_is_not_found(open_unit: OpenUnit[SqlUnit]) -> None:
    with open_unit() as unit:
        with pytest.raises(NotFoundError, match="organisation"):
            unit.organisations.get(OrganisationId(new_id()))
        with pytest.raises(NotFoundError, match="person"):
            unit.people.get(PersonId(new_id()))

        assert unit.organisations.with_number("PL999") is None
        assert unit.organisations.awarding_body() is None
        assert unit.people.with_email("nobody@example.org") is None


def test_an_installation_has_one_awarding_body(open_unit: OpenUnit[SqlUnit]) -> None:
    first = awarding_body("AB1")
    with open_unit() as unit:
        unit.organisations.add(first)
        unit.commit()

    with open_unit() as unit:
        assert unit.organisations.awarding_body() == first
        with pytest.raises(ConflictError, match="awarding_body_exists"):
            unit.organisations.add(awarding_body("AB2"))


def test_an_address_is_taken_in_whatever_case_it_is_written(open_unit: OpenUnit[SqlUnit], zoe: Person) -> None:
    with open_unit() as unit, pytest.raises(ConflictError, match="email_taken"):
        unit.people.add(person("Another", "ZOE@Example.ORG"))


def test_an_address_is_found_in_whatever_case_it_is_written(open_unit: OpenUnit[SqlUnit], zoe: Person) -> None:
    with open_unit() as unit:
        assert unit.people.with_email(" ZOE@Example.ORG ") == zoe


def test_a_membership_needs_its_organisation(open_unit: OpenUnit[SqlUnit]) -> None:
    def employ_nowhere() -> None:
        with open_unit() as unit:
            unit.people.add(person("Nomad", "nomad@example.org", centre()))
            unit.commit()

    with pytest.raises(ConflictError, match="reference_broken"):
        employ_nowhere()


def test_a_change_of_memberships_alone_counts_as_a_change(
    open_unit: OpenUnit[SqlUnit], lodz: Organisation, zoe: Person
) -> None:
    with open_unit() as unit:
        unit.people.get(zoe.id, for_update=True).give_roles(frozenset({Role.PROCTORING_SCHEDULER}), at=lodz)
        unit.commit()

    with open_unit() as unit:
        found = unit.people.get(zoe.id)
    assert (found.memberships, found.version) == ({lodz.id: frozenset({Role.PROCTORING_SCHEDULER})}, 1)


@pytest.mark.parametrize("asked_for", ["by role", "by organisation"])
def test_who_lost_a_membership_while_somebody_waited_for_them_is_not_found_by_it(
    open_unit: OpenUnit[SqlUnit], lodz: Organisation, zoe: Person, asked_for: str
) -> None:
    def ask() -> list[PersonId]:
        with open_unit() as unit:
            if asked_for == "by role":
                return [one.id for one in unit.people.active_with_role(Role.PLANNER, for_update=True)]
            return [one.id for one in unit.people.of_organisation(lodz.id, for_update=True)]

    assert ask() == [zoe.id]
    with ThreadPoolExecutor(1) as pool:
        with open_unit() as unit:
            unit.people.get(zoe.id, for_update=True).give_roles(frozenset(), at=lodz)
            waiting = pool.submit(ask)
            with pytest.raises(TimeoutError):
                waiting.result(LONG_ENOUGH)
            unit.commit()
        found = waiting.result(30)

    assert found == []


def test_active_people_are_found_by_a_role_they_have_anywhere(
    open_unit: OpenUnit[SqlUnit], lodz: Organisation, zoe: Person
) -> None:
    scheduler, gone = person("Scheduler", "s@example.org"), person("Gone", "g@example.org", lodz)
    scheduler.give_roles(frozenset({Role.PROCTORING_SCHEDULER}), at=lodz)
    gone.deactivate()
    with open_unit() as unit:
        unit.people.add(scheduler)
        unit.people.add(gone)
        unit.commit()

    with open_unit() as unit:
        assert unit.people.active_with_role(Role.PLANNER) == [zoe]
        assert unit.people.active_with_role(Role.PROCTORING_SCHEDULER, for_update=True) == [scheduler]


def test_a_log_in_is_touched_switched_and_ended(open_unit: OpenUnit[SqlUnit], lodz: Organisation, zoe: Person) -> None:
    gdansk = centre("Gdańsk", "PL002")
    with open_unit() as unit:
        unit.organisations.add(gdansk)
        unit.log_ins.add(log_in(zoe, lodz, "one"))

        unit.log_ins.touch("one", seen_at=NOW + MINUTE)
        unit.log_ins.switch("one", to=gdansk.id)

        found = unit.log_ins.get("one")
        assert found is not None
        assert (found.seen_at, found.organisation_id) == (NOW + MINUTE, gdansk.id)
        unit.log_ins.end("one")
        assert unit.log_ins.get("one") is None


def test_all_log_ins_of_a_person_end_but_the_one_in_use(
    open_unit: OpenUnit[SqlUnit], lodz: Organisation, zoe: Person
) -> None:
    other = person("Other", "other@example.org")
    with open_unit() as unit:
        unit.people.add(other)
        for whose, digest in ((zoe, "one"), (zoe, "two"), (zoe, "three"), (other, "four")):
            unit.log_ins.add(log_in(whose, lodz, digest))

        assert unit.log_ins.end_all_of(zoe.id, but="two") == 2
        assert [digest for digest in ("one", "two", "three", "four") if unit.log_ins.get(digest)] == ["two", "four"]
        assert unit.log_ins.end_all_of(zoe.id) == 1


def test_log_ins_long_unseen_or_long_begun_are_forgotten(
    open_unit: OpenUnit[SqlUnit], lodz: Organisation, zoe: Person
) -> None:
    with open_unit() as unit:
        unit.log_ins.add(log_in(zoe, lodz, "unseen", seen_at=NOW))
        unit.log_ins.add(log_in(zoe, lodz, "seen", seen_at=NOW + MINUTE))

        assert unit.log_ins.forget_before(seen_before=NOW + MINUTE, started_before=NOW) == 1
        assert unit.log_ins.get("seen") is not None
        assert unit.log_ins.forget_before(seen_before=NOW, started_before=NOW + MINUTE) == 1


def test_a_newer_link_replaces_the_older_and_is_taken_once(open_unit: OpenUnit[SqlUnit], zoe: Person) -> None:
    with open_unit() as unit:
        for digest in ("old", "new"):
            unit.password_links.put(PasswordLink(digest=digest, person_id=zoe.id, expires_at=NOW))

        assert unit.password_links.find("old") is None
        assert unit.password_links.take("new") is not None
        assert unit.password_links.take("new") is None


def test_setups_are_told_apart_by_kind_and_name(open_unit: OpenUnit[SqlUnit], lodz: Organisation) -> None:
    provider = PluginSetup(organisation_id=lodz.id, kind=OfferKind.PROCTORING_PROVIDER, name="acme")
    channel = PluginSetup(organisation_id=lodz.id, kind=OfferKind.NOTIFICATION_CHANNEL, name="acme")
    with open_unit() as unit:
        unit.plugin_setups.add(provider)
        unit.plugin_setups.add(channel)
        held = unit.plugin_setups.get(lodz.id, OfferKind.PROCTORING_PROVIDER, "acme", for_update=True)
        assert held is provider
        held.values["retries"], held.enabled = 3, True
        unit.commit()

    with open_unit() as unit:
        assert unit.plugin_setups.of(lodz.id) == [channel, provider]
        assert unit.plugin_setups.of(lodz.id, OfferKind.NOTIFICATION_CHANNEL) == [channel]
        assert unit.plugin_setups.get(lodz.id, OfferKind.PROCTORING_PROVIDER, "other") is None
    assert (provider.values, provider.version) == ({"retries": 3}, 1)


def test_attempts_are_counted_by_key_and_window(database: Database) -> None:
    throttle = SqlThrottle(database=database)

    counts = [throttle.hit(key, window=MINUTE, now=NOW) for key in ("one", "one", "two", "one")]

    assert counts == [1, 2, 1, 3]
    assert throttle.hit("one", window=MINUTE, now=NOW + MINUTE) == 1
    throttle.reset("one")
    assert throttle.hit("one", window=MINUTE, now=NOW + MINUTE) == 1


def test_attempts_at_the_same_time_are_all_counted(database: Database) -> None:
    throttle = SqlThrottle(database=database)
    counts: list[int] = []

    def try_often() -> None:
        counts.extend(throttle.hit("one", window=MINUTE, now=NOW) for _ in range(10))

    threads = [threading.Thread(target=try_often) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == list(range(1, 31))


@pytest.mark.parametrize("window", [timedelta(0), timedelta(days=2)])
def test_a_window_that_cannot_be_kept_is_refused(database: Database, window: timedelta) -> None:
    with pytest.raises(ValueError, match="window"):
        SqlThrottle(database=database).hit("one", window=window, now=NOW)
