"""How an exam is marked: components, the scale, and what a score means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.shared.errors import InvalidInputError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Scores from `lowest` to `highest`, both included, are this grade and stand for this CEFR level."""

    grade: str
    lowest: int
    highest: int
    cefr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What overall and component scores are reported on. `bands` cover it without a gap, the highest first."""

    name: str
    lowest: int
    highest: int
    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        expected = self.highest
        for band in self.bands:
            if band.highest != expected or band.lowest > band.highest:
                raise InvalidInputError.of(
                    "bands", f"The bands must cover {self.lowest} to {self.highest} without a gap."
                )
            expected = band.lowest - 1
        if expected != self.lowest - 1:
            raise InvalidInputError.of("bands", f"The bands must cover {self.lowest} to {self.highest} without a gap.")

    def band_of(self, score: int) -> Band:
        return next(band for band in self.bands if band.lowest <= score <= band.highest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the component scores come to. All three are None for an exam without an overall score."""

    overall: int | None
    grade: str | None
    cefr: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """How one exam is marked. Without a scale its components are counted in shields, and there is no overall score."""

    components: tuple[str, ...]
    scale: Scale | None
    shields: int = 0
    """The most shields a component can have; 0 for an exam with a scale."""

    def __post_init__(self) -> None:
        if not self.components or len(set(self.components)) != len(self.components):
            raise InvalidInputError.of("components", "Name every component once.")
        if (self.scale is None) == (self.shields < 1):
            raise InvalidInputError.of("scale", "Give either a scale or the most shields of a component.")

    @property
    def lowest(self) -> int:
        """The least a component can have."""
        return self.scale.lowest if self.scale else 1

    @property
    def highest(self) -> int:
        return self.scale.highest if self.scale else self.shields

    def outcome(self, scores: Mapping[str, int]) -> Outcome:
        """The overall score is the mean of the components, halves rounded up; grade and CEFR level follow from it. The
        scores are those of every component, within its limits."""
        if self.scale is None:
            return Outcome(overall=None, grade=None, cefr=None)
        mean = Decimal(sum(scores.values())) / len(scores)
        overall = int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))
        band = self.scale.band_of(overall)
        return Outcome(overall=overall, grade=band.grade, cefr=band.cefr)

    def problems(self, scores: Mapping[str, int], *, line: int | None = None) -> list[Problem]:
        """A score missing, too many, or out of the component's limits. Fields are the components' names."""
        limits = f"a whole number from {self.lowest} to {self.highest}"
        found = [
            Problem(field=one, text=f"Enter the score of {one}, {limits}.", line=line)
            for one in self.components
            if one not in scores or not self.lowest <= scores[one] <= self.highest
        ]
        known = ", ".join(self.components)
        found += [
            Problem(field=one, text=f"The exam has no such component, only {known}.", line=line)
            for one in scores
            if one not in self.components
        ]
        return found


def components_of(markings: Sequence["Marking"]) -> tuple[str, ...]:
    """Every component that any of them has, each once, in the order in which they are met."""
    return tuple(dict.fromkeys(one for marking in markings for one in marking.components))
