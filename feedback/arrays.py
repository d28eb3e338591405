"""Many values as one parameter: PostgreSQL's arrays, written as it reads them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field


def cast(field: "Field[Any, Any]") -> str:
    """Return the type of ``field`` without its length: to that, PostgreSQL would cut
    what is too long instead of refusing it.
    """
    return (field.db_type(connection) or "").partition("(")[0]


def id_array(ids: Sequence[UUID | None]) -> str:
    """Return ids as PostgreSQL reads an array."""
    return "{" + ",".join([one.hex if one else "NULL" for one in ids]) + "}"


def text_array(texts: Sequence[str]) -> str:
    """Return texts as PostgreSQL reads an array."""
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"
