"""Every form and every endpoint takes anything: a refusal at worst, never an error."""

import pytest
from django.db import transaction
from django.urls import reverse

from feedback import tenancy
from tests.api.conftest import make_system
from tests.conftest import World
from tests.inert.payloads import PAYLOADS
from tests.inert.reading import what_runs
from tests.test_isolation import TABLE

# One of each sort: a tag, a way out of an attribute, a header, a formula, control
# characters, half a letter, and more than anybody types.
SORTS = (
    "<script>pwn()</script>",
    '"><img src=x onerror=pwn()>',
    "pwn\r\nBcc: pwn@example.com",
    "=cmd|' /C pwn'!A0",
    "\x00pwn\x1b[31m",
    "pwn" * 4000,
)
TAKES = sorted(name for name, row in TABLE.items() if row.post is not None)


def test_the_sorts_are_of_the_corpus() -> None:
    assert set(SORTS[:4]) <= set(PAYLOADS)


@pytest.mark.parametrize("text", SORTS, ids=range(len(SORTS)))
def test_no_form_stumbles_over_it(world: World, text: str) -> None:
    world.client("owner").raise_request_exception = False
    trouble = {name: found for name in TAKES if (found := sent(world, name, text))}
    assert trouble == {}


def sent(world: World, name: str, text: str) -> str:
    """Return what is wrong with the answer to a form full of ``text``; whatever it
    changed is taken back.
    """
    row = TABLE[name]
    with transaction.atomic():
        with tenancy.enter(world.business.id):
            url = reverse(name, kwargs=row.kwargs(world))
        fields = {k: text if isinstance(v, str) else v for k, v in row.payload.items()}
        response = world.client("owner").post(url, fields)
        transaction.set_rollback(True)
    if response.status_code >= 500:
        return f"status {response.status_code}"
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    return str(what_runs(response.content.decode()) or "")


@pytest.mark.parametrize("text", SORTS[:5], ids=range(5))
def test_the_api_answers_with_what_is_wrong_or_keeps_it(
    world: World, text: str
) -> None:
    till = make_system(world.business, world.owner)
    person = {"name": text, "email": "margaret@example.com", "external_id": text[:80]}
    work = {"customer": person, "kind": text, "happened_at": "2026-11-17T14:30:00Z"}
    for path, body in (("customers", person), ("interactions", work)):
        response = till.post(path, body)
        assert response.status_code in (200, 201, 400, 422), response.content
        assert response["X-Content-Type-Options"] == "nosniff"
