"""Geometry for inline SVG: numbers in, attribute values out. No style attribute, which the page's policy forbids."""

from collections.abc import Sequence
from dataclasses import dataclass

SPARK_WIDTH = 120
SPARK_HEIGHT = 28
_MARGIN = 2.0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`line` goes into `points` of a polyline; `area` is the same line closed along the bottom."""

    line: str
    area: str
    last_x: float
    last_y: float


def sparkline(values: Sequence[float]) -> Sparkline:
    """Spread the values over a 120 by 28 box; a flat series lies in the middle."""
    if len(values) < 2:
        raise ValueError("a line needs two values")
    low, high = min(values), max(values)
    step = (SPARK_WIDTH - 2 * _MARGIN) / (len(values) - 1)
    room = SPARK_HEIGHT - 2 * _MARGIN

    def height(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(SPARK_HEIGHT - _MARGIN - share * room, 1)

    points = [(round(_MARGIN + number * step, 1), height(value)) for number, value in enumerate(values)]
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{SPARK_HEIGHT} {line} {points[-1][0]},{SPARK_HEIGHT}"
    return Sparkline(line=line, area=area, last_x=points[-1][0], last_y=points[-1][1])


def bar_width(value: float, low: float, high: float, room: float) -> float:
    """How long a bar is that stands for `value` on a scale from `low` to `high`, held inside `room`."""
    if high <= low:
        raise ValueError("a scale needs two different ends")
    share = (value - low) / (high - low)
    return round(min(1.0, max(0.0, share)) * room, 1)
