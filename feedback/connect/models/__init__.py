"""What other systems hold of ours: keys, answers they may ask for again, addresses;
and where we tell them what happens.
"""

from feedback.connect.models.inbound import InboundAddress, InboundMail
from feedback.connect.models.keys import ApiKey, IdempotencyKey
from feedback.connect.models.webhooks import Delivery, Endpoint

__all__ = [
    "ApiKey",
    "Delivery",
    "Endpoint",
    "IdempotencyKey",
    "InboundAddress",
    "InboundMail",
]
