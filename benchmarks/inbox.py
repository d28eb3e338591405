"""The inbox of a business with a million replies: first page, filter and search, each
against the same with ten thousand; and fifty rows against Django's usual way.

A page is asked for through the whole stack, logged in, with the reading pane beside the
list. The plain way is a ``ListView`` of fifty a page over the same rows, without any of
that: no login, no middleware, no pane; its template is the row as it was before.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection, reset_queries
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.views.generic import ListView

from benchmarks import reply_rows, rows
from benchmarks.measuring import Result, in_turn, seconds
from feedback import clock, tenancy
from feedback.accounts.models import Business, Membership, Role, User
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
    "search_filtered": f"/inbox/search/?q={reply_rows.FREQUENT}&rating=2&period=all",
}
_PLAIN = Path(__file__).with_name("plain_inbox.html")


def run() -> Iterator[Result]:
    """Yield the pages' server time in ms, and how much faster than the plain way."""
    call_command("collectstatic", interactive=False, verbosity=0)
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
    for name, path in PAGES.items():
        many = _cost(client, path)
        yield Result(f"inbox.{name}", many, "ms", MOST_MS, 1, at_most=True)
        yield Result(
            f"inbox.{name}_growth", many, "ms", few[name], MOST_GROWTH, at_most=True
        )
        queries = _queries(client, path)
        yield Result(f"inbox.{name}_queries", queries, "", asked[name], 1, at_most=True)
    yield from _against_plain(client, owner)


def _against_plain(client: Client, owner: Business) -> Iterator[Result]:
    plain = _plain_page(owner)
    for name, tab in (("new", "new"), ("done", "done")):
        path = f"/inbox/?tab={tab}"
        ours, theirs = in_turn(
            lambda path=path: _cost(client, path),  # type: ignore[misc]
            lambda tab=tab: _median_ms(lambda: plain(tab)),  # type: ignore[misc]
        )
        yield Result(
            f"inbox.fifty_{name}_against_plain", 1 / ours, "1/ms", 1 / theirs,
            LEAST_FASTER,
        )  # fmt: skip


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


def _plain_page(owner: Business) -> Callable[[str], object]:
    """Return a page of fifty replies as Django's own views make it."""
    django = engines["django"]
    drawn = django.from_string(_PLAIN.read_text())

    class Plain(ListView):  # type: ignore[type-arg]  # not generic when it runs
        paginate_by = 50
        model = Reply

    def page(state: str) -> str:
        request = RequestFactory().get("/inbox/")
        with tenancy.enter(owner.pk), translation.override("en"):
            chosen = Reply.objects.filter(business=owner, state=state)
            chosen = chosen.select_related("customer", "invitation__interaction")
            view = Plain(queryset=chosen.order_by("-submitted_at", "-id"))
            view.setup(request)
            view.object_list = view.get_queryset()
            shown = view.get_context_data() | {"today": clock.today(owner.zone)}
            return drawn.render(shown | {"business": owner}, request)

    return page
