"""The awarding body's file of exams: a list of objects, each with code, name, level, papers and how it is marked."""

from collections.abc import Mapping, Sequence

from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import Exam, ExamCode
from core.shared.errors import InvalidInputError, Problem

Entry = Mapping[str, object]

_MEMBERS = frozenset(
    {"code", "name", "level", "papers", "speaking", "components", "scale", "shields", "photo", "in_use"}
)
_BAND = frozenset({"grade", "lowest", "highest", "cefr"})


def read_exams(listed: Sequence[Entry]) -> list[Exam]:
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


def _read(entry: Entry) -> Exam:
    if unknown := sorted(set(entry) - _MEMBERS):
        raise InvalidInputError.of(unknown[0], f"Entries have the members {', '.join(sorted(_MEMBERS))} and no others.")
    return Exam(
        code=ExamCode(_text(entry, "code")),
        name=_text(entry, "name"),
        level=_text(entry, "level"),
        papers=_names(entry, "papers"),
        has_speaking=_switch(entry, "speaking", default=False),
        marking=_marking(entry),
        has_photo=_switch(entry, "photo", default=False),
        in_use=_switch(entry, "in_use", default=True),
    )


def _marking(entry: Entry) -> Marking | None:
    """None without components: then the exam is known, but its results cannot be verified here."""
    components = _names(entry, "components")
    if not components:
        if found := sorted({"scale", "shields", "photo"} & set(entry)):
            raise InvalidInputError.of(found[0], "Name the components as well: without them an exam has no results.")
        return None
    scale = entry.get("scale")
    return Marking(
        components=components,
        scale=None if scale is None else _scale(scale),
        shields=_number(entry, "shields") if "shields" in entry else 0,
    )


def _scale(given: object) -> Scale:
    """From the lowest to the highest score of its bands, which may stand in any order."""
    if not isinstance(given, dict) or set(given) != {"name", "bands"}:
        raise InvalidInputError.of("scale", "Give the scale as an object with name and bands.")
    listed = given["bands"]
    if not isinstance(listed, list) or not listed:
        raise InvalidInputError.of("bands", "Give the bands as a list of objects.")
    bands = sorted(map(_band, listed), key=lambda band: band.highest, reverse=True)
    return Scale(name=_text(given, "name"), lowest=bands[-1].lowest, highest=bands[0].highest, bands=tuple(bands))


def _band(given: object) -> Band:
    if not isinstance(given, dict) or set(given) != _BAND:
        raise InvalidInputError.of("bands", "Give each band as an object with grade, lowest, highest and cefr.")
    return Band(
        grade=_text(given, "grade"),
        lowest=_number(given, "lowest"),
        highest=_number(given, "highest"),
        cefr=_text(given, "cefr"),
    )


def _names(entry: Entry, name: str) -> tuple[str, ...]:
    given = entry.get(name, [])
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise InvalidInputError.of(name, f"Give the {name} as a list of names.")
    return tuple(one.strip() for one in given)


def _text(entry: Entry, name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise InvalidInputError.of(name, f"Give the {name} as text.")
    return value.strip()


def _number(entry: Entry, name: str) -> int:
    value = entry.get(name)
    # True is a number to Python, and no score.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10_000:
        raise InvalidInputError.of(name, f"Give {name} as a whole number.")
    return value


def _switch(entry: Entry, name: str, *, default: bool) -> bool:
    value = entry.get(name, default)
    if not isinstance(value, bool):
        raise InvalidInputError.of(name, f"Give {name} as true or false.")
    return value
