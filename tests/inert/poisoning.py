"""Putting the payloads into every column that holds somebody's text, past all forms:
what is printed must be inert whatever came into the database, and however.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from typing import Any

from django.db import IntegrityError, models, transaction

from feedback.accounts.models import User
from feedback.text import clean, one_line
from feedback.walls import tenant_models
from tests.inert.payloads import PAYLOADS

ROUNDS = 2
# Columns that we fill ourselves, or that a form lets hold only what it knows.
OURS = {
    *("slug", "website", "zone", "country", "language", "ask_weekdays", "password"),
    *("holiday_region", "brand_color", "content_type", "encoding", "separator"),
    *("token", "code", "prefix", "verb", "target_type", "consent", "status_reason"),
    *("domain", "local_part", "own_html", "provider_id", "message_id", "batch"),
    *("salt", "public_id", "receipt"),
    *("hashed", "digest", "fingerprint", "nonce", "signature", "body", "key"),
    *("suggested_reason", "suggested_cause", "reason", "cause", "from_email"),
}
OUR_ENDINGS = ("_key", "_hash")
LISTS = ("options", "handler_names", "headings")


def of_round(number: int) -> list[str]:
    """Return the payloads of one of the `ROUNDS`: together they are all of them."""
    return list(PAYLOADS[number::ROUNDS])


def poison(payloads: list[str]) -> None:
    """Fill the columns of everything in the business that was entered, and the names
    of everybody. A value that a constraint refuses stays as it was.
    """
    lines, texts = cycle(payloads), "\n".join(payloads)
    for model in (*tenant_models(), User):
        if getattr(model, "append_only", False):
            continue
        for row in model._default_manager.all():
            for field in _fields(model):
                with suppress(IntegrityError), transaction.atomic():
                    value = _value(field, lines, texts)
                    rows = model._default_manager.filter(pk=row.pk)
                    rows.update(**{field.name: value})


def _fields(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        name = field.name
        if name in OURS or name.endswith(OUR_ENDINGS) or field.choices:
            continue
        is_text = isinstance(field, models.CharField | models.TextField)
        if is_text or name in LISTS or name == "attributes":
            yield field


def _value(field: Any, lines: Iterator[str], texts: str) -> Any:
    if field.name in LISTS:
        return [one_line(next(lines)) for _ in range(4)]
    if field.name == "attributes":
        return {one_line(next(lines)): one_line(next(lines)) for _ in range(4)}
    if isinstance(field, models.EmailField):
        return one_line(next(lines), longest=200) + "@pwn.example"
    if isinstance(field, models.TextField):
        return clean(texts)
    return one_line(_that_fits(lines, field.max_length), longest=field.max_length)


def _that_fits(lines: Iterator[str], longest: int) -> str:
    tried = (next(lines) for _ in range(50))
    return next((line for line in tried if len(line) <= longest), "<b onclick=pwn()>")
