"""An organisation's own templates."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.exports.downloads import Template, TemplateId
from core.exports.ports import Dataset
from core.exports.registry import KnownDatasets
from core.exports.usecases.keeping_templates import (
    CopyTemplate,
    DeleteTemplate,
    SaveTemplate,
    SaveTemplateCommand,
    TemplateCommand,
)
from core.shared.errors import InvalidInputError, NotAllowedError, NotFoundError
from tests.fakes.exports import NORDHAVN, Lines, MemoryExports, actor

CENTRE_MANAGER = actor(Role.CENTRE_MANAGER, kind=OrganisationKind.TEST_CENTRE)
STRANGER = actor(at=NORDHAVN)


@dataclass
class House:
    memory: MemoryExports = field(default_factory=MemoryExports)

    def __post_init__(self) -> None:
        known: Dataset = Lines()
        datasets = KnownDatasets([known])
        self._save = SaveTemplate(open_unit=self.memory.open_unit, datasets=datasets)
        self._copy = CopyTemplate(open_unit=self.memory.open_unit, datasets=datasets)
        self._delete = DeleteTemplate(open_unit=self.memory.open_unit, datasets=datasets)

    def save(
        self,
        name: str = "Short",
        *columns: str,
        by: Actor | None = None,
        dataset: str = "lines",
        template_id: TemplateId | None = None,
    ) -> TemplateId:
        command = SaveTemplateCommand(
            actor=by or actor(), dataset=dataset, name=name, columns=columns or ("text",), template_id=template_id
        )
        return self._save(command)

    def copy(self, template_id: TemplateId, *, by: Actor | None = None) -> Template:
        return self.stored(self._copy(TemplateCommand(actor=by or actor(), template_id=template_id)))

    def delete(self, template_id: TemplateId, *, by: Actor | None = None) -> None:
        self._delete(TemplateCommand(actor=by or actor(), template_id=template_id))

    def stored(self, template_id: TemplateId) -> Template:
        return self.memory.stored.templates[template_id]


@pytest.fixture
def house() -> House:
    return House()


def test_a_template_keeps_its_fields_in_their_order(house: House) -> None:
    saved = house.save(" For admissions ", "text", "number")

    stored = house.stored(saved)
    assert (stored.name, stored.columns) == ("For admissions", ("text", "number"))
    assert [line.action for line in house.memory.stored.trail] == ["template_saved"]


def test_a_template_is_changed(house: House) -> None:
    saved = house.save("Short", "text")

    house.save("Long", "number", "text", template_id=saved)

    stored = house.stored(saved)
    assert (stored.name, stored.columns) == ("Long", ("number", "text"))
    assert len(house.memory.stored.templates) == 1


def test_a_template_stays_with_its_dataset(house: House) -> None:
    saved = house.save()

    house.save("Other", dataset="anything", template_id=saved)

    assert house.stored(saved).dataset == "lines"


@pytest.mark.parametrize(
    ("name", "columns", "wrong"),
    [
        ("", ("text",), "name"),
        ("  ", ("text",), "name"),
        ("x" * 81, ("text",), "name"),
        ("Short", (), "columns"),
        ("Short", ("text", "text"), "columns"),
        ("Short", ("text", "unknown"), "columns"),
        ("Short", ("photo",), "columns"),
    ],
)
def test_what_is_no_template_is_told_by_field(house: House, name: str, columns: tuple[str, ...], wrong: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        house._save(SaveTemplateCommand(actor=actor(), dataset="lines", name=name, columns=columns))

    assert [problem.field for problem in raised.value.problems] == [wrong]
    assert house.memory.stored.templates == {}


def test_a_name_is_given_once(house: House) -> None:
    saved = house.save("Short")
    other = house.save("Long")

    with pytest.raises(InvalidInputError) as raised:
        house.save("SHORT", template_id=other)
    house.save("short", template_id=saved)

    assert raised.value.problems[0].field == "name"
    assert house.stored(saved).name == "short"


def test_another_organisation_may_use_the_name(house: House) -> None:
    house.save("Short")

    other = house.save("Short", by=STRANGER)

    assert house.stored(other).organisation_id == NORDHAVN


def test_a_copy_is_named_after_the_first(house: House) -> None:
    saved = house.save("Short", "text", "number")

    copies = [house.copy(saved), house.copy(saved)]

    assert [one.name for one in copies] == ["Short (2)", "Short (3)"]
    assert {one.columns for one in copies} == {("text", "number")}


def test_a_copy_of_a_long_name_is_not_too_long(house: House) -> None:
    saved = house.save("x" * 80)

    assert len(house.copy(saved).name) <= 80


def test_a_deleted_template_is_gone(house: House) -> None:
    saved = house.save()

    house.delete(saved)

    assert house.memory.stored.templates == {}
    assert house.memory.stored.trail[-1].action == "template_deleted"


def test_another_organisations_template_is_not_found(house: House) -> None:
    saved = house.save()

    with pytest.raises(NotFoundError):
        house.save("Mine", by=STRANGER, template_id=saved)
    with pytest.raises(NotFoundError):
        house.copy(saved, by=STRANGER)
    with pytest.raises(NotFoundError):
        house.delete(saved, by=STRANGER)
    assert house.stored(saved).name == "Short"


def test_who_may_not_download_keeps_no_templates(house: House) -> None:
    saved = house.save()

    with pytest.raises(NotAllowedError):
        house.save("Other", by=CENTRE_MANAGER)
    with pytest.raises(NotAllowedError):
        house.copy(saved, by=CENTRE_MANAGER)
    with pytest.raises(NotAllowedError):
        house.delete(saved, by=CENTRE_MANAGER)


def test_a_template_of_a_dataset_that_there_is_not_is_not_found(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.save(dataset="others")


def test_datasets_are_offered_to_who_may_download_them() -> None:
    lines: Dataset = Lines()
    datasets = KnownDatasets([lines])

    assert list(datasets.open_to(actor())) == [lines]
    assert list(datasets.open_to(CENTRE_MANAGER)) == []
