"""What other systems hold of ours: keys, answers they may ask for again, addresses."""

from feedback.connect.models.inbound import InboundAddress, InboundMail
from feedback.connect.models.keys import ApiKey, IdempotencyKey

__all__ = ["ApiKey", "IdempotencyKey", "InboundAddress", "InboundMail"]
