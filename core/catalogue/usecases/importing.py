"""Taking over a catalogue of exams from the awarding body's file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.catalogue.model import Exam, ExamCode
from core.catalogue.ports import CatalogueUnit
from core.shared.errors import InvalidInputError, Problem
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCatalogueCommand:
    """`exams` as read from JSON: a list of objects with code, name, level, papers, speaking."""

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


def read_exams(listed: Sequence[Mapping[str, object]]) -> list[Exam]:
    """The exams of a file. Raises InvalidInputError naming each entry, counted from 1, and its field."""
    exams: list[Exam] = []
    problems: list[Problem] = []
    codes: set[str] = set()
    for place, entry in enumerate(listed, start=1):
        try:
            exam = _read(entry)
        except InvalidInputError as error:
            problems += [Problem(field=problem.field, text=problem.text, line=place) for problem in error.problems]
            continue
        if exam.code in codes:
            problems.append(Problem(field="code", text=f"{exam.code} stands in the file twice.", line=place))
        codes.add(exam.code)
        exams.append(exam)
    if problems or not exams:
        none = [Problem(field="exams", text="The file lists no exams.")]
        raise InvalidInputError("catalogue_invalid", problems or none)
    return exams


def _read(entry: Mapping[str, object]) -> Exam:
    known = {"code", "name", "level", "papers", "speaking", "in_use"}
    papers = entry.get("papers", [])
    if unknown := sorted(set(entry) - known):
        raise InvalidInputError.of(unknown[0], f"Entries have the members {', '.join(sorted(known))} and no others.")
    if not isinstance(papers, list) or not all(isinstance(paper, str) and paper.strip() for paper in papers):
        raise InvalidInputError.of("papers", "Give the papers as a list of names.")
    return Exam(
        code=ExamCode(_text(entry, "code")),
        name=_text(entry, "name"),
        level=_text(entry, "level"),
        papers=tuple(papers),
        has_speaking=_switch(entry, "speaking", default=False),
        in_use=_switch(entry, "in_use", default=True),
    )


def _text(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise InvalidInputError.of(name, f"Give the {name} as text.")
    return value.strip()


def _switch(entry: Mapping[str, object], name: str, *, default: bool) -> bool:
    value = entry.get(name, default)
    if not isinstance(value, bool):
        raise InvalidInputError.of(name, f"Give {name} as true or false.")
    return value
