"""The public page as an Atom feed (RFC 4287)."""

from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.templatetags.parts import RATING_WORDS, paragraphs
from feedback.text import clean, one_line
from public_wall.cards import Comment, UpdateCard, comment, update_card
from public_wall.pages import address
from public_wall.selectors.comments import SHOWN, eligible_comments, is_in
from public_wall.selectors.updates import published_updates
from surveys.languages import frame

FEED_ITEMS = 30


class SteadyFeed(Atom1Feed):
    """An Atom feed without items says when the business began, not what time it is.

    So the same content is always the same bytes, and caches can compare.
    """

    def latest_post_date(self) -> datetime:
        """Return when the newest item changed."""
        if not self.items:
            began: datetime = self.feed["began"]
            return began
        return super().latest_post_date()


def atom(business: Business, *, now: datetime) -> str:
    """Return the newest comments and changes as an Atom feed (RFC 4287).

    What people wrote is plain text: it is escaped once as HTML and once as XML.
    """
    title = _("%(name)s: what customers said, and what changed")
    feed = SteadyFeed(
        title=title % {"name": one_line(business.name)},
        link=address(business),
        description="",
        feed_url=address(business, "feed"),
        feed_guid=address(business),
        language=frame(business.language, business),
        began=business.created_at,
    )
    for entry in _entries(business, now):
        feed.add_item(**entry)
    return feed.writeString("utf-8")


def _entries(business: Business, now: datetime) -> list[dict[str, Any]]:
    rows = eligible_comments(business, now=now).filter(is_in(SHOWN))
    updates = published_updates(business, now=now)[:FEED_ITEMS]
    entries = [
        *(_comment_entry(business, comment(row)) for row in rows[:FEED_ITEMS]),
        *(_update_entry(business, update_card(row, now=now)) for row in updates),
    ]
    entries.sort(key=lambda entry: entry["pubdate"], reverse=True)
    return entries[:FEED_ITEMS]


def _comment_entry(business: Business, card: Comment) -> dict[str, Any]:
    word = str(RATING_WORDS.get(card.rating or 0, ""))
    said = format_html("<blockquote>{}</blockquote>", paragraphs(clean(card.words)))
    changed = card.edited_at or card.submitted_at
    if card.answer:
        said += format_html(
            "<p>{}</p>{}",
            _("%(name)s replied:") % {"name": business.name},
            paragraphs(clean(card.answer.words)),
        )
        changed = max(changed, card.answer.edited_at or card.answer.published_at)
    return {
        "title": f"{one_line(card.name)}{f': {word}' if word else ''}",
        "link": f"{address(business)}#c-{card.id}",
        "description": str(said),
        "unique_id": f"urn:uuid:{card.id}",
        "pubdate": card.submitted_at,
        "updateddate": changed,
    }


def _update_entry(business: Business, card: UpdateCard) -> dict[str, Any]:
    said = card.quote or card.said or _("Their words are private.")
    body = format_html(
        "<p>{}</p><blockquote>{}</blockquote><p>{}</p>{}",
        _("You said:"),
        paragraphs(clean(said)),
        _("What we did:") if card.done else _("What we decided:"),
        paragraphs(clean(card.did)),
    )
    title = _("Done: %(did)s") if card.done else _("Not this time: %(did)s")
    return {
        "title": one_line(title % {"did": card.did}),
        "link": f"{address(business)}#u-{card.id}",
        "description": str(body),
        "unique_id": f"urn:uuid:{card.id}",
        "pubdate": card.published_at,
        "updateddate": card.edited_at or card.published_at,
    }
