"""A CSV file into customers and work: reading, checking, matching and storing it.

The baseline is what PostgreSQL can do at best: COPY of the very rows that came out,
customers and work, ready-made, into two tables with the same columns and the same
indexes, without foreign keys, triggers and row level security. The second baseline has
the unique indexes only: no index to find a customer by name, or work by customer.
"""

import hashlib
import io
import os
import secrets
import time
from collections.abc import Iterator
from functools import partial

from django.db import connection, transaction

from benchmarks.measuring import Result, in_turn
from feedback import roles, tenancy
from feedback.accounts import services as accounts
from feedback.accounts.models import Business, Membership, User
from feedback.customers.models import Customer, Import, Interaction
from feedback.history.services import Actor
from surveys.services import importing

ROWS = 50_000
FEW = 10_000
MANY = int(os.environ.get("BENCH_ROWS", "200000"))
KINDS = ("Boiler service", "Repair", "New thermostat", "Annual check")
UNIQUE = {
    "customers_customer": (
        "(id)",
        "(business_id, email_key) WHERE email_key <> ''",
        "(business_id, external_id) WHERE external_id <> ''",
    ),
    "customers_interaction": ("(id)", "(business_id, fingerprint)"),
}


def run() -> Iterator[Result]:
    """Measure rows a second against COPY, and what a row costs in a long file."""
    _, business = timed(ROWS)  # warm, and the rows for COPY
    for name, indexes in (("import_csv", "all"), ("import_csv_bare", "unique")):
        ours, copied = in_turn(
            lambda: timed(ROWS)[0],
            partial(_copied, business, indexes),
            rounds=3,
        )
        yield Result(name, ours, "rows/s", copied, goal=0.35)
    few, many = in_turn(
        lambda: 1e6 / timed(FEW)[0], lambda: 1e6 / timed(MANY)[0], rounds=1
    )
    yield Result("import_csv_row", many, "µs", few, goal=1.3, at_most=True)


def timed(rows: int) -> tuple[float, Business]:
    """Return rows a second from the stored file to the last row stored, and whose
    business it is.
    """
    business, by = _business()
    file = csv_file(rows)
    with tenancy.enter(business.pk):
        of = importing.receive(
            business, file, name="customers.csv", size=file.getbuffer().nbytes, by=by
        )
    begin = time.perf_counter()
    with tenancy.enter(business.pk):
        importing.choose_columns(of, of.columns, by=by)
    importing.import_due(seconds=3600)
    with tenancy.enter(business.pk):
        of.refresh_from_db()
        importing.start(of, by=by)
    importing.import_due(seconds=3600)
    seconds = time.perf_counter() - begin
    with tenancy.enter(business.pk):
        of.refresh_from_db()
        assert of.state == Import.State.DONE, (of.state, of.problem)
        assert of.counts["added"] == rows, of.counts
    return rows / seconds, business


def csv_file(rows: int) -> io.BytesIO:
    """Return a list of ``rows`` people, each with an address of their own."""
    out = ["Name,Email,Job,Date,Engineer,Invoice,Total\n"]
    for n in range(rows):
        who = hashlib.md5(str(n).encode(), usedforsecurity=False).hexdigest()[:12]
        out.append(
            f"Person Number {n},{who}@example{n % 50}.com,{KINDS[n % 4]},"
            f"{n % 28 + 1:02}/{n % 12 + 1:02}/2025,Engineer {n % 9},R{n},{n % 500}.50\n"
        )
    return io.BytesIO("".join(out).encode())


def _business() -> tuple[Business, Actor]:
    owner = User.objects.create_user(f"{secrets.token_hex(6)}@penrose.example", None)
    business = accounts.open_business(name="Penrose Heating", owner=owner)
    with tenancy.enter(business.pk):
        return business, Actor.member(Membership.objects.get(user=owner))


def _copied(business: Business, indexes: str) -> float:
    """Return rows a second of COPY for the customers and work of ``business``, into
    tables with ``indexes``: "all" or "unique".
    """
    seconds = 0.0
    rows = 0
    with roles.as_owner():
        for model in (Customer, Interaction):
            table = model._meta.db_table
            with tenancy.enter(business.pk), connection.cursor() as cursor:
                ready = io.StringIO()
                of_business = (
                    f"SELECT * FROM {table} WHERE business_id = '{business.pk}'"
                )
                cursor.copy_expert(f"COPY ({of_business}) TO STDOUT", ready)
                rows = model._default_manager.count()
            with transaction.atomic(), connection.cursor() as cursor:
                like = f"{table} INCLUDING INDEXES" if indexes == "all" else table
                cursor.execute(f"CREATE TABLE bare_{table} (LIKE {like})")
                for index in UNIQUE[table] if indexes == "unique" else ():
                    cursor.execute(f"CREATE UNIQUE INDEX ON bare_{table} {index}")
            ready.seek(0)
            begin = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.copy_expert(f"COPY bare_{table} FROM STDIN", ready)
            seconds += time.perf_counter() - begin
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE bare_{table}")
    return rows / seconds
