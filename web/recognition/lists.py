"""What the lists of organisations can be narrowed to."""

from collections.abc import Sequence

from core.catalogue.ports import CatalogueReader
from web.catalogue.forms import country_name


def country_options(codes: Sequence[str]) -> list[tuple[str, str]]:
    """With their names, by name."""
    return sorted(((code, country_name(code)) for code in codes), key=lambda one: one[1])


def exam_options(catalogue: CatalogueReader) -> list[tuple[str, str]]:
    return [(exam.code, exam.name) for exam in catalogue.exams(in_use=True)]
