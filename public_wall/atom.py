"""The public page as an Atom feed (RFC 4287)."""

from datetime import datetime

from django.utils.feedgenerator import Atom1Feed

from feedback.text import one_line
from public_wall.cards import site_line
from public_wall.news import entries, feed_title
from public_wall.sites import Site, address


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


def atom(site: Site, *, now: datetime) -> str:
    """Return the newest comments and changes as an Atom feed (RFC 4287).

    What people wrote is plain text: it is escaped once as HTML and once as XML.
    """
    business = site.business
    feed = SteadyFeed(
        title=feed_title(business),
        link=site.full("wall"),
        description="",
        subtitle=one_line(site_line(business)),
        feed_url=site.full("feed"),
        feed_guid=address(business),
        language=site.language,
        author_name=one_line(business.name),
        began=business.created_at,
    )
    for entry in entries(site, now=now):
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.html,
            unique_id=entry.id,
            pubdate=entry.published,
            updateddate=entry.changed,
            author_name=entry.author,
            categories=[entry.kind],
        )
    return feed.writeString("utf-8")
