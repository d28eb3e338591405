"""The inbox of a business with a million replies: first page, filter and search, each
against the same with ten thousand; and fifty rows against Django's usual way.

A page is asked for through the whole stack, in this process: session, login, business,
row level security, navigation and the reading pane beside the list. The plain way is
what Django's tutorial leads to: a ``ListView`` of fifty a page with `select_related`
and a template, in the same stack and the same frame, without the pane, the tabs and
their counts. Its ``Paginator`` counts all rows to say how many pages there are; the
ratio is given with that and, for a paginator that has been told the number, without.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, cast

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.core.paginator import Paginator
from django.db import connection, reset_queries
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.views.generic import ListView

from benchmarks import reply_rows, rows
from benchmarks.measuring import Result, in_turn, seconds
from feedback import clock, tenancy, urls
from feedback.accounts.models import Business, Membership, Role, User
from feedback.http import BusinessRequest
from surveys.models import Reply

FEW, MANY = 10_000, 1_000_000
OTHERS, OF_OTHERS = 200, 300
TURNS = 15
MOST_MS, MOST_GROWTH, LEAST_FASTER = 50, 2, 3
PAGES = {
    "first_page": "/inbox/",
    "filter": "/inbox/?tab=done&kind=Repair",
    "rare_filter": "/inbox/?tab=all&handler=Gwen",
    "two_filters": "/inbox/?tab=all&kind=Quote&rating=2",
    "search_frequent": f"/inbox/search/?q={reply_rows.FREQUENT}&period=all",
    "search_sometimes": f"/inbox/search/?q={reply_rows.SOMETIMES}&period=all",
    "search_rare": f"/inbox/search/?q={reply_rows.RARE}&period=all",
    "search_absent": "/inbox/search/?q=qqzz+wwyy+xxvv+kkjj&period=all",
    "search_mixed": "/inbox/search/?q=zebrafish+thermostat+morning+invoice&period=all",
    "search_filtered": f"/inbox/search/?q={reply_rows.FREQUENT}&rating=2&period=all",
}
_PLAIN = Path(__file__).with_name("plain_inbox.html")


def run() -> Iterator[Result]:
    """Yield the pages' server time in ms, and how much faster than the plain way."""
    call_command("collectstatic", interactive=False, verbosity=0)
    urls.urlpatterns += [
        path(f"{name}/", view.as_view()) for name, view in PLAIN_VIEWS.items()
    ]
    owner = rows.business("big-co")
    client = _log_in(owner)
    reply_rows.fill(owner, start=0, count=FEW, total=MANY)
    few = {name: _cost(client, path) for name, path in PAGES.items()}
    asked = {name: _queries(client, path) for name, path in PAGES.items()}
    reply_rows.fill(owner, start=FEW, count=MANY - FEW, total=MANY)
    for number in range(OTHERS):
        other = rows.business(f"small-{number}")
        reply_rows.fill(other, start=0, count=OF_OTHERS, total=OF_OTHERS, tidies=False)
    reply_rows.tidy()
    for name, address in PAGES.items():
        many = _cost(client, address)
        yield Result(f"inbox.{name}", many, "ms", MOST_MS, 1, at_most=True)
        yield Result(
            f"inbox.{name}_growth", many, "ms", few[name], MOST_GROWTH, at_most=True
        )
        queries = _queries(client, address)
        yield Result(f"inbox.{name}_queries", queries, "", asked[name], 1, at_most=True)
    yield from _against_plain(client)


def _against_plain(client: Client) -> Iterator[Result]:
    for name in PLAIN_VIEWS:
        ours, theirs = in_turn(
            lambda: _cost(client, "/inbox/?tab=done"),
            lambda name=name: _cost(client, f"/{name}/"),  # type: ignore[misc]
        )
        yield Result(
            f"inbox.fifty_against_{name}", 1 / ours, "1/ms", 1 / theirs, LEAST_FASTER
        )


def _log_in(owner: Business) -> Client:
    user = User.objects.create_user("ruth@big.example", None, name="Ruth")
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    with tenancy.enter(owner.pk):
        Membership.objects.create(business=owner, user=user, role=Role.OWNER)
    client = Client(headers={"host": "feedback.example.com"})
    client.force_login(user)
    return client


def _cost(client: Client, path: str) -> float:
    def turn() -> None:
        response = client.get(path, secure=True)
        assert response.status_code == 200, response.status_code

    return _median_ms(turn)


def _median_ms(turn: Callable[[], object]) -> float:
    turn()
    return median(seconds(turn) for _ in range(TURNS)) * 1000


def _queries(client: Client, path: str) -> int:
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        client.get(path, secure=True)
    return len(queries)


class Plain(ListView):  # type: ignore[type-arg]  # not generic when it runs
    """The replies that are done, fifty a page, as Django's own views show them."""

    paginate_by = 50

    def get_queryset(self) -> QuerySet[Reply]:
        """Return them newest first, with what a row shows."""
        done = Reply.objects.filter(state=Reply.State.DONE)
        return done.select_related("customer").order_by("-submitted_at", "-id")

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        """Draw the page."""
        request = cast(BusinessRequest, self.request)
        today = clock.today(request.business.zone)
        page = context | {"today": today}
        return HttpResponse(_template().render(page, self.request))


class Told(Paginator):  # type: ignore[type-arg]  # not generic when it runs
    """A paginator that knows how many rows there are."""

    count = MANY


class PlainWithoutCount(Plain):
    """The same without counting the rows."""

    paginator_class = Told


@cache
def _template() -> Any:
    return engines["django"].from_string(_PLAIN.read_text())


PLAIN_VIEWS = {"plain": Plain, "plain_without_count": PlainWithoutCount}
