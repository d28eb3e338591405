"""The description of the API: for machines, and for the people who program them."""

import hashlib
import json
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feedback import links
from feedback.connect.rest import schema
from feedback.connect.rest.idempotency import KEPT

_HOUR = "public, max-age=3600"
METHODS = ("get", "post", "patch")


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI description; the same for everybody."""
    body, mark = _description()
    if request.headers.get("If-None-Match", "").removeprefix("W/") == mark:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = mark
    response["Cache-Control"] = _HOUR
    response["Access-Control-Allow-Origin"] = "*"
    return response


@login_not_required
@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    """Show the same description to people."""
    context = {
        "base": links.absolute("/api/v1/"),
        "operations": _operations(),
        "per_minute": settings.API_REQUESTS_PER_MINUTE,
        "kilobytes": settings.API_MOST_BYTES // 1024,
        "kept_hours": int(KEPT.total_seconds() // 3600),
    }
    response = render(request, "connect/manual.html", context)
    response["Cache-Control"] = _HOUR
    return response


@cache
def _description() -> tuple[bytes, str]:
    document = {**schema.document(), "servers": [{"url": links.absolute("/")}]}
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@cache
def _operations() -> list[dict[str, Any]]:
    """Return each operation with its parameters and the fields of its body."""
    document = schema.document()
    shapes = document["components"]["schemas"]
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
            "fields": _fields(operation.get("requestBody"), shapes),
            "answers": _fields(_success(operation), shapes),
        }
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    ]


def _success(operation: dict[str, Any]) -> Any:
    responses = operation["responses"]
    return responses.get("201") or responses.get("200")


def _fields(holder: Any, shapes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a body, those of an object inside it after a point."""
    content = (holder or {}).get("content", {}).get("application/json", {})
    shape = _resolved(content.get("schema", {}), shapes)
    return [
        {"name": name, **row}
        for name, inner in shape.get("properties", {}).items()
        for name, row in _rows(name, inner, shape, shapes)
    ]


def _rows(
    name: str, inner: dict[str, Any], outer: dict[str, Any], shapes: dict[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    inside = inner.get("items", inner)
    shape = _resolved(inside, shapes)
    row = {
        "type": _type(inner, shape),
        "required": name in outer.get("required", ()),
        "description": inner.get("description", ""),
    }
    rows = [(name, row)]
    for deeper, value in shape.get("properties", {}).items():
        rows += [
            (f"{name}.{path}", found)
            for path, found in _rows(deeper, value, shape, shapes)
        ]
    return rows


def _resolved(schema_: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    reference = schema_.get("$ref") or next(
        (part.get("$ref", "") for part in schema_.get("allOf", ())), ""
    )
    found: dict[str, Any] = shapes.get(reference.rpartition("/")[2], schema_)
    return found


def _type(inner: dict[str, Any], shape: dict[str, Any]) -> str:
    if inner.get("type") == "array":
        return "list"
    if "enum" in shape:
        return " | ".join(str(value) or "“”" for value in shape["enum"])
    kinds = inner.get("format") or inner.get("type") or shape.get("type") or "text"
    return kinds if isinstance(kinds, str) else " or ".join(kinds)
