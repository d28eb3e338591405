"""Everything that changes an action; each is one transaction."""

from actions.services.checklists import (
    add_step,
    move_step,
    remove_step,
    restore_step,
    tick,
)
from actions.services.closing import (
    Closing,
    close_without_telling,
    complete,
    decide_not_to,
    reopen,
)
from actions.services.commenting import (
    comment,
    edit_comment,
    remove_comment,
    restore_comment,
)
from actions.services.confirming import believe, record_verdict
from actions.services.daily_mail import mail_due
from actions.services.describing import describe
from actions.services.doing import change_date, hand_over, keep_date, move
from actions.services.doubting import reopen_doubted, stand_by
from actions.services.files import add_file, remove_file, restore_file
from actions.services.merging import merge, unmerge
from actions.services.promising import (
    Promise,
    add_reply,
    open_action,
    remove_reply,
    take_back,
)
from actions.services.reminding import remind_due
from actions.services.splitting import split, unsplit
from actions.services.telling import Letter, Manner, Omission, tell_customers
from actions.services.untelling import add_listener, take_back_telling

__all__ = [
    "Closing",
    "Letter",
    "Manner",
    "Omission",
    "Promise",
    "add_file",
    "add_listener",
    "add_reply",
    "add_step",
    "believe",
    "change_date",
    "close_without_telling",
    "comment",
    "complete",
    "decide_not_to",
    "describe",
    "edit_comment",
    "hand_over",
    "keep_date",
    "mail_due",
    "merge",
    "move",
    "move_step",
    "open_action",
    "record_verdict",
    "remind_due",
    "remove_comment",
    "remove_file",
    "remove_reply",
    "remove_step",
    "reopen",
    "reopen_doubted",
    "restore_comment",
    "restore_file",
    "restore_step",
    "split",
    "stand_by",
    "take_back",
    "take_back_telling",
    "tell_customers",
    "tick",
    "unmerge",
    "unsplit",
]
