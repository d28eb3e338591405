"""Lists that come in as files: received, matched, checked, stored by the worker, and
taken out again if that was a mistake.
"""

from surveys.services.importing.checking import dates_are_open
from surveys.services.importing.moving import (
    choose_columns,
    choose_date_order,
    start,
    stop,
    undo,
)
from surveys.services.importing.receiving import receive
from surveys.services.importing.running import check_now, import_due

__all__ = [
    "check_now",
    "choose_columns",
    "choose_date_order",
    "dates_are_open",
    "import_due",
    "receive",
    "start",
    "stop",
    "undo",
]
