"""Choosing when people are told, and whether they are asked if that fixed it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from actions.models import TellingRhythm
from feedback.accounts.models import Business
from feedback.history import services as history
from feedback.history.services import Actor

CHOICES = ("tells_at", "asks_if_fixed", "asks_after_days")


@transaction.atomic
def choose_rhythm(
    business: Business, wanted: Mapping[str, Any], *, by: Actor
) -> TellingRhythm:
    """Store when ``business`` tells and asks, from now on: what was planned keeps its
    day.
    """
    rhythm, _new = TellingRhythm.objects.get_or_create(business=business)
    before = {name: getattr(rhythm, name) for name in CHOICES}
    for name in CHOICES:
        setattr(rhythm, name, wanted[name])
    rhythm.save(update_fields=CHOICES)
    changed = {n: (before[n], wanted[n]) for n in CHOICES if before[n] != wanted[n]}
    if changed:
        history.record("telling_chosen", rhythm, by=by, customer_id=None, **changed)
    return rhythm
