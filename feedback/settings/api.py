"""The API: everything is refused that a view does not allow by itself."""

from typing import Any

from feedback.settings.database import CACHES
from feedback.settings.ground import DEBUG, env

# Counts requests while Redis cannot be reached: then each process keeps its own limit.
CACHES["process"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "process",
}
API_REQUESTS_PER_MINUTE = 300
API_MOST_BYTES = 256 * 1024
# Webhooks go to the open internet by https. To try them out without one, name exact
# hosts and ports of your own machine ("127.0.0.1:9000"); only with DEBUG.
WEBHOOK_TEST_HOSTS: list[str] = (
    env.list("WEBHOOK_TEST_HOSTS", default=[]) if DEBUG else []
)

_CONNECT = "feedback.connect"
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [f"{_CONNECT}.rest.callers.BearerKey"],
    "DEFAULT_PERMISSION_CLASSES": [f"{_CONNECT}.rest.callers.KeyAllows"],
    "DEFAULT_THROTTLE_CLASSES": [f"{_CONNECT}.rest.throttling.PerKey"],
    "DEFAULT_PARSER_CLASSES": [f"{_CONNECT}.rest.parsing.StrictJSON"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": f"{_CONNECT}.rest.parsing.AlwaysJSON",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": f"{_CONNECT}.rest.problems.answer",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Said & Done",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": [f"{_CONNECT}.rest.schema.finish"],
}
