"""Frames of mail: stored once, read once."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from feedback.accounts.models import Business
from feedback.mail.gaps import Parts
from feedback.mail.models import Frame, OutboundMessage

MOST_KNOWN = 200
# A frame that nothing used for so long belongs to words nobody sends any more.
UNUSED = timedelta(days=60)

# Frames never change, so a process reads each once.
_known: dict[UUID, Frame] = {}


def attach(rows: Iterable[OutboundMessage]) -> None:
    """Give each of ``rows`` its frame, asking the database only for unknown ones."""
    rows = list(rows)
    missing = {row.frame_id for row in rows if row.frame_id} - set(_known)
    if missing:
        if len(_known) + len(missing) > MOST_KNOWN:
            _known.clear()
            missing = {row.frame_id for row in rows if row.frame_id}
        _known.update(Frame.objects.in_bulk(missing))
    for row in rows:
        if row.frame_id:
            row.frame = _known[row.frame_id]


def keep(business: Business, text: Parts, html: Parts, *, now: datetime) -> Frame:
    """Store the words as a frame, once for all who use them; return it.

    Call it in the transaction that stores the mails: the frame is held until then, so
    that it cannot be removed as unused.
    """
    words = json.dumps([list(text), list(html)])
    digest = hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()
    frame = Frame(
        business=business, digest=digest, text=list(text), html=list(html), used_at=now
    )
    Frame.objects.bulk_create(
        [frame],
        update_conflicts=True,
        unique_fields=["business", "digest"],
        update_fields=["used_at"],
    )
    return Frame.objects.get(business=business, digest=digest)


def forget_unused(*, now: datetime) -> int:
    """Remove frames that no mail has and none had for long; return how many."""
    old = Frame.objects.filter(used_at__lt=now - UNUSED)
    used = OutboundMessage.objects.filter(frame__isnull=False).values("frame")
    return old.exclude(pk__in=used).delete()[0]
