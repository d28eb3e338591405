"""Bodies that are no JSON, mean two things, cost too much or cannot be stored."""

import gzip
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rest_framework.exceptions import ParseError

from feedback import tenancy
from feedback.connect.rest.parsing import read
from feedback.connect.rest.problems import MEDIA_TYPE
from feedback.customers.models import Customer
from tests.api.conftest import System
from tests.conftest import World

NASTY = {
    "nothing": b"",
    "no json": b"name=Ann",
    "cut off": b'{"name": "Ann"',
    "two values": b'{"name": "Ann"}{}',
    "single quotes": b"{'name': 'Ann'}",
    "comment": b'{"name": "Ann"} // hello',
    "not utf-8": '{"name": "Zoë"}'.encode("latin-1"),
    "utf-16": '{"name": "Ann"}'.encode("utf-16"),
    "byte order mark": '\ufeff{"name": "Ann"}'.encode(),
    "NUL": rb'{"name": "\u0000"}',
    "raw NUL": b'{"name": "\x00"}',
    "NUL in a name": rb'{"\u0000": 1}',
    "half a pair": rb'{"name": "\ud83d"}',
    "half a pair deep": rb'{"name": {"a": ["\udc4d"]}}',
    "twice": b'{"name": "Ann", "name": "Bob"}',
    "twice deep": b'{"attributes": {"a": 1, "a": 2}}',
    "too large an integer": b'{"name": 9223372036854775808}',
    "five thousand digits": b'{"name": ' + b"9" * 5000 + b"}",
    "1e400": b'{"name": 1e400}',
    "NaN": b'{"name": NaN}',
    "Infinity": b'{"name": -Infinity}',
    "33 deep": b'{"a":' * 33 + b"1" + b"}" * 33,
    "10,000 deep": b"[" * 10_000 + b"]" * 10_000,
    "a list": b'[{"name": "Ann"}]',
    "a word": b'"Ann"',
    "null": b"null",
    "a number": b"7",
}


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("path", ["customers", "interactions"])
def test_a_body_with_no_one_meaning_is_refused_and_nothing_is_stored(
    till: System, world: World, path: str, name: str
) -> None:
    response = till.post(path, NASTY[name])
    assert response.status_code == 400
    assert response["Content-Type"] == MEDIA_TYPE
    body = response.json()
    assert (body["status"], body["title"]) == (400, "Bad Request")
    assert body["errors"][0].keys() == {"field", "message", "code"}
    with tenancy.enter(world.business.id):
        assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("kind", "coding"),
    [
        ("application/x-www-form-urlencoded", ""),
        ("multipart/form-data; boundary=x", ""),
        ("text/plain", ""),
        ("text/html", ""),
        ("application/json; charset=latin-1", ""),
        ("application/json; charset=utf-16", ""),
        ("application/vnd.api+json", ""),
        ("x" * 300, ""),
        ("", ""),
        ("application/json", "gzip"),
        ("application/json", "br"),
    ],
)
def test_only_plain_json_in_utf_8_is_read(till: System, kind: str, coding: str) -> None:
    more = {"Content_Encoding": coding} if coding else {}
    body = gzip.compress(b'{"name": "Ann"}') if coding else b'{"name": "Ann"}'
    response = till.post("customers", body, Content_Type=kind, **more)
    assert response.status_code == 415
    assert response["Content-Type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    "kind", ["application/json; charset=UTF-8", "Application/JSON"]
)
def test_json_may_say_that_it_is_utf_8(till: System, kind: str) -> None:
    body = json.dumps({"name": "Zoë"}, ensure_ascii=False).encode()
    assert till.post("customers", body, Content_Type=kind).status_code == 201


def test_a_long_body_is_refused_before_it_is_read(till: System) -> None:
    response = till.post("customers", b'"' + b"x" * 256 * 1024 + b'"')
    assert response.status_code == 413
    assert response.json()["errors"][0]["code"] == "too_large"


def test_a_body_that_lies_about_its_length_is_not_read_on(till: System) -> None:
    for length in ("99999999999999999999999", "-1", "ten"):
        response = till.post("customers", {"name": "Ann"}, Content_Length=length)
        assert response.status_code in (400, 413)


def test_a_body_of_unknown_length_is_refused(till: System) -> None:
    response = till.post("customers", {}, Transfer_Encoding="chunked")
    assert response.status_code == 411


def test_the_largest_numbers_and_depths_are_read() -> None:
    deep = b"[" * 32 + b"]" * 32
    assert read(deep)
    assert read(b"[9223372036854775807, -9223372036854775807, 1e308]")
    assert read('["\\ud83d\\udc4d", "é"]'.encode()) == ["👍", "é"]


@given(some.binary(max_size=200))
def test_any_bytes_are_a_value_or_refused(raw: bytes) -> None:
    with suppress(ParseError):
        read(raw)


_values: Any = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**63) + 1, 2**63 - 1),
    lambda inner: some.lists(inner) | some.dictionaries(some.text("abc"), inner),
    max_leaves=20,
)


@given(_values)
def test_what_is_good_json_is_read_as_it_is(value: Any) -> None:
    assert read(json.dumps(value).encode()) == value


def test_the_wire_gets_no_other_shape_for_a_bad_host_of_methods(till: System) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "FOO"):
        response = till.send(method, "customers", {"name": "Ann"})
        assert response.status_code == 405, method
        assert response["Content-Type"] == MEDIA_TYPE
        assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("accept", ["text/html", "*/*", "application/xml", "x" * 9000])
def test_json_comes_whatever_the_caller_would_rather_have(
    till: System, accept: str
) -> None:
    response = till.get("customers", Accept=accept)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def test_the_answer_to_a_head_request_has_no_body(till: System) -> None:
    response = till.send("HEAD", "customers")
    assert (response.status_code, response.content) == (200, b"")
