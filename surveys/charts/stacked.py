"""Stacked columns: a month each, a part for each answer, with an axis of whole people.

Pure: numbers in, places out; the template draws. The table twin says the same in words
and is what the keyboard and screen readers use.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

HEIGHT, TOP, FOOT, SIDE = 160, 8, 22, 34
STEP, MOST_WIDTH, LEAST_WIDTH = 40, 720, 260
# Of more columns, only so many are named below.
MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One answer of one column: how many, and where the words behind it are."""

    n: int
    href: str


@dataclass(frozen=True, slots=True)
class Column:
    """One month: what it is called (in short, and in full) and its parts, from the
    bottom up, in the order of the chart's ``names``.
    """

    short: str
    name: str
    parts: Sequence[Part]

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(part.n for part in self.parts)


@dataclass(frozen=True, slots=True)
class Bar:
    """One part as it is drawn; ``tone`` names its colour in the style sheet."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    name: str
    month: str
    n: int
    href: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis, or the name below a column."""

    at: float
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and its table: ``names`` are (what it is called, tone)."""

    names: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    width: int
    bars: list[Bar] = field(default_factory=list)
    lines: list[Tick] = field(default_factory=list)
    feet: list[Tick] = field(default_factory=list)
    height: int = HEIGHT

    @property
    def total(self) -> int:
        """How many there are in all columns."""
        return sum(column.total for column in self.columns)

    @property
    def left(self) -> int:
        """Where the columns begin."""
        return SIDE

    @property
    def foot(self) -> int:
        """How high the names below stand."""
        return HEIGHT - 6


def stacked(names: Sequence[tuple[str, str]], columns: Sequence[Column]) -> Chart:
    """Return the chart of ``columns``; the highest fills the height."""
    width = min(MOST_WIDTH, max(LEAST_WIDTH, SIDE + STEP * len(columns)))
    chart = Chart(names, columns, width)
    steps = _steps(max((column.total for column in columns), default=0))
    scale = (HEIGHT - TOP - FOOT) / steps[-1]
    bottom = HEIGHT - FOOT
    chart.lines.extend(Tick(_round(bottom - n * scale), str(n)) for n in steps)
    step = (width - SIDE) / max(len(columns), 1)
    each = -(-len(columns) // MOST_NAMES) or 1
    for at, column in enumerate(columns):
        x = SIDE + at * step
        if (len(columns) - 1 - at) % each == 0:
            chart.feet.append(Tick(_round(x + step / 2), column.short))
        chart.bars.extend(_bars(chart, column, (x + step * 0.15, step * 0.7), scale))
    return chart


def _bars(
    chart: Chart, column: Column, place: tuple[float, float], scale: float
) -> list[Bar]:
    bars, y = [], float(HEIGHT - FOOT)
    for (name, tone), part in zip(chart.names, column.parts, strict=True):
        if not part.n:
            continue
        height = part.n * scale
        y -= height
        at = (_round(place[0]), _round(y), _round(place[1]), _round(height))
        bars.append(Bar(*at, tone, name, column.name, part.n, part.href))
    return bars


def _steps(most: int) -> list[int]:
    """Return the numbers of the axis: whole, few, the last at least ``most``."""
    size = 1
    while size * 5 < most:
        size = {1: 2, 2: 5, 5: 10}[int(str(size)[0])] * 10 ** (len(str(size)) - 1)
    return list(range(0, max(most, 1) + size, size))


def _round(number: float) -> float:
    return round(number, 1)
