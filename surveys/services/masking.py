"""Taking somebody out of the team's own words: what they promised and published stays,
without a full name, an address or a sentence of whoever was erased.
"""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models

from feedback import clock
from feedback.tenancy import TenantModel

MASK = "…"
_TEXT = (models.CharField, models.TextField)


def mask(model: type[TenantModel], ids: Iterable[UUID], needles: Iterable[str]) -> int:
    """Put `MASK` in place of each of ``needles`` in the texts of these rows; return
    how many rows were changed.
    """
    names = [f.name for f in model._meta.concrete_fields if _is_free(f)]
    wanted = [re.escape(needle) for needle in sorted(needles, key=len, reverse=True)]
    if not names or not wanted:
        return 0
    pattern = re.compile("|".join(wanted), re.IGNORECASE)
    rows = model._default_manager.filter(pk__in=list(ids))
    return sum(_mask_row(row, names, pattern) for row in rows)


def _is_free(field: Any) -> bool:
    """Whether people write into it, rather than choose from a list."""
    return isinstance(field, _TEXT) and not field.choices and not field.unique


def _mask_row(row: TenantModel, names: list[str], pattern: re.Pattern[str]) -> bool:
    before = {name: str(getattr(row, name)) for name in names}
    after = {name: pattern.sub(MASK, text) for name, text in before.items()}
    changed = {name: text for name, text in after.items() if text != before[name]}
    if not changed:
        return False
    noted = getattr(row, "masked_in", "")
    when = {noted: clock.now()} if noted else {}
    type(row)._default_manager.filter(pk=row.pk).update(**changed, **when)
    return True
