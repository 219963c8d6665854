"""The scale and the components, read from their documents."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examhall import InvalidInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    grade: str
    lowest: int
    highest: int
    cefr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """`bands` from the lowest to the highest; `told` is the drawing in words."""

    name: str
    lowest: int
    highest: int
    bands: tuple[Band, ...]
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    name: str
    score: int
    lowest: int
    highest: int


def scale_of(document: object) -> Scale | None:
    """Raises InvalidInputError naming the column where the document is not a scale."""
    if document is None:
        return None
    held = _object(document, "scale")
    bands = sorted((_band(one) for one in _list(held.get("bands"), "scale")), key=lambda band: band.lowest)
    lowest, highest = _limits(held, "scale")
    if not bands or bands[0].lowest < lowest or bands[-1].highest > highest:
        raise _wrong("scale", "The bands must lie within the scale.")
    name = _word(held, "name", "scale")
    told = "; ".join(f"{band.grade} is {band.lowest} to {band.highest}, {band.cefr}" for band in bands)
    return Scale(name=name, lowest=lowest, highest=highest, bands=tuple(bands), told=f"{name}. {told}.")


def components_of(document: object) -> tuple[Component, ...]:
    """Raises InvalidInputError naming the column where the document is not a list of components."""
    if document is None:
        return ()
    return tuple(_component(_object(one, "components")) for one in _list(document, "components"))


def _band(document: object) -> Band:
    held = _object(document, "scale")
    lowest, highest = _number(held, "lowest", "scale"), _number(held, "highest", "scale")
    return Band(grade=_word(held, "grade", "scale"), lowest=lowest, highest=highest, cefr=_word(held, "cefr", "scale"))


def _component(held: Mapping[str, object]) -> Component:
    lowest, highest = _limits(held, "components")
    name, score = _word(held, "name", "components"), _number(held, "score", "components")
    if not min(lowest, 0) <= score <= highest:
        raise _wrong("components", f"The score of {name} must lie within its limits.")
    return Component(name=name, score=score, lowest=lowest, highest=highest)


def _limits(held: Mapping[str, object], column: str) -> tuple[int, int]:
    lowest, highest = _number(held, "lowest", column), _number(held, "highest", column)
    if lowest >= highest:
        raise _wrong(column, "The highest score must be above the lowest.")
    return lowest, highest


def _object(value: object, column: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _wrong(column, "An object is missing.")
    return value


def _list(value: object, column: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise _wrong(column, "A list is missing.")
    return value


def _word(held: Mapping[str, object], member: str, column: str) -> str:
    value = held.get(member)
    if not isinstance(value, str):
        raise _wrong(column, f"The text {member} is missing.")
    return unicodedata.normalize("NFC", value)


def _number(held: Mapping[str, object], member: str, column: str) -> int:
    value = held.get(member)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(column, f"The whole number {member} is missing.")
    return value


def _wrong(column: str, text: str) -> InvalidInputError:
    return InvalidInputError.of(column, text)
