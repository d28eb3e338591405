"""Every address that answers GET with a page: axe, console and width, four ways."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from feedback import tenancy
from tests.browser.conftest import look_four_ways
from tests.conftest import World
from tests.test_isolation import TABLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Answers that are no page of ours to look at, and why.
NOT_A_PAGE = {
    "surveys:customer-import-report": "a CSV file",
    "surveys:customer-import-sample": "a CSV file",
    "public_wall_public:feed": "Atom",
    "public_wall_public:facts": "JSON",
    "public_wall_public:log": "JSON",
    "public_wall_public:leaf": "JSON",
    "public_wall_public:consistency": "JSON",
    "public_wall_public:checkpoints": "JSON",
    "public_wall_public:openings": "JSON",
    "public_wall_public:log-keys": "plain text",
    "public_wall_public:checkpoint": "plain text",
    "public_wall_public:checkpoint-file": "plain text",
    "public_wall_public:verifier": "a program to keep",
    "public_wall_public:receipt-file": "a file to keep",
    "mail_public:healthz": "plain text",
    "mail_public:readyz": "JSON",
    "mail_public:provider-events": "takes POST only",
    "surveys_hooks:inbound-mail": "takes POST only",
    "mail:developer-list": "not found unless DEBUG is on",
    "surveys_public:words-withdrawal": "takes POST only",
    "surveys_public:kiosk-thanks": "makes way by itself; see test_channels",
    "actions_public:calendar": "a calendar for other programs",
    "accounts_public:logo": "a picture",
    "surveys_public:photo": "a picture",
    "surveys:reply-photo": "a picture",
    "surveys:own-photo": "a picture",
    "surveys:reply-file": "a file to keep",
    "surveys:hold-csv": "a file to keep",
    "surveys_public:holds-file": "a file to keep",
    "actions:action-file": "a file to keep",
    "public_wall_public:frame": "stands inside somebody's page; see test_embedding",
    "public_wall_root:tls-check": "for the proxy alone",
    "surveys_public:history-html": "a file to keep",
    "surveys_public:history-json": "a file to keep",
    "surveys_public:history-asking": "takes POST only",
    "surveys_public:history-words": "takes POST only",
    "surveys_public:draft": "takes POST only",
    "surveys:reply-arrivals": "a line inside the inbox, or nothing",
    "mail:message-html": "somebody's mail, in a sandbox without scripts",
}
PAGES = sorted(
    name
    for name, row in TABLE.items()
    if (row.get is not None or row.public) and name not in NOT_A_PAGE
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_quiet_and_fits(
    world: World,
    live_server: LiveServer,
    open_page: "type[Page]",
    log_in: "type[Page]",
    name: str,
) -> None:
    with tenancy.enter(world.business.id):
        url = live_server.url + reverse(name, kwargs=TABLE[name].kwargs(world))
    page = open_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else 0)
    page.on(
        "request", lambda r: _own(r.url, live_server.url) or complaints.append(r.url)
    )
    log_in(page, live_server.url, "owner")
    answer = page.goto(url)
    assert answer is not None
    if answer.status == 405 or "text/html" not in answer.headers["content-type"]:
        pytest.skip("no page by GET")
    look_four_ways(page)
    assert complaints == []


def _own(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "about:", "blob:"))
