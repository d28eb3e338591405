"""A POST that names itself has one effect and one answer, however often it comes.

The header ``Idempotency-Key`` names it (draft-ietf-httpapi-idempotency-key-header).
The name is claimed in the transaction that does the work: either both are stored or
neither, so a process that dies leaves a name that can be used again.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.connect.models import IdempotencyKey
from feedback.connect.rest.problems import Refusal
from feedback.tenancy import current_business_id

# We promise 24 hours.
KEPT = timedelta(hours=48)
_NAME = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
_PURGED_AT_ONCE = 1000
_KEPT_HEADERS = ("Location", "ETag")


def name_of(request: Request) -> str:
    """Return the name the request gave itself, if any; raises `ParseError`."""
    name = str(request.META.get("HTTP_IDEMPOTENCY_KEY", ""))
    if "HTTP_IDEMPOTENCY_KEY" in request.META and not _NAME.fullmatch(name):
        raise ParseError("Idempotency-Key is 1 to 255 printable ASCII characters.")
    return name


def once(request: Request, work: Callable[[], Response]) -> Response:
    """Answer with ``work``, or with what it answered to the same name before.

    Runs in the business's transaction. Raises `Refusal`: 409 while the first request
    of that name still runs, 422 if that one asked for something else. What ``work``
    raises is kept nowhere, so a corrected request may use the name again.
    """
    name = name_of(request)
    if not name:
        return work()
    _hold(name)
    asked = _hash(request)
    stored = IdempotencyKey.objects.filter(key=name).first()
    if stored is not None:
        return _again(stored, asked)
    row = IdempotencyKey.objects.create(
        business_id=current_business_id(), key=name, request_hash=asked
    )
    response = work()
    row.status = response.status_code
    row.body = JSONRenderer().render(response.data).decode()
    row.headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    row.save(update_fields=["status", "body", "headers"])
    return response


def purge(*, now: datetime) -> int:
    """Forget names older than `KEPT`, some at a time; return how many went.

    Works across businesses.
    """
    old = IdempotencyKey.objects.filter(created_at__lt=now - KEPT)
    some = list(old.order_by("created_at").values_list("pk", flat=True))
    rows = IdempotencyKey.objects.filter(pk__in=some[:_PURGED_AT_ONCE])
    return rows.delete()[0]


def _hold(name: str) -> None:
    """Hold the name until the transaction ends. SQLite has one writer at a time
    anyway, so there the second waits and finds the answer.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"idempotency:{current_business_id()}:{name}"],
        )
        is_mine = cursor.fetchone()[0]
    if not is_mine:
        raise Refusal(
            409,
            "The first request with this Idempotency-Key still runs.",
            code="still_running",
            wait=1,
        )


def _again(stored: IdempotencyKey, asked: str) -> Response:
    if stored.request_hash != asked:
        raise Refusal(
            422,
            "This Idempotency-Key was used for a request with another body.",
            code="key_reused",
        )
    response = Response(
        json.loads(stored.body), status=stored.status, headers=stored.headers
    )
    response["Idempotent-Replayed"] = "true"
    return response


def _hash(request: Request) -> str:
    body: Any = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    said = f"{request.method}\x1f{request.path}\x1f{body}"
    return hashlib.sha256(said.encode()).hexdigest()
