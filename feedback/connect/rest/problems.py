"""One shape for everything that goes wrong: problem details (RFC 9457)."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from math import ceil
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from feedback.connect.rest.parsing import BodyTooLarge
from feedback.errors import Refused

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
NOTHING_HERE = "There is nothing at this address."
_MOST_ERRORS = 50
_NO_FIELD = "non_field_errors"


class Refusal(exceptions.APIException):
    """A refusal with its own status, and seconds after which to try again if any."""

    def __init__(
        self, status: int, message: str, *, code: str, wait: int | None = None
    ) -> None:
        super().__init__(message, code)
        self.status_code = status
        self.wait = wait


def answer(exception: Exception, context: Mapping[str, Any]) -> Response:
    """Return the answer to a request that ``exception`` ended (DRF's hook).

    Nothing else leaves the API in an error: no page, no stack, no other shape.
    """
    known = _known(exception)
    if known is None:
        log.error("api_failed", exc_info=exception)
        known = Refusal(500, "That failed on our side.", code="failed")
    return _response(known)


def problem(status: int, detail: str, errors: list[dict[str, str]]) -> dict[str, Any]:
    """Return the body of an answer that says what is wrong."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": errors,
    }


def _known(exception: Exception) -> exceptions.APIException | None:
    if isinstance(exception, exceptions.APIException):
        return exception
    if isinstance(exception, Http404):
        return exceptions.NotFound()
    if isinstance(exception, Refused):
        return Refusal(exception.status, exception.message, code="refused")
    if isinstance(exception, RequestDataTooBig):
        return BodyTooLarge()
    if isinstance(exception, OperationalError):
        # A lock that did not come free, or a database that is away for a moment.
        log.warning("api_database_busy", error=str(exception))
        return Refusal(503, "Busy just now. Try again.", code="busy", wait=5)
    return None


def _response(exception: exceptions.APIException) -> Response:
    status = exception.status_code
    errors = list(_errors(exception.detail))[:_MOST_ERRORS]
    detail = errors[0]["message"] if errors else ""
    if isinstance(exception, exceptions.NotFound):
        detail, errors = NOTHING_HERE, []
    if isinstance(exception, exceptions.ValidationError):
        detail = "Nothing was stored: see “errors” for what to change."
    elif len(errors) == 1 and not errors[0]["field"]:
        errors = [{**errors[0], "message": detail}]
    body = problem(status, detail, errors)
    response = Response(body, status=status, content_type=MEDIA_TYPE)
    wait = getattr(exception, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(max(ceil(wait), 1))
    if header := getattr(exception, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def _errors(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _errors(inner, _path(field, str(name)))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _errors(inner, field)
    else:
        code = getattr(detail, "code", None) or "invalid"
        yield {"field": field, "message": str(detail), "code": code}


def _path(field: str, name: str) -> str:
    if name == _NO_FIELD:
        return field
    return f"{field}.{name}" if field else name
