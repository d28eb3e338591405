"""The page of trends for a business with a million replies: at most 100 ms of server
time, and at most a fifth more than with ten thousand over the same two years; and the
sweep that counts one day again.

A page is asked for through the whole stack, logged in.
"""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from benchmarks import reply_rows, rows
from benchmarks.measuring import Result, seconds
from feedback import clock, tenancy
from feedback.accounts.models import Business, Membership, Role, User
from surveys.services.tallying import recount, tally

TURNS = 15
FEW, MANY = 10_000, 1_000_000
PAGES = {"usual": "/trends/", "all_time": "/trends/?months=all"}
MOST_MS, MOST_GROWTH, MOST_SECONDS = 100, 1.2, 1.0

# The workload has a reply a minute: a hundredth of them, a hundred times as far apart.
_SPREAD = (
    """UPDATE surveys_reply SET heard_at = NULL,
        submitted_at = now() - (now() - submitted_at) * %(times)s
    WHERE business_id = %(business)s""",
    """UPDATE surveys_invitation SET asked_at = now() - (now() - asked_at) * %(times)s
    WHERE business_id = %(business)s""",
)


def run() -> Iterator[Result]:
    """Yield the page's server time in ms, its growth, and the time of one day."""
    call_command("collectstatic", interactive=False, verbosity=0)
    few_client = _log_in(_filled("small-co", FEW))
    big = _filled("big-co", MANY)
    client = _log_in(big)
    for name, path in PAGES.items():
        few, many = _cost(few_client, path), _cost(client, path)
        yield Result(f"trends.{name}", many, "ms", MOST_MS, 1, at_most=True)
        yield Result(f"trends.{name}_growth", many, "ms", few, MOST_GROWTH, True)
    yield Result("trends.one_day", _one_day(big), "s", MOST_SECONDS, 1, at_most=True)


def _filled(name: str, count: int) -> Business:
    """Store a business with ``count`` replies over two years, and its tallies."""
    owner = rows.business(name)
    reply_rows.fill(owner, start=0, count=count, total=count)
    if count < MANY:
        _spread(owner, MANY / count)
    reply_rows.tidy()
    with tenancy.enter(owner.pk):
        tally(owner, now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE surveys_tally")
    connection.close()
    return owner


def _spread(owner: Business, times: float) -> None:
    """Put the replies so many times as far apart, behind the back of every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET session_replication_role = replica")
        for statement in _SPREAD:
            cursor.execute(statement, {"business": owner.pk, "times": times})
        cursor.execute("RESET session_replication_role")


def _cost(client: Client, path: str) -> float:
    """Return the median server time of a page in ms."""

    def turn() -> None:
        response = client.get(path, secure=True)
        assert response.status_code == 200, response.status_code

    turn()
    return median(seconds(turn) for _ in range(TURNS)) * 1000


def _one_day(owner: Business) -> float:
    """Return how long it takes to count one day again and find that it fits."""
    day = clock.today(owner.zone) - timedelta(days=400)
    with tenancy.enter(owner.pk), transaction.atomic():
        return seconds(lambda: recount(owner, [day]))


def _log_in(owner: Business) -> Client:
    email = f"ruth@{owner.slug}.example"
    user = User.objects.create_user(email, None, name="Ruth")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    with tenancy.enter(owner.pk):
        Membership.objects.create(business=owner, user=user, role=Role.OWNER)
    client = Client(headers={"host": "feedback.example.com"})
    client.force_login(user)
    return client
