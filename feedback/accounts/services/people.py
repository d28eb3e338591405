"""Changing what a person prefers."""

from typing import Any

from django.utils.translation import gettext as _

from feedback.accounts.models import User
from feedback.accounts.names import checked_name
from feedback.errors import Refused


def change_person(user: User, **wanted: Any) -> None:
    """Store what whoever is logged in prefers: ``name``, ``language``,
    ``uses_shortcuts`` or ``theme``.

    Raises `Refused` for a name that `checked_name` does not take.
    """
    if set(wanted) - {"name", "language", "uses_shortcuts", "theme"}:
        raise Refused(_("That cannot be changed."))
    if "name" in wanted:
        wanted["name"] = checked_name(wanted["name"], longest=80)
    for name, value in wanted.items():
        setattr(user, name, value)
    user.save(update_fields=[*wanted])
