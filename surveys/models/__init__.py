"""Asking and hearing: surveys in versions, invitations, replies."""

from surveys.models.invitations import Invitation
from surveys.models.replies import (
    EDIT_DAYS,
    Answer,
    Reply,
    ReplyRevision,
    TeamAnswer,
)
from surveys.models.surveys import (
    MOST_QUESTIONS,
    Question,
    QuestionKind,
    Survey,
    SurveyVersion,
)

__all__ = [
    "EDIT_DAYS",
    "MOST_QUESTIONS",
    "Answer",
    "Invitation",
    "Question",
    "QuestionKind",
    "Reply",
    "ReplyRevision",
    "Survey",
    "SurveyVersion",
    "TeamAnswer",
]
