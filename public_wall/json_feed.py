"""The public page as a JSON Feed, version 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from datetime import datetime
from typing import Any

from public_wall.cards import site_line
from public_wall.news import Entry, entries, feed_title
from public_wall.sites import Site

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(site: Site, *, now: datetime) -> str:
    """Return the newest comments and changes; what people wrote is escaped in the
    HTML.
    """
    body = {
        "version": VERSION,
        "title": feed_title(site.business),
        "description": site_line(site.business),
        "home_page_url": site.full("wall"),
        "feed_url": site.full("json-feed"),
        "language": site.language,
        "authors": [{"name": site.business.name, "url": site.home}],
        "items": [_item(entry) for entry in entries(site, now=now)],
    }
    kept = {name: value for name, value in body.items() if value != ""}
    return json.dumps(kept, ensure_ascii=False, indent=1)


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.changed.isoformat(timespec="seconds"),
        "authors": [{"name": entry.author}],
        "tags": [entry.kind],
    }
    return item | ({"language": entry.language} if entry.language else {})
