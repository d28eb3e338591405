"""One JSON line an event, without personal data even when a library logs it."""

import re
from typing import Any

import structlog

_json = structlog.processors.JSONRenderer()
# The tokens of public links are keys to somebody's words; so are account links.
_TOKENS = re.compile(r"/(s|r|u|u/updates|join)/[A-Za-z0-9_-]{20,}")
_ACCOUNT_KEYS = re.compile(r"/(confirm-email|key)/[^/\s\"]+")
_ADDRESSES = re.compile(r"[^\s\"'<>()=,:;\\]+@[^\s\"'<>()=,:;\\]+\.[A-Za-z]{2,}")


def redact(line: str) -> str:
    """Return ``line`` with link tokens and e-mail addresses blanked."""
    line = _TOKENS.sub(r"/\1/…", line)
    line = _ACCOUNT_KEYS.sub(r"/\1/…", line)
    return _ADDRESSES.sub("…@…", line)


def render(logger: Any, name: str, event: dict[str, Any]) -> str:
    """Return the event as one line of JSON, redacted (a structlog processor)."""
    return redact(str(_json(logger, name, event)))


def configuration(level: str) -> dict[str, Any]:
    """Return Django's LOGGING for standard error, and set structlog up to match."""
    common: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            render,
        ],
        "foreign_pre_chain": common,
    }
    handler = {"class": "logging.StreamHandler", "formatter": "json"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": handler},
        "root": {"handlers": ["stderr"], "level": level},
    }
