"""Asking and hearing: surveys in versions, invitations, replies."""

from surveys.models.channels import (
    ASKED_CHANNELS,
    OPEN_CHANNELS,
    Channel,
    OpenChannel,
    OpenSending,
)
from surveys.models.conversations import (
    CustomerMessage,
    Mention,
    MessageAttachment,
    TeamNote,
    WritingDraft,
)
from surveys.models.drafts import InteractionDraft
from surveys.models.holds import ComplaintHold, HoldAddress
from surveys.models.invitations import Invitation
from surveys.models.my_feedback import HistoryLink
from surveys.models.photos import MOST_PHOTOS, ReplyPhoto
from surveys.models.replies import (
    EDIT_DAYS,
    Answer,
    Reply,
    ReplyRevision,
    TeamAnswer,
)
from surveys.models.reply_drafts import ReplyDraft
from surveys.models.routing import Alert, Notice, RoutingRule, RoutingTarget
from surveys.models.saved_views import SavedView
from surveys.models.short_links import ShortLink
from surveys.models.surveys import (
    MOST_QUESTIONS,
    Question,
    QuestionKind,
    Survey,
    SurveyVersion,
)
from surveys.models.suspicions import Suspicion
from surveys.models.tallies import Tally, TallyMark, TallyState
from surveys.models.themes import (
    Theme,
    ThemeLedger,
    ThemeQuote,
    Understanding,
)
from surveys.models.translations import QuestionText, VersionText
from surveys.models.unheard import UnheardReply

__all__ = [
    "ASKED_CHANNELS",
    "EDIT_DAYS",
    "MOST_PHOTOS",
    "MOST_QUESTIONS",
    "OPEN_CHANNELS",
    "Alert",
    "Answer",
    "Channel",
    "ComplaintHold",
    "CustomerMessage",
    "HistoryLink",
    "HoldAddress",
    "InteractionDraft",
    "Invitation",
    "Mention",
    "MessageAttachment",
    "Notice",
    "OpenChannel",
    "OpenSending",
    "Question",
    "QuestionKind",
    "QuestionText",
    "Reply",
    "ReplyDraft",
    "ReplyPhoto",
    "ReplyRevision",
    "RoutingRule",
    "RoutingTarget",
    "SavedView",
    "ShortLink",
    "Survey",
    "SurveyVersion",
    "Suspicion",
    "Tally",
    "TallyMark",
    "TallyState",
    "TeamAnswer",
    "TeamNote",
    "Theme",
    "ThemeLedger",
    "ThemeQuote",
    "Understanding",
    "UnheardReply",
    "VersionText",
    "WritingDraft",
]
