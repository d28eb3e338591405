"""The outbox, what became of each mail, and how a business may send."""

from feedback.mail.models.outbox import OutboundMessage
from feedback.mail.models.pulse import Pulse
from feedback.mail.models.sending import SendingProfile

__all__ = ["OutboundMessage", "Pulse", "SendingProfile"]
