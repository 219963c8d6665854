"""Asking for a download, and for one of the history again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from core.access.model import OrganisationKind
from core.access.permissions import Role
from core.exports.downloads import (
    AT_ONCE,
    AT_ONCE_APART,
    MOST_LONG,
    MOST_TOGETHER,
    DownloadState,
    Packing,
    Template,
    TemplateId,
)
from core.exports.promises import MAKE
from core.extensions.model import Setting
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.fakes.exports import ALDERMOOR, NOON, NORDHAVN, Lines, actor
from tests.unit.exports.downloads_house import House, line

TEMPLATE = TemplateId(UUID(int=7))
CENTRE_MANAGER = actor(Role.CENTRE_MANAGER, kind=OrganisationKind.TEST_CENTRE)


def field_of(raised: pytest.ExceptionInfo[InvalidInputError]) -> str:
    return raised.value.problems[0].field


def template(*columns: str) -> Template:
    return Template(id=TEMPLATE, organisation_id=ALDERMOOR, dataset="lines", name="Short", columns=columns or ("text",))


@pytest.fixture
def house() -> House:
    return House()


def test_a_download_stands_in_the_history_as_it_was_asked_for(house: House) -> None:
    asked = house.ask(of=str(ALDERMOOR))

    stored = house.stored(asked.download_id)
    assert (stored.state, stored.total, stored.asked_at) == (DownloadState.WAITING, 3, NOON)
    assert stored.order.columns == ("number", "text")
    assert stored.order.selection == {"of": str(ALDERMOOR)}
    assert house.trail == ["download_asked"]


def test_a_short_one_is_made_at_once_and_by_a_job_if_that_fails(house: House) -> None:
    asked = house.ask()

    assert asked.at_once
    (job,) = house.memory.promised(MAKE)
    assert job.payload == {"download": str(asked.download_id)}
    assert job.run_at == NOON + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("number", "packing", "at_once"),
    [
        (AT_ONCE, Packing.TOGETHER, True),
        (AT_ONCE + 1, Packing.TOGETHER, False),
        (AT_ONCE_APART, Packing.APART, True),
        (AT_ONCE_APART + 1, Packing.APART, False),
    ],
)
def test_a_long_one_becomes_a_job(number: int, packing: Packing, at_once: bool) -> None:
    house = House(lines=Lines.of(number))

    asked = house.ask(format="signed", packing=packing)

    assert asked.at_once is at_once
    (job,) = house.memory.promised(MAKE)
    assert (job.run_at == NOON) is not at_once


def test_a_template_gives_its_fields_as_it_stands_now(house: House) -> None:
    house.memory.stored.templates[TEMPLATE] = template("text", "number")

    asked = house.ask(template_id=TEMPLATE)

    order = house.stored(asked.download_id).order
    assert (order.columns, order.template) == (("text", "number"), "Short")


def test_fields_that_are_gone_are_left_out_of_a_template(house: House) -> None:
    house.memory.stored.templates[TEMPLATE] = template("former", "text")

    asked = house.ask(template_id=TEMPLATE)

    assert house.stored(asked.download_id).order.columns == ("text",)


def test_a_template_of_which_nothing_is_left_is_refused(house: House) -> None:
    house.memory.stored.templates[TEMPLATE] = template("former")

    with pytest.raises(InvalidInputError) as raised:
        house.ask(template_id=TEMPLATE)

    assert field_of(raised) == "template"


@pytest.mark.parametrize("change", [{"organisation_id": NORDHAVN}, {"dataset": "others"}])
def test_a_template_of_another_organisation_or_dataset_is_not_found(house: House, change: dict[str, str]) -> None:
    # As the types of the fields differ, the change is made on the entity.
    other = template()
    for name, value in change.items():
        setattr(other, name, value)
    house.memory.stored.templates[TEMPLATE] = other

    with pytest.raises(NotFoundError):
        house.ask(template_id=TEMPLATE)


def test_a_format_that_asks_for_columns_gets_them_and_no_template(house: House) -> None:
    house.memory.stored.templates[TEMPLATE] = template()

    asked = house.ask(format="signed", template_id=TEMPLATE)

    order = house.stored(asked.download_id).order
    assert (order.columns, order.template) == (("text", "photo"), "")


def test_a_format_that_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(InvalidInputError) as raised:
        house.ask(format="other")

    assert field_of(raised) == "format"


def test_a_format_that_asks_for_what_the_dataset_has_not_is_refused(house: House) -> None:
    house.formats.signed.requires = ("check_code",)

    with pytest.raises(InvalidInputError) as raised:
        house.ask(format="signed")

    assert field_of(raised) == "format"


def test_the_options_of_the_format_are_checked(house: House) -> None:
    house.formats.plain.options = (Setting(name="bom", label="With a mark"),)

    with pytest.raises(InvalidInputError) as raised:
        house.ask()

    assert field_of(raised) == "bom"


def test_a_data_file_is_one_file(house: House) -> None:
    with pytest.raises(InvalidInputError) as raised:
        house.ask(packing=Packing.APART)

    assert field_of(raised) == "packing"


def test_a_signed_file_is_as_long_as_memory_can_hold() -> None:
    house = House(lines=Lines.of(MOST_TOGETHER + 1))

    with pytest.raises(InvalidInputError) as raised:
        house.ask(format="signed")
    apart = house.ask(format="signed", packing=Packing.APART)

    assert field_of(raised) == "packing"
    assert house.stored(apart.download_id).total == MOST_TOGETHER + 1


class TestHowManyLongOnesWait:
    @pytest.fixture
    def full(self) -> House:
        """As many as may wait, with a short one besides and a long one that was made."""
        house = House(lines=Lines.of(AT_ONCE + 1))
        house.made()
        for _ in range(MOST_LONG):
            house.ask()
        return house

    def test_one_more_is_refused_and_leaves_nothing_behind(self, full: House) -> None:
        before = len(full.memory.stored.downloads), full.trail

        with pytest.raises(ConflictError) as raised:
            full.ask()

        assert (raised.value.code, raised.value.data["most"]) == ("too_many_downloads", MOST_LONG)
        assert (len(full.memory.stored.downloads), full.trail) == before

    def test_the_same_holds_for_one_of_the_history_again(self, full: House) -> None:
        made = next(one for one in full.memory.stored.downloads.values() if one.state is DownloadState.READY)

        with pytest.raises(ConflictError) as raised:
            full.again(made.id)

        assert raised.value.code == "too_many_downloads"

    def test_there_is_room_when_one_is_over(self, full: House) -> None:
        first, second, *_ = [one.id for one in full.memory.stored.downloads.values() if one.is_under_way]

        full.cancel(first)
        full.ask()
        full.make.make(second)
        full.ask()

        with pytest.raises(ConflictError):
            full.ask()

    def test_short_ones_are_asked_for_and_do_not_count(self, full: House) -> None:
        full.lines.lines = {line(1): 1}
        for _ in range(MOST_LONG):
            assert full.ask().at_once
        for one in [one for one in full.memory.stored.downloads.values() if one.is_under_way and not one.is_short]:
            full.cancel(one.id)
        full.lines.lines = Lines.of(AT_ONCE + 1).lines

        assert not full.ask().at_once

    def test_another_organisation_has_room_of_its_own(self, full: House) -> None:
        assert not full.ask(by=actor(at=NORDHAVN)).at_once


def test_nothing_is_nothing_to_download() -> None:
    house = House(lines=Lines.of(0))

    with pytest.raises(InvalidInputError) as raised:
        house.ask()

    assert field_of(raised) == "selection"
    assert house.memory.stored.downloads == {}


def test_a_selection_of_another_organisation_is_not_found(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.ask(of=str(NORDHAVN))


def test_who_may_not_see_the_rows_may_not_ask(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.ask(by=CENTRE_MANAGER)


def test_a_dataset_that_there_is_not_is_not_found(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.ask(dataset="others")


def test_a_download_is_asked_for_again_as_it_was(house: House) -> None:
    former = house.made()
    house.clock.advance(timedelta(days=30))

    asked = house.again(former.id)

    again = house.stored(asked.download_id)
    assert (again.order, again.total, again.again_of) == (former.order, 3, former.id)
    assert again.asked_at == NOON + timedelta(days=30)
    assert house.trail[-1] == "download_asked"


def test_a_download_of_another_organisation_is_not_found(house: House) -> None:
    former = house.made()

    with pytest.raises(NotFoundError):
        house.again(former.id, by=actor(at=NORDHAVN))


def test_who_may_not_see_the_rows_any_more_may_not_ask_again(house: House) -> None:
    former = house.made()

    with pytest.raises(NotAllowedError):
        house.again(former.id, by=CENTRE_MANAGER)


def test_what_was_never_made_cannot_be_made_again(house: House) -> None:
    asked = house.ask()

    with pytest.raises(ConflictError) as raised:
        house.again(asked.download_id)

    assert raised.value.code == "download_was_not_made"


def test_without_its_format_nothing_is_made_again(house: House) -> None:
    former = house.made()
    house.formats.take_away("plain")

    with pytest.raises(ConflictError) as raised:
        house.again(former.id)

    assert raised.value.code == "format_is_gone"


def test_a_download_again_of_what_was_not_all_is_counted_by_what_was_in_it(house: House) -> None:
    former = house.made()
    house.lines.lines[line(9)] = 1

    asked = house.again(former.id)

    assert house.stored(asked.download_id).total == former.written
