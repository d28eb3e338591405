"""What happened, once and for all: nothing here is ever changed or removed."""

from feedback.history.models.events import Event
from feedback.history.models.log import (
    LogCheckpoint,
    LogHead,
    LogKey,
    LogLeaf,
    LogSweep,
)

__all__ = ["Event", "LogCheckpoint", "LogHead", "LogKey", "LogLeaf", "LogSweep"]
