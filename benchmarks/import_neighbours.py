"""A list of a million rows through the running product, and what the others notice.

One business uploads it in the web and lets it in. Meanwhile, as for half a minute
before, another business reads its inbox, and customers of theirs open surveys and send
them: two requests a second. Web, worker and beat run as in docker-compose.yml; the
machine has to carry PostgreSQL and this program as well.
"""

import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from allauth.account.models import EmailAddress

from benchmarks import import_csv, rows
from benchmarks.measuring import Result
from benchmarks.neighbours import Neighbour, guests
from benchmarks.processes import running_product
from benchmarks.visiting import Visitor
from feedback import tenancy
from feedback.accounts.models import Business, Membership, Role, User
from feedback.customers.models import Import

MANY = int(os.environ.get("BENCH_ROWS", "1000000"))
QUIET_SECONDS = 30.0
GUESTS = 1000
UPLOADS = 5
# What was promised: how soon the upload is answered, and the memory of a worker.
ANSWER_SECONDS, MEMORY_MB = 2.0, 300.0
COLUMNS = ("name", "email", "what", "when", "who", "reference", "value")
UPLOAD = "/customers/upload/"
PHASES = ("uploading", "checking", "storing", "planning")
# How much longer half of the requests, and all but the slowest 5 %, may take.
GOALS = ((50, 2.0), (95, 2.0))
PASSWORD = secrets.token_urlsafe(16)
State = Import.State


def run() -> Iterator[Result]:
    """Measure the answer to the upload, the rows, the memory and the neighbours."""
    alone, _ = import_csv.timed(import_csv.ROWS)
    big, small = rows.business("penrose"), rows.business("tidy")
    links, answer = guests(small, GUESTS)
    with running_product() as product:
        us, them = (_logged_in(of, product.port) for of in (big, small))
        other = Neighbour(them, links, answer)
        with _list_of_customers() as file, other.asking():
            time.sleep(QUIET_SECONDS)
            other.phase = "uploading"
            waited = median(_uploaded(us, file) for _ in range(UPLOADS))
            worked = _taken_in(us, big, other)
            time.sleep(QUIET_SECONDS)
        peak = product.worker_peak_mb()
    name = "import_neighbours"
    yield Result(f"{name}_answer", waited, "s", ANSWER_SECONDS, goal=1, at_most=True)
    yield Result(f"{name}_rows", MANY / worked, "rows/s", alone, goal=0.5)
    yield Result(f"{name}_memory", peak, "MB", MEMORY_MB, goal=1, at_most=True)
    for phase in PHASES:
        for n, often in GOALS:
            now, before = other.percentile(phase, n), other.percentile("before", n)
            yield Result(
                f"{name}_{phase}_p{n}", now, "ms", before, goal=often, at_most=True
            )


def _uploaded(us: Visitor, file: Path) -> float:
    """Upload it, and forget the list before; return how long the answer took."""
    before = us.where
    us.upload(UPLOAD, file)
    waited, columns = us.seconds, us.where
    if before.endswith("columns/"):
        stop = before.replace("columns/", "stop/")
        us.send_own(columns, {}, to=stop)
        us.where = columns
    return waited


def _taken_in(us: Visitor, business: Business, other: Neighbour) -> float:
    """Return how many seconds it took to check and to store the list."""
    other.phase = "checking"
    began = time.perf_counter()
    columns = {f"column_{at}": said for at, said in enumerate(COLUMNS)}
    us.send_own(us.where, {"has_headings": "on", **columns})
    page = us.where
    _wait_for(State.CHECKED, business)
    worked = time.perf_counter() - began
    other.phase = "storing"
    began = time.perf_counter()
    us.send_own(page, {}, to=f"{page}start/")
    _wait_for(State.PLANNING, business)
    other.phase = "planning"
    return worked + time.perf_counter() - began


def _wait_for(state: State, business: Business) -> None:
    while True:
        with tenancy.enter(business.pk):
            of = Import.objects.latest("id")
        assert of.state not in Import.FINISHED, of.problem
        if of.state == state:
            return
        time.sleep(0.25)


@contextmanager
def _list_of_customers() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "customers.csv"
        file.write_bytes(import_csv.csv_file(MANY).getbuffer())
        yield file


def _logged_in(of: Business, port: int) -> Visitor:
    """Return the browser of an owner of ``of``."""
    email = f"owner@{of.slug}.example"
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    with tenancy.enter(of.pk):
        Membership.objects.create(business=of, user=user, role=Role.OWNER)
    visitor = Visitor(port)
    visitor.log_in(email, PASSWORD)
    return visitor
