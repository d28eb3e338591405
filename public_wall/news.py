"""The newest of a public page, as feeds of every kind tell it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.templatetags.parts import RATING_WORDS, paragraphs
from feedback.text import clean, one_line
from public_wall.cards import Comment, UpdateCard, comment
from public_wall.models import Update
from public_wall.selectors import receipts
from public_wall.selectors.comments import SHOWN, eligible_comments, is_in
from public_wall.selectors.updates import published_updates
from public_wall.sites import Site

FEED_ITEMS = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed; ``html`` is escaped, ``kind`` is "comment" or "update"."""

    id: str
    kind: str
    title: str
    url: str
    html: str
    author: str
    language: str
    published: datetime
    changed: datetime


def feed_title(business: Business) -> str:
    """Return what a feed is called."""
    title = _("%(name)s: what customers said, and what changed")
    return title % {"name": one_line(business.name)}


def entries(site: Site, *, now: datetime) -> list[Entry]:
    """Return the newest comments and updates, newest first."""
    business = site.business
    rows = eligible_comments(business, now=now).filter(is_in(SHOWN))
    updates = list(published_updates(business, now=now)[:FEED_ITEMS])
    cards = receipts.cards(business, updates, language=site.language, now=now)
    found = [
        *(_of_comment(site, comment(row)) for row in rows[:FEED_ITEMS]),
        *(_of_update(site, card) for card in cards),
    ]
    found.sort(key=lambda entry: entry.published, reverse=True)
    return found[:FEED_ITEMS]


def _of_comment(site: Site, card: Comment) -> Entry:
    word = str(RATING_WORDS.get(card.rating or 0, ""))
    said = format_html("<blockquote>{}</blockquote>", paragraphs(clean(card.words)))
    changed = card.edited_at or card.submitted_at
    if card.answer:
        said += format_html(
            "<p>{}</p>{}",
            _("%(name)s replied:") % {"name": site.business.name},
            paragraphs(clean(card.answer.words)),
        )
        changed = max(changed, card.answer.edited_at or card.answer.published_at)
    return Entry(
        id=f"urn:uuid:{card.id}",
        kind="comment",
        title=f"{one_line(card.name)}{f': {word}' if word else ''}",
        url=f"{site.home}said/{card.id}/{site.query()}",
        html=str(said),
        author=one_line(card.name),
        language=card.language,
        published=card.submitted_at,
        changed=changed,
    )


def _of_update(site: Site, card: UpdateCard) -> Entry:
    said = card.quote or card.said or _("Their words are private.")
    parts = format_html(
        "<p>{}</p><blockquote>{}</blockquote><p>{}</p>{}",
        _("You said:"),
        paragraphs(clean(said)),
        _answers()[card.kind],
        paragraphs(clean(card.did)),
    )
    if card.receipt.confirmed:
        parts += format_html("<p>{}</p>", card.receipt.confirmed)
    return Entry(
        id=f"urn:uuid:{card.id}",
        kind="update",
        title=one_line(_titles()[card.kind] % {"did": card.did}),
        url=f"{site.home}did/{card.id}/{site.query()}",
        html=str(parts),
        author=one_line(site.business.name),
        language=card.language,
        published=card.published_at,
        changed=card.edited_at or card.published_at,
    )


def _answers() -> dict[str, str]:
    return {
        Update.Kind.DID: _("What we did:"),
        Update.Kind.NOT_THIS_TIME: _("What we decided:"),
        Update.Kind.LATER: _("Why it is later:"),
    }


def _titles() -> dict[str, str]:
    return {
        Update.Kind.DID: _("Done: %(did)s"),
        Update.Kind.NOT_THIS_TIME: _("Not this time: %(did)s"),
        Update.Kind.LATER: _("Later: %(did)s"),
    }
