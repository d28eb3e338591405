"""Bodies of requests: JSON that has one meaning and can be stored, or a clear no."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

DEEPEST = 32
LARGEST_INTEGER = 2**63 - 1
# PostgreSQL stores neither (its jsonb refuses them, RFC 8259 allows them).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BodyTooLarge(APIException):
    """More than we read."""

    status_code = 413
    default_code = "too_large"
    default_detail = f"A body may have {settings.API_MOST_BYTES // 1024} KB."


class LengthRequired(APIException):
    """A body that does not say how long it is."""

    status_code = 411
    default_code = "length_required"
    default_detail = "Send Content-Length: we take no chunked bodies."


class AlwaysJSON(DefaultContentNegotiation):
    """There is one format: whatever ``Accept`` says, JSON comes (RFC 9110, 12.5.1)."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Return the first renderer."""
        first = next(iter(renderers))
        return first, first.media_type


class StrictJSON(BaseParser):
    """UTF-8 JSON up to `API_MOST_BYTES`, refused before it is read if it is longer."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the value; raises `ParseError` with what is wrong."""
        request = (parser_context or {})["request"]
        _refuse_other_codings(request, media_type or "")
        raw = stream.read(settings.API_MOST_BYTES + 1)
        if len(raw) > settings.API_MOST_BYTES:
            raise BodyTooLarge
        return read(raw)


def refuse_size(meta: Mapping[str, Any]) -> None:
    """Refuse a body by its headers: too long, or of unknown length."""
    if "chunked" in meta.get("HTTP_TRANSFER_ENCODING", "").lower():
        raise LengthRequired
    length = str(meta.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length[:20]) > settings.API_MOST_BYTES:
        raise BodyTooLarge


def read(raw: bytes) -> Any:
    """Return the JSON value in ``raw``.

    Refused (`ParseError`): anything that is not UTF-8 JSON, a name that stands twice
    in one object, numbers beyond 64 bits or without a value, text with NUL or half a
    surrogate pair, and more than `DEEPEST` levels.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_float,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise ParseError("The body is not UTF-8.") from error
    except RecursionError as error:
        raise ParseError(f"More than {DEEPEST} levels deep.") from error
    except ValueError as error:
        raise ParseError(_where(error)) from error
    _refuse_depth(value)
    return value


def _refuse_other_codings(request: Request, media_type: str) -> None:
    coding = request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    if coding != "identity":
        raise UnsupportedMediaType(media_type, "Send the body uncompressed.")
    charset = parse_header_parameters(media_type)[1].get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(media_type, "Send the body in UTF-8.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParseError(f"“{name[:60]}” stands twice in one object.")
        _refuse_text(name)
        found[name] = value
    return found


def _refuse_text(value: Any) -> None:
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise ParseError("Text cannot hold NUL or half a surrogate pair.")


def _no_number(name: str) -> float:
    raise ParseError(f"{name} is not a JSON number.")


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ParseError("A number is too large.")
    return number


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(number := int(digits)) > LARGEST_INTEGER:
        raise ParseError("A whole number is too large.")
    return number


def _refuse_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ParseError(f"More than {DEEPEST} levels deep.")
        below: list[Any] = []
        for inner in level:
            if isinstance(inner, dict):
                below += inner.values()
            elif isinstance(inner, list):
                below += inner
            else:
                _refuse_text(inner)
        level = below


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"Not JSON: line {error.lineno}, column {error.colno}."
    return "Not JSON that we can read."
