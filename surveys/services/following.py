"""How an answer follows what lies in the customer's mail program already."""

from datetime import datetime

from feedback.mail.message import message_id
from feedback.mail.models import OutboundMessage
from surveys.models import CustomerMessage, Reply
from surveys.services.claiming import mail_key
from surveys.threads.so_far import SoFar, following

Kind = OutboundMessage.Kind
MOST_LOOKED_AT = 50


def so_far(reply: Reply) -> SoFar:
    """Return the headers and the subject of the next mail about ``reply``."""
    theirs = _theirs(reply)
    known = sorted([*_ours(reply), *theirs])
    subject = theirs[-1][2] if theirs else ""
    return following([one[1] for one in known], subject)


def _ours(reply: Reply) -> list[tuple[datetime, str, str]]:
    keys = [f"answer:{pk}" for pk in reply.team_answers.values_list("pk", flat=True)]
    mails = OutboundMessage.objects.filter(
        business_id=reply.business_id,
        customer_id=reply.customer_id,
        kind__in=[Kind.INVITATION, Kind.ANSWER],
        dedupe_key__in=[mail_key(reply.invitation), *keys],
    ).exclude(to_email="")
    latest = mails.order_by("-created_at").only("uid", "created_at")[:MOST_LOOKED_AT]
    return [(mail.created_at, message_id(mail), "") for mail in latest]


def _theirs(reply: Reply) -> list[tuple[datetime, str, str]]:
    rows = CustomerMessage.objects.filter(
        reply=reply, what=CustomerMessage.What.WORDS, is_from_them=True
    )
    latest = rows.exclude(message_id="").order_by("-received_at")[:MOST_LOOKED_AT]
    found = latest.values_list("received_at", "message_id", "subject")
    return sorted(found)
