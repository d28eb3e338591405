"""Logs are JSON lines that carry no address and no key to somebody's words."""

import json
import logging
import logging.config
import uuid

import pytest
from django.conf import settings

from feedback import links
from feedback.logs import redact

TOKEN = links.make_token("survey", uuid.UUID(int=1), uuid.UUID(int=2))


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /s/{TOKEN}/mine/",
        f"/r/{TOKEN}/4/",
        f"/u/updates/{TOKEN}/",
        "/accounts/confirm-email/MTpOVGM:1v2:abc/",
        "Key (email_key)=(ann.o'neil@penrose.example) already exists",
        "to 'ruth@penrose.co.uk'",
    ],
)
def test_tokens_and_addresses_are_blanked(line: str) -> None:
    shown = redact(line)
    assert TOKEN not in shown
    assert "MTpOVGM" not in shown
    assert "@penrose" not in shown


def test_a_library_logging_an_exception_makes_one_redacted_json_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    formatter = logging.config.DictConfigurator(  # type: ignore[attr-defined]
        settings.LOGGING
    ).configure_formatter(dict(settings.LOGGING["formatters"]["json"]))
    try:
        raise ValueError("cannot write to ann@penrose.example")
    except ValueError as error:
        record = logging.LogRecord(
            "x", 40, "f", 1, "broke", (), (type(error), error, error.__traceback__)
        )
    line = formatter.format(record)
    assert "\n" not in line
    event = json.loads(line)
    assert event["event"] == "broke"
    assert "ValueError" in event["exception"]
    assert "ann@" not in line
