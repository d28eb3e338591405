"""Fields that take what the description says and nothing else."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.customers.addresses import one_address
from feedback.errors import Refused
from feedback.text import one_line

_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_NO_ZONE = re.compile(
    r"\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?", re.ASCII
)
_AMOUNT = r"^[0-9]{1,10}(\.[0-9]{1,2})?$"
_ATTRIBUTE = r"^[A-Za-z][A-Za-z0-9_ -]{0,39}$"
MOST_ATTRIBUTES = 20
LONGEST_ATTRIBUTE = 200
EARLIEST_YEAR = 1990


class StrictSerializer(serializers.Serializer[Any]):
    """An object whose fields are all known: an unknown one is a mistake to report."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was said; raises ``ValidationError`` that names every mistake."""
        unknown = {}
        if isinstance(data, Mapping):
            extra = [str(name)[:60] for name in data if name not in self._known]
            unknown = {
                name: [serializers.ErrorDetail("There is no such field.", "unknown")]
                for name in extra[:20]
            }
        try:
            said = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                raise serializers.ValidationError(
                    {**error.detail, **unknown}
                ) from error
            raise
        if unknown:
            raise serializers.ValidationError(unknown)
        return said

    @property
    def _known(self) -> set[str]:
        return {name for name, field in self.fields.items() if not field.read_only}


class Text(serializers.CharField):
    """One line of text; numbers are not text."""

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` fit to be stored in one line."""
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        text = one_line(data, longest=self.max_length or 200)
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


@extend_schema_field({"type": "string", "format": "email", "maxLength": 254})
class Email(serializers.CharField):
    """One e-mail address, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_blank=True, max_length=254, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the address."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return one_address(data)
        except Refused as error:
            raise serializers.ValidationError(
                error.message, "not_an_address"
            ) from error


@extend_schema_field({"type": "string", "format": "uuid"})
class Id(serializers.UUIDField):
    """One of our ids, as text."""

    def to_internal_value(self, data: Any) -> UUID:
        """Return the id."""
        if not isinstance(data, str) or len(data) != 36:
            self.fail("invalid", value=data)
        found: UUID = super().to_internal_value(data)
        return found


@extend_schema_field({"type": "string", "format": "date-time"})
class Moment(serializers.Field[datetime, str, str, Any]):
    """An instant with its zone (RFC 3339), from the year ``earliest`` on."""

    earliest = EARLIEST_YEAR
    default_error_messages: ClassVar = {
        "invalid": "Write an instant like 2026-11-18T14:30:00Z.",
        "no_zone": "Say the zone too: 2026-11-18T14:30:00+00:00.",
        "no_such_day": "There is no such instant.",
        "too_early": "That is too long ago to be right.",
    }

    def to_internal_value(self, data: Any) -> datetime:
        """Return the instant in UTC."""
        if not isinstance(data, str):
            self.fail("invalid")
        if _NO_ZONE.fullmatch(data):
            self.fail("no_zone")
        if not _MOMENT.fullmatch(data):
            self.fail("invalid")
        try:
            moment = datetime.fromisoformat(data.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("no_such_day")
        if moment.year < self.earliest:
            self.fail("too_early")
        return moment

    def to_representation(self, value: datetime) -> str:
        """Return the instant in UTC."""
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


@extend_schema_field({"type": "string", "format": "date-time"})
class Bound(Moment):
    """An instant to look from or up to: none is too long ago for that."""

    earliest = 1


@extend_schema_field(
    {
        "anyOf": [
            {"type": "string", "pattern": _AMOUNT},
            {"type": "integer", "minimum": 0, "maximum": 9_999_999_999},
        ]
    }
)
class Amount(serializers.Field[Decimal, Any, str, Any]):
    """An amount of money as text ("129.50"): numbers with a point lose pennies."""

    default_error_messages: ClassVar = {
        "invalid": "Write the amount as text, with a point: “129.50”.",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        """Return the amount."""
        # JSON knows one kind of number: 129.0 is as whole as 129.
        is_whole = isinstance(data, int) or (
            isinstance(data, float) and data.is_integer()
        )
        is_number = is_whole and not isinstance(data, bool)
        text = str(int(data)) if is_number else data
        if not isinstance(text, str) or not re.fullmatch(_AMOUNT[1:-1], text):
            self.fail("invalid")
        return Decimal(text)

    def to_representation(self, value: Decimal) -> str:
        """Return the amount with two places."""
        return f"{value:.2f}"


_FREE_VALUE = [
    {"type": "string", "maxLength": LONGEST_ATTRIBUTE},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "null"},
]


@extend_schema_field(
    {
        "type": "object",
        "maxProperties": MOST_ATTRIBUTES,
        "propertyNames": {"pattern": _ATTRIBUTE},
        "additionalProperties": {"anyOf": _FREE_VALUE},
    }
)
class Attributes(serializers.Field[dict[str, Any], Any, dict[str, Any], Any]):
    """What else the business wants to know the work by: names and plain values."""

    default_error_messages: ClassVar = {
        "invalid": "Attributes are an object of names and plain values.",
        "too_many": f"There can be {MOST_ATTRIBUTES} attributes.",
        "name": "A name has letters, digits, blanks, - and _ and begins with a letter:"
        " 40 at most.",
        "value": f"A value is text of up to {LONGEST_ATTRIBUTE} characters, a number,"
        " true, false or null.",
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the attributes, their text cleaned."""
        if not isinstance(data, dict):
            self.fail("invalid")
        if len(data) > MOST_ATTRIBUTES:
            self.fail("too_many")
        return {self._name(name): self._value(data[name]) for name in data}

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return them as they are kept."""
        return value

    def _name(self, name: str) -> str:
        if not re.fullmatch(_ATTRIBUTE[1:-1], name):
            self.fail("name")
        return name

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) <= LONGEST_ATTRIBUTE:
            return one_line(value, longest=LONGEST_ATTRIBUTE)
        if value is not None and not isinstance(value, bool | int | float):
            self.fail("value")
        return value
