"""A check against a JSON schema, by hand: the few keywords that ours uses."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

KINDS: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
FORMATS = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "uuid": UUID,
    "uri": re.compile("https?://[!-~]+").fullmatch,
}


def problems(value: Any, schema: dict[str, Any], at: str = "$") -> Iterator[str]:
    """Yield where ``value`` breaks ``schema``; a bad format raises."""
    yield from _plain(value, schema, at)
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from problems(item, schema["items"], f"{at}[{number}]")
    if isinstance(value, dict):
        yield from _members(value, schema, at)


def _plain(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    kinds = schema.get("type", list(KINDS))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(isinstance(value, KINDS[kind]) for kind in kinds):
        yield f"{at} is no {kinds}"
    if value not in schema.get("enum", [value]):
        yield f"{at} is not listed: {value}"
    if value != schema.get("const", value):
        yield f"{at} is not {schema['const']}"
    if isinstance(value, int) and not _in_range(value, schema):
        yield f"{at} is out of range"
    if isinstance(value, str) and "format" in schema:
        assert FORMATS[schema["format"]](value), at


def _in_range(value: int, schema: dict[str, Any]) -> bool:
    least, most = schema.get("minimum", value), schema.get("maximum", value)
    return bool(least <= value <= most)


def _members(value: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    known = schema["properties"]
    yield from (f"{at} lacks {name}" for name in set(schema["required"]) - set(value))
    yield from (f"{at} has {name}" for name in set(value) - set(known))
    for name in set(value) & set(known):
        yield from problems(value[name], known[name], f"{at}.{name}")
