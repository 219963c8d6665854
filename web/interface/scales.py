"""Geometry of a drawn scale: scores in, places from 0 to 100 out, which a drawing takes as percentages so that it fits
every width with its letters in their own size."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from core.catalogue.marking import Band, Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the scale with one name. `lowest` and `highest` are its scores, both included."""

    name: str
    lowest: int
    highest: int
    start: float
    width: float
    is_reached: bool

    @property
    def middle(self) -> float:
        return round(self.start + self.width / 2, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnScale:
    """`grades` and `levels` from the lowest to the highest; levels that several grades stand for are one stretch.
    `marker` is the place of the score, None where it is not shown."""

    grades: tuple[Stretch, ...]
    levels: tuple[Stretch, ...]
    marker: float | None


def place_on(scale: Scale, score: int) -> float:
    """The middle of the score's own step. Every score has a step of equal width, so that one at the edge of a band lies
    visibly inside it; what is off the scale is held to its ends."""
    held = min(scale.highest, max(scale.lowest, score))
    return round((held - scale.lowest + 0.5) * _step(scale), 2)


def draw_scale(scale: Scale, score: int | None) -> DrawnScale:
    bands = list(reversed(scale.bands))
    by_level = [list(group) for _, group in groupby(bands, key=lambda band: band.cefr)]
    return DrawnScale(
        grades=tuple(_stretch(scale, band.grade, [band], score) for band in bands),
        levels=tuple(_stretch(scale, group[0].cefr, group, score) for group in by_level),
        marker=None if score is None else place_on(scale, score),
    )


def _stretch(scale: Scale, name: str, bands: Sequence[Band], score: int | None) -> Stretch:
    lowest, highest = bands[0].lowest, bands[-1].highest
    return Stretch(
        name=name,
        lowest=lowest,
        highest=highest,
        start=round((lowest - scale.lowest) * _step(scale), 2),
        width=round((highest - lowest + 1) * _step(scale), 2),
        is_reached=score is not None and lowest <= score <= highest,
    )


def _step(scale: Scale) -> float:
    return 100 / (scale.highest - scale.lowest + 1)


def grade_in_words(grade: str) -> str:
    """«Grade A», and «Level B2» or «Pass with Merit» as they are."""
    return f"Grade {grade}" if len(grade) == 1 else grade
