"""Taking over a catalogue of exams from the awarding body's file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.catalogue.exam_file import read_exams
from core.catalogue.ports import CatalogueUnit
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCatalogueCommand:
    """`exams` as read from JSON: a list of objects as `core.catalogue.exam_file` reads them."""

    actor: Actor
    exams: Sequence[Mapping[str, object]]


class ImportCatalogue:
    """All of it or nothing; an exam that is there already is replaced. What the file leaves out stays."""

    def __init__(self, *, open_unit: OpenUnit[CatalogueUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: ImportCatalogueCommand) -> int:
        """How many exams are new or changed."""
        command.actor.require(Permission.MANAGE_CATALOGUE)
        exams = read_exams(command.exams)
        with self._open_unit() as unit:
            changed = sum(unit.exams.put(exam) for exam in exams)
            facts = {"exams": str(len(exams)), "changed": str(changed)}
            unit.record("catalogue_imported", by=command.actor.label, on="catalogue:exams", facts=facts)
            unit.commit()
        return changed
