"""What the world can read: you said, we did, and the words people let us show."""

from public_wall.models.addresses import EmbedOrigin, FormerSlug, WallDomain
from public_wall.models.comments import PublicReply, Removal
from public_wall.models.proofs import LoggedItem, LogSalt
from public_wall.models.receipts import (
    PublicName,
    PublicReplyRevision,
    UpdateRevision,
    UpdateText,
)
from public_wall.models.updates import Update
from public_wall.models.versions import WallDay, WallMark, WallVersion

__all__ = [
    "EmbedOrigin",
    "FormerSlug",
    "LogSalt",
    "LoggedItem",
    "PublicName",
    "PublicReply",
    "PublicReplyRevision",
    "Removal",
    "Update",
    "UpdateRevision",
    "UpdateText",
    "WallDay",
    "WallDomain",
    "WallMark",
    "WallVersion",
]
