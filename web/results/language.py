"""What the templates of results may use beside the components."""

from dataclasses import dataclass

from flask import Blueprint

from core.catalogue.marking import Marking
from core.catalogue.model import Exam
from core.catalogue.ports import CatalogueReader
from core.results.importing import ImportReport
from core.results.model import Marks, Result
from web.results import words

_CLOCKWORK = {"job:results": "The clockwork", "operator:command-line": "The command line"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMarks:
    """Marks as the components that draw them take them."""

    overall: int | None
    grade: str | None
    cefr: str | None
    components: tuple[tuple[str, int], ...]
    marking: Marking | None


def shown_marks(marks: Marks, marking: Marking | None) -> ShownMarks:
    outcome = marks.outcome
    return ShownMarks(
        overall=outcome.overall, grade=outcome.grade, cefr=outcome.cefr, components=marks.scores, marking=marking
    )


def exam_of(catalogue: CatalogueReader, result: Result) -> Exam:
    """No exam leaves the catalogue."""
    return next(exam for exam in catalogue.exams() if exam.code == result.sitting.exam)


def _named(author: str) -> str:
    return _CLOCKWORK.get(author, author)


def _fate_rows(report: ImportReport) -> list[tuple[str, str]]:
    """How many rows become what, for a list of terms."""
    return [(words.FATES[fate], f"{number:,}") for fate, number in report.fates.items()]


def install_language(pages: Blueprint) -> None:
    pages.add_app_template_filter(_named, "author_of_result")

    @pages.context_processor
    def shown() -> dict[str, object]:
        return {
            "status_names": words.STATUS_NAMES,
            "next_steps": words.NEXT_STEPS,
            "fate_rows": _fate_rows,
        }
