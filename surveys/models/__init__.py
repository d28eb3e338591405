"""Asking and hearing: surveys in versions, invitations, replies."""

from surveys.models.channels import (
    ASKED_CHANNELS,
    OPEN_CHANNELS,
    Channel,
    OpenChannel,
    OpenSending,
)
from surveys.models.drafts import InteractionDraft
from surveys.models.invitations import Invitation
from surveys.models.replies import (
    EDIT_DAYS,
    Answer,
    Reply,
    ReplyRevision,
    TeamAnswer,
)
from surveys.models.short_links import ShortLink
from surveys.models.surveys import (
    MOST_QUESTIONS,
    Question,
    QuestionKind,
    Survey,
    SurveyVersion,
)
from surveys.models.translations import QuestionText, VersionText

__all__ = [
    "ASKED_CHANNELS",
    "EDIT_DAYS",
    "MOST_QUESTIONS",
    "OPEN_CHANNELS",
    "Answer",
    "Channel",
    "InteractionDraft",
    "Invitation",
    "OpenChannel",
    "OpenSending",
    "Question",
    "QuestionKind",
    "QuestionText",
    "Reply",
    "ReplyRevision",
    "ShortLink",
    "Survey",
    "SurveyVersion",
    "TeamAnswer",
    "VersionText",
]
