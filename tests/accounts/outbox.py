"""Reading the mails that the tests caused."""

import re

from feedback import tenancy
from feedback.mail.models import OutboundMessage


def mails(to: str) -> list[OutboundMessage]:
    """Return what was queued for one address, newest first."""
    with tenancy.every_business():
        rows = OutboundMessage.objects.filter(to_email=to)
        return sorted(rows, key=lambda mail: mail.created_at, reverse=True)


def link_in(mail: OutboundMessage) -> str:
    """Return the path of the only link in a mail, which is under our own address."""
    found = re.findall(r"https?://\S+", mail.text)
    assert len(found) == 1, mail.text
    base = "http://127.0.0.1:8000"
    assert found[0].startswith(f"{base}/")
    return found[0].removeprefix(base)


def only_mail(to: str) -> OutboundMessage:
    """Return the one mail that was queued for an address."""
    found = mails(to)
    assert len(found) == 1
    return found[0]
