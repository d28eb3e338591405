"""The number that a customer gets with their reply, and what it proves.

The number is known as soon as the reply is: no row is written for it, and nobody who
was not given it can guess it.
"""

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from feedback.accounts.models import Business
from feedback.history.log import tree
from feedback.history.models import LogLeaf
from public_wall.models import LoggedItem, LogSalt
from public_wall.proofs.checkpoints import newest
from public_wall.proofs.rows import comment_content, replies_to_log
from surveys.models import Reply

NUMBER_BYTES, GROUP = 10, 4
# So many of the newest replies are looked through for one that is not logged yet.
MOST_FRESH = 500
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B", " ": "", "-": ""})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a number stands for. Without ``item`` the reply is not logged yet."""

    number: str
    reply: Reply | None
    item: LoggedItem | None = None


def number_of(business_id: UUID, reply_id: UUID) -> str:
    """Return the receipt number of a reply: 80 bits as four groups of four."""
    return _number(business_id, reply_id, settings.SECRET_KEY)


def find_receipt(business: Business, typed: str) -> Receipt | None:
    """Return what ``typed`` stands for, however it was typed; None if for nothing."""
    number = _read(typed)
    if not number:
        return None
    item = LoggedItem.objects.filter(business=business, receipt=number).first()
    if item:
        reply = replies_to_log(business).filter(pk=item.target_id).first()
        return Receipt(number, reply, item)
    rows = replies_to_log(business).order_by("-submitted_at", "-id")
    for reply in rows[:MOST_FRESH]:
        if number in _numbers(business.pk, reply.pk):
            return Receipt(number, reply, _item(reply))
    return None


def proof_of(business: Business, receipt: Receipt) -> dict[str, Any] | None:
    """Return everything that somebody needs to check that the reply is counted,
    without asking us again; None as long as no checkpoint holds it.
    """
    item, checkpoint = receipt.item, newest(business)
    if item is None or checkpoint is None:
        return None
    rows = LogLeaf.objects.filter(business=business, index__lt=checkpoint.size)
    leaf = rows.filter(index=item.leaf).first()
    if leaf is None:
        return None
    path = tree.inclusion_proof(business, leaf.index, checkpoint.size)
    salt = LogSalt.objects.filter(business=business, leaf=leaf.index).first()
    return {
        "version": 1,
        "receipt": receipt.number,
        "item": item.public_id,
        "leaf": leaf.body,
        "index": leaf.index,
        "proof": [one.hex() for one in path],
        "checkpoint": checkpoint.note,
        # Gone with the words, once somebody was erased.
        "salt": salt.salt if salt else None,
        "content": comment_content(receipt.reply) if salt and receipt.reply else None,
    }


def _item(reply: Reply) -> LoggedItem | None:
    rows = LoggedItem.objects.filter(business=reply.business_id)
    return rows.filter(kind=LoggedItem.Kind.REPLY, target_id=reply.pk).first()


def _numbers(business_id: UUID, reply_id: UUID) -> set[str]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {_number(business_id, reply_id, key) for key in keys}


def _number(business_id: UUID, reply_id: UUID, key: str) -> str:
    value = business_id.bytes + reply_id.bytes
    mac = salted_hmac("receipt number", value, secret=key, algorithm="sha256")
    letters = base64.b32encode(mac.digest()[:NUMBER_BYTES]).decode()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _read(typed: str) -> str:
    letters = typed.upper().translate(_LOOKALIKES)
    if len(letters) != NUMBER_BYTES * 8 // 5 or not letters.isascii():
        return ""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
