"""Links and forms as a customer has them."""

from typing import Any

from django.db import connection
from django.urls import reverse

from feedback import tenancy
from feedback.customers.models import Customer
from feedback.links import make_token
from surveys.models import Invitation, Question, Reply


def link(name: str, to: Invitation, **more: str) -> str:
    """Return the address of a page behind the link of an invitation."""
    token = make_token("survey", to.business_id, to.pk)
    return reverse(f"surveys_public:{name}", kwargs={"token": token, **more})


def way_out(purpose: str, of: Customer) -> str:
    """Return the address to leave by: ``purpose`` is "leave" or "leave-updates"."""
    token = make_token(purpose, of.business_id, of.pk)
    return reverse(f"surveys_public:{purpose}", kwargs={"token": token})


def filled(to: Invitation, **values: str) -> dict[str, str]:
    """Return the form filled in: rated good, in time, with words.

    ``rating``, ``step`` and ``words`` set the three questions, anything else goes in
    under its own name; an empty value leaves a question out.
    """
    given = {"rating": "4", "step": "1", "words": "He was kind.", **values}
    fields = {f"q-{q.pk}": given.pop(part) for part, q in asked(to).items()}
    return {name: value for name, value in {**fields, **given}.items() if value}


def asked(to: Invitation) -> dict[str, Question]:
    """Return the three questions of `builders.version` by what answers them."""
    assert to.version is not None
    questions = list(to.version.questions.all())[:3]
    return dict(zip(("rating", "step", "words"), questions, strict=True))


def the_reply(to: Invitation) -> Reply:
    """Return the reply as the database has it."""
    return Reply.objects.get(invitation=to)


def columns(row: Any, *names: str) -> tuple[Any, ...]:
    """Return some columns of a row, to compare."""
    return tuple(getattr(row, name) for name in names)


def whole_database() -> dict[str, list[str]]:
    """Return every row of every table, whoever it belongs to."""
    tables = connection.introspection.table_names()
    with tenancy.every_business(), connection.cursor() as cursor:
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(map(repr, cursor.fetchall()))
    assert any(rows.values())
    return rows
