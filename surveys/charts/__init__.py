"""Pictures of numbers, drawn on the server as SVG: no script, no library."""

from surveys.charts.stacked import Bar, Chart, Column, Part, Tick, stacked

__all__ = ["Bar", "Chart", "Column", "Part", "Tick", "stacked"]
