"""Pieces of the file that somebody takes along."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def kind_of(value: Any) -> str:
    """Return "fields", "list" or "text"."""
    if isinstance(value, dict):
        return "fields"
    return "list" if isinstance(value, list) else "text"


@register.filter
def as_words(name: str) -> str:
    """Return the name of a field as people write it."""
    return name.replace("_", " ").capitalize()


@register.filter
def as_text(value: Any) -> str:
    """Return a plain value to be read."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return str(value)
