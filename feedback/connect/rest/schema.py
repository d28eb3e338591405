"""The description of the API: OpenAPI 3.1, made from the code, once a process."""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from feedback.connect.rest.problems import MEDIA_TYPE

PROBLEM = "Problem"
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What is wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message", "code"],
                "properties": {
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
_REFUSALS = {
    "400": "The request cannot be understood, or a value cannot be right.",
    "401": "No key, or one that does not work.",
    "403": "The key may only read.",
    "404": "There is nothing at this address (or it is another business’s).",
    "405": "The address does not take this method.",
    "409": "Somebody else changes the same thing just now.",
    "411": "The body does not say how long it is.",
    "412": "It was changed since: read it again.",
    "413": "The body is too large.",
    "415": "The body is not JSON in UTF-8.",
    "422": "The Idempotency-Key was used for something else.",
    "429": "Too many requests: wait as long as Retry-After says.",
    "503": "Busy just now: try again after Retry-After.",
}
_EVERYWHERE = ("400", "401", "403", "404", "405", "413", "429", "503")
_WITH_BODY = ("409", "411", "412", "415", "422")


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a key is shown."""

    target_class = "feedback.connect.rest.callers.BearerKey"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer"}


def finish(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add what holds for every operation (a hook of drf-spectacular): the refusals,
    and that unknown fields are refused.
    """
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in schemas.items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    schemas[PROBLEM] = _PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            _refusals(operation, with_body=method in ("post", "patch"))
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return result


@cache
def document() -> dict[str, Any]:
    """Return the description of the API as it is."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    found: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


def _refusals(operation: dict[str, Any], *, with_body: bool) -> None:
    statuses = _EVERYWHERE + (_WITH_BODY if with_body else ())
    for status in sorted(statuses):
        schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
        operation["responses"].setdefault(
            status,
            {
                "description": _REFUSALS[status],
                "content": {MEDIA_TYPE: {"schema": schema}},
            },
        )
