"""What every storage of access does, in memory or in a database. Subclass as `Test…` and give the fixtures."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from core.access.model import LogIn, Organisation, OrganisationKind, PasswordLink, Person
from core.access.permissions import Role
from core.access.ports import AccessUnit, PasswordHasher, Throttle
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.time import utc
from core.shared.unit import OpenUnit

NOW = utc(2026, 12, 1, 9)


def an_organisation(**changed: Any) -> Organisation:  # Any: a test changes whichever field it speaks of
    values = {
        "id": OrganisationId(new_id()),
        "kind": OrganisationKind.TEST_CENTRE,
        "name": "Northgate College",
        "number": "GB104",
        "time_zone": "Europe/London",
    }
    return Organisation(**{**values, **changed})


def a_person(**changed: Any) -> Person:  # Any: as above
    values = {
        "id": PersonId(new_id()),
        "name": "Priya Raman",
        "email": "priya@northgate.example",
        "time_zone": "Europe/London",
    }
    return Person(**{**values, **changed})


def a_log_in(person: Person, organisation: Organisation, digest: str = "d" * 64) -> LogIn:
    return LogIn(
        digest=digest,
        person_id=person.id,
        organisation_id=organisation.id,
        started_at=NOW,
        seen_at=NOW,
        origin="192.0.2.7",
        device="Firefox",
    )


class AccessStorageContract:
    @pytest.fixture
    def open_unit(self) -> OpenUnit[AccessUnit]:
        raise NotImplementedError

    @pytest.fixture
    def centre(self, open_unit: OpenUnit[AccessUnit]) -> Organisation:
        return store_organisation(open_unit, an_organisation())

    @pytest.fixture
    def person(self, open_unit: OpenUnit[AccessUnit], centre: Organisation) -> Person:
        return store_person(open_unit, a_person(), Role.PLANNER, at=centre)

    def test_what_is_left_without_commit_is_undone(self, open_unit: OpenUnit[AccessUnit]) -> None:
        organisation = an_organisation()

        with open_unit() as unit:
            unit.organisations.add(organisation)

        with open_unit() as unit, pytest.raises(NotFoundError):
            unit.organisations.get(organisation.id)

    def test_a_person_comes_back_as_stored(self, open_unit: OpenUnit[AccessUnit], person: Person) -> None:
        with open_unit() as unit:
            assert unit.people.get(person.id) == person
            assert unit.people.with_email(" PRIYA@northgate.example ") == person

    def test_who_is_not_there_is_not_found(self, open_unit: OpenUnit[AccessUnit]) -> None:
        with open_unit() as unit:
            with pytest.raises(NotFoundError):
                unit.people.get(PersonId(new_id()))
            assert unit.people.with_email("nobody@nowhere.example") is None

    def test_what_is_fetched_for_update_is_written(self, open_unit: OpenUnit[AccessUnit], person: Person) -> None:
        with open_unit() as unit:
            unit.people.get(person.id, for_update=True).set_password("hash")
            unit.commit()

        with open_unit() as unit:
            assert unit.people.get(person.id).password_hash == "hash"

    def test_what_is_fetched_to_be_read_is_not_written(self, open_unit: OpenUnit[AccessUnit], person: Person) -> None:
        with open_unit() as unit:
            unit.people.get(person.id).set_password("hash")
            unit.commit()

        with open_unit() as unit:
            assert unit.people.get(person.id).password_hash is None

    def test_two_people_have_two_addresses(
        self, open_unit: OpenUnit[AccessUnit], centre: Organisation, person: Person
    ) -> None:
        namesake = a_person(email="Priya@Northgate.example")

        with pytest.raises(ConflictError, match="email_taken"):
            store_person(open_unit, namesake, Role.PLANNER, at=centre)

    def test_two_organisations_have_two_numbers(self, open_unit: OpenUnit[AccessUnit], centre: Organisation) -> None:
        with pytest.raises(ConflictError, match="number_taken"):
            store_organisation(open_unit, an_organisation(name="Another"))

    def test_the_awarding_body_is_found_among_the_centres(
        self, open_unit: OpenUnit[AccessUnit], centre: Organisation
    ) -> None:
        with open_unit() as unit:
            assert unit.organisations.awarding_body() is None
        body = store_organisation(open_unit, an_organisation(kind=OrganisationKind.AWARDING_BODY, number="AB001"))

        with open_unit() as unit:
            assert unit.organisations.awarding_body() == body
            assert unit.organisations.with_number(centre.number) == centre
            assert unit.organisations.with_number("none") is None

    def test_those_with_a_role_are_the_active_ones(
        self, open_unit: OpenUnit[AccessUnit], centre: Organisation, person: Person
    ) -> None:
        closed = store_person(open_unit, a_person(email="closed@x.example"), Role.PLANNER, at=centre)
        with open_unit() as unit:
            unit.people.get(closed.id, for_update=True).deactivate()
            unit.commit()

        with open_unit() as unit:
            assert [one.id for one in unit.people.active_with_role(Role.PLANNER)] == [person.id]
            assert list(unit.people.active_with_role(Role.ADMINISTRATOR)) == []

    def test_those_of_an_organisation_are_found_deactivated_or_not(
        self, open_unit: OpenUnit[AccessUnit], centre: Organisation, person: Person
    ) -> None:
        other = store_organisation(open_unit, an_organisation(number="ES230"))
        closed = store_person(open_unit, a_person(email="closed@x.example"), Role.PLANNER, at=centre)
        store_person(open_unit, a_person(email="elsewhere@x.example"), Role.PLANNER, at=other)
        with open_unit() as unit:
            unit.people.get(closed.id, for_update=True).deactivate()
            unit.commit()

        with open_unit() as unit:
            found = unit.people.of_organisation(centre.id, for_update=True)
            assert [(one.id, one.active) for one in found] == sorted([(person.id, True), (closed.id, False)])
            found[0].revise(name="Renamed", email=found[0].email, time_zone="UTC")
            unit.commit()

        with open_unit() as unit:
            assert next(one.name for one in unit.people.of_organisation(centre.id)) == "Renamed"

    def test_a_log_in_is_touched_switched_and_ended(
        self, open_unit: OpenUnit[AccessUnit], centre: Organisation, person: Person
    ) -> None:
        other, log_in = store_organisation(open_unit, an_organisation(number="ES230")), a_log_in(person, centre)
        later = NOW + timedelta(minutes=5)

        with open_unit() as unit:
            unit.log_ins.add(log_in)
            unit.log_ins.touch(log_in.digest, seen_at=later)
            unit.log_ins.switch(log_in.digest, to=other.id)
            unit.commit()

        with open_unit() as unit:
            found = unit.log_ins.get(log_in.digest)
            assert found is not None
            assert (found.seen_at, found.organisation_id) == (later, other.id)
            unit.log_ins.end(log_in.digest)
            assert unit.log_ins.get(log_in.digest) is None

    def test_all_log_ins_of_a_person_end_but_the_one_that_is_named(
        self, open_unit: OpenUnit[AccessUnit], centre: Organisation, person: Person
    ) -> None:
        with open_unit() as unit:
            for digest in ("a", "b", "c"):
                unit.log_ins.add(a_log_in(person, centre, digest))

            ended = unit.log_ins.end_all_of(person.id, but="b")

            assert ended == 2
            assert unit.log_ins.get("b") is not None
            assert unit.log_ins.end_all_of(person.id) == 1

    def test_log_ins_that_are_over_are_forgotten(
        self, open_unit: OpenUnit[AccessUnit], centre: Organisation, person: Person
    ) -> None:
        with open_unit() as unit:
            unit.log_ins.add(a_log_in(person, centre))

            kept = unit.log_ins.forget_before(seen_before=NOW, started_before=NOW)
            gone = unit.log_ins.forget_before(seen_before=NOW + timedelta(seconds=1), started_before=NOW)

        assert (kept, gone) == (0, 1)

    def test_a_link_is_found_often_taken_once_and_replaced_by_a_newer_one(
        self, open_unit: OpenUnit[AccessUnit], person: Person
    ) -> None:
        older = PasswordLink(digest="1" * 64, person_id=person.id, expires_at=NOW)
        newer = PasswordLink(digest="2" * 64, person_id=person.id, expires_at=NOW)
        with open_unit() as unit:
            unit.password_links.put(older)
            unit.password_links.put(newer)

            assert unit.password_links.find(older.digest) is None
            assert [unit.password_links.find(newer.digest) for _ in range(2)] == [newer, newer]
            assert [unit.password_links.take(newer.digest) for _ in range(2)] == [newer, None]


class ThrottleContract:
    @pytest.fixture
    def throttle(self) -> Throttle:
        raise NotImplementedError

    def test_attempts_are_counted_by_key_within_a_window(self, throttle: Throttle) -> None:
        window = timedelta(minutes=15)

        counts = [throttle.hit("a", window=window, now=NOW + timedelta(minutes=minute)) for minute in (0, 5, 14)]

        assert counts == [1, 2, 3]
        assert throttle.hit("b", window=window, now=NOW) == 1
        assert throttle.hit("a", window=window, now=NOW + window) == 1

    def test_an_attempt_is_taken_back_in_its_own_window_only(self, throttle: Throttle) -> None:
        window = timedelta(minutes=15)
        throttle.hit("a", window=window, now=NOW)
        throttle.hit("a", window=window, now=NOW)

        throttle.take_back("a", window=window, now=NOW)
        throttle.take_back("a", window=window, now=NOW + window)
        throttle.take_back("b", window=window, now=NOW)

        assert throttle.hit("a", window=window, now=NOW) == 2
        assert throttle.hit("b", window=window, now=NOW) == 1

    def test_a_reset_begins_anew(self, throttle: Throttle) -> None:
        throttle.hit("a", window=timedelta(hours=1), now=NOW)

        throttle.reset("a")

        assert throttle.hit("a", window=timedelta(hours=1), now=NOW) == 1


class PasswordHasherContract:
    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        raise NotImplementedError

    def test_a_password_matches_its_own_hash_only(self, hasher: PasswordHasher) -> None:
        hashed = hasher.hash("seven tall giraffes")

        assert hasher.verify(hashed, "seven tall giraffes")
        assert not hasher.verify(hashed, "seven small giraffes")

    def test_nothing_matches_where_there_is_no_hash(self, hasher: PasswordHasher) -> None:
        assert not hasher.verify(None, "seven tall giraffes")
        assert not hasher.verify(None, "")

    def test_a_fresh_hash_is_not_outdated(self, hasher: PasswordHasher) -> None:
        assert not hasher.is_outdated(hasher.hash("seven tall giraffes"))


def store_organisation(open_unit: OpenUnit[AccessUnit], organisation: Organisation) -> Organisation:
    with open_unit() as unit:
        unit.organisations.add(organisation)
        unit.commit()
    return _read(open_unit(), organisation.id)


def store_person(open_unit: OpenUnit[AccessUnit], person: Person, *roles: Role, at: Organisation) -> Person:
    person.give_roles(frozenset(roles), at=at)
    with open_unit() as unit:
        unit.people.add(person)
        unit.commit()
    with open_unit() as unit:
        return unit.people.get(person.id)


def _read(opened: AbstractContextManager[AccessUnit], organisation_id: OrganisationId) -> Organisation:
    with opened as unit:
        return unit.organisations.get(organisation_id)
