"""Everything that changes an action; each is one transaction."""

from actions.services.closing import (
    Closing,
    close_without_telling,
    complete,
    decide_not_to,
    reopen,
)
from actions.services.doing import change_date, hand_over, keep_date, move
from actions.services.promising import (
    Promise,
    add_reply,
    open_action,
    remove_reply,
    take_back,
)
from actions.services.reminding import remind_due
from actions.services.telling import Letter, tell_customers

__all__ = [
    "Closing",
    "Letter",
    "Promise",
    "add_reply",
    "change_date",
    "close_without_telling",
    "complete",
    "decide_not_to",
    "hand_over",
    "keep_date",
    "move",
    "open_action",
    "remind_due",
    "remove_reply",
    "reopen",
    "take_back",
    "tell_customers",
]
