"""The outbox, what became of each mail, and how a business may send."""

from feedback.mail.models.events import ProviderEvent
from feedback.mail.models.frames import Frame
from feedback.mail.models.outbox import HAS_WORDS, OutboundMessage
from feedback.mail.models.pulse import Pulse
from feedback.mail.models.sending import SendingProfile
from feedback.mail.models.texts import TextMessage

__all__ = [
    "HAS_WORDS",
    "Frame",
    "OutboundMessage",
    "ProviderEvent",
    "Pulse",
    "SendingProfile",
    "TextMessage",
]
