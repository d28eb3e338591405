"""Lists that people paste or upload, read into rows: nothing here is stored."""

from surveys.rows.reading import MOST_ROWS, NewRow, Reading, RefusedRow, read
from surveys.rows.table import Unreadable

__all__ = [
    "MOST_ROWS",
    "NewRow",
    "Reading",
    "RefusedRow",
    "Unreadable",
    "read",
]
