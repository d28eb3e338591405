"""Pieces of inputs. A page has dozens of them: drawn here they cost a tenth of what a
template included for each would.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()
_OURS = ("class", "placeholder")


@register.filter
def field_attrs(attrs: Mapping[str, Any]) -> SafeString:
    """Return the attributes of an input, with the class that every field has.

    A placeholder is left out: the label says what belongs there.
    """
    named = {name: value for name, value in attrs.items() if name not in _OURS}
    more = attrs.get("class")
    look = f"field {conditional_escape(more)}" if more else "field"
    return SafeString(f'{_attributes(named)} class="{look}"')


@register.filter
def options(choices: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return the options of a select, each on a line of its own."""
    return SafeString("".join(map(_option, choices)))


def _option(option: Mapping[str, Any]) -> str:
    value = conditional_escape(_text(option["value"]))
    label = conditional_escape(option["label"])
    attrs = _attributes(option["attrs"])
    return f'\n  <option value="{value}"{attrs}>{label}</option>'


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}"
        + ("" if value is True else f'="{conditional_escape(_text(value))}"')
        for name, value in attrs.items()
        if value is not False
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
