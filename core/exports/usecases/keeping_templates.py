"""An organisation's own templates: make, edit, copy, delete."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.model import Actor
from core.exports.downloads import Template, TemplateId
from core.exports.ports import Datasets, ExportsUnit
from core.shared.errors import InvalidInputError
from core.shared.ids import new_id
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTemplateCommand:
    """`template_id` is None for a new one; an old one stays with its dataset."""

    actor: Actor
    dataset: str
    name: str
    columns: Sequence[str]
    template_id: TemplateId | None = None


class SaveTemplate:
    def __init__(self, *, open_unit: OpenUnit[ExportsUnit], datasets: Datasets) -> None:
        self._open_unit = open_unit
        self._datasets = datasets

    def __call__(self, command: SaveTemplateCommand) -> TemplateId:
        """Raises InvalidInputError naming the field, also for a name that another template has."""
        actor = command.actor
        with self._open_unit() as unit:
            template = self._template(unit, command)
            dataset = self._datasets.get(template.dataset)
            dataset.require(actor)
            template.revise(name=command.name, columns=command.columns, offered=dataset.columns())
            if unit.templates.is_taken(template):
                raise InvalidInputError.of("name", "Another template has this name; choose a different one.")
            if command.template_id is None:
                unit.templates.add(template)
            unit.record("template_saved", by=actor.label, on=f"template:{template.id}")
            unit.commit()
        return template.id

    def _template(self, unit: ExportsUnit, command: SaveTemplateCommand) -> Template:
        if command.template_id is not None:
            return unit.templates.get(command.template_id, command.actor.organisation_id, for_update=True)
        return Template(
            id=TemplateId(new_id()),
            organisation_id=command.actor.organisation_id,
            dataset=command.dataset,
            name="",
            columns=(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCommand:
    actor: Actor
    template_id: TemplateId


class CopyTemplate:
    """A second one with the same columns, named after the first."""

    def __init__(self, *, open_unit: OpenUnit[ExportsUnit], datasets: Datasets) -> None:
        self._open_unit = open_unit
        self._datasets = datasets

    def __call__(self, command: TemplateCommand) -> TemplateId:
        actor = command.actor
        with self._open_unit() as unit:
            first = unit.templates.get(command.template_id, actor.organisation_id)
            dataset = self._datasets.get(first.dataset)
            dataset.require(actor)
            copy = Template(
                id=TemplateId(new_id()),
                organisation_id=actor.organisation_id,
                dataset=first.dataset,
                name=first.name,
                columns=first.columns,
            )
            number = 2
            while unit.templates.is_taken(copy):
                copy.name = f"{first.name[:70]} ({number})"
                number += 1
            unit.templates.add(copy)
            unit.record("template_saved", by=actor.label, on=f"template:{copy.id}")
            unit.commit()
        return copy.id


class DeleteTemplate:
    """Downloads made with it keep their columns and its name."""

    def __init__(self, *, open_unit: OpenUnit[ExportsUnit], datasets: Datasets) -> None:
        self._open_unit = open_unit
        self._datasets = datasets

    def __call__(self, command: TemplateCommand) -> None:
        actor = command.actor
        with self._open_unit() as unit:
            template = unit.templates.get(command.template_id, actor.organisation_id)
            self._datasets.get(template.dataset).require(actor)
            unit.templates.remove(template.id)
            unit.record("template_deleted", by=actor.label, on=f"template:{template.id}")
            unit.commit()
