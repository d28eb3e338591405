"""The pages of single entries: one update, or one comment, at an address for good."""

from datetime import datetime
from typing import Any
from uuid import UUID

from public_wall.cards import comment
from public_wall.selectors import receipts
from public_wall.selectors.comments import eligible_comments, open_comments
from public_wall.selectors.updates import published_update
from public_wall.sites import Site


def update_page(site: Site, pk: UUID, *, now: datetime) -> dict[str, Any] | None:
    """Return the context of one update with its earlier wordings; None if it is not
    on the page.
    """
    update = published_update(site.business, pk, now=now)
    if update is None:
        return None
    (card,) = receipts.cards(site.business, [update], language=site.language, now=now)
    return {
        **site.context(f"did/{pk}/"),
        "card": card,
        "wordings": receipts.wordings(update),
    }


def comment_page(site: Site, pk: UUID, *, now: datetime) -> dict[str, Any] | None:
    """Return the context of one comment, or of the note in its place, with the earlier
    wordings of the reply under it; None if it has no place on the page.
    """
    business = site.business
    for rows, is_unchecked in (
        (eligible_comments(business, now=now), False),
        (open_comments(business, now=now), True),
    ):
        row = rows.filter(pk=pk).first()
        if row is not None:
            card = comment(row)
            given = getattr(row, "public_reply", None) if card.answer else None
            return {
                **site.context(f"said/{pk}/"),
                "comment": card,
                "is_unchecked": is_unchecked,
                "wordings": receipts.reply_wordings(given) if given else [],
            }
    return None
