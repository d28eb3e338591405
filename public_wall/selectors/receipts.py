"""What stands behind updates: dates, who took it on, verdicts, earlier wordings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from actions.models import ActionReply
from actions.selectors.verdicts import Verdicts, verdicts_of
from feedback.accounts.models import Business, Membership, Role
from public_wall.cards import Receipt, UpdateCard, update_card
from public_wall.models import (
    PublicName,
    PublicReply,
    PublicReplyRevision,
    Update,
    UpdateRevision,
    UpdateText,
)
from public_wall.names import first_name
from surveys.languages import normal


def cards(
    business: Business, updates: Sequence[Update], *, language: str, now: datetime
) -> list[UpdateCard]:
    """Return the cards of ``updates`` with what stands behind them, in the words that
    were written for ``language`` where there are any; a fixed number of queries.
    """
    receipts = receipts_of(business, updates)
    texts = texts_of(updates, language)
    return [
        update_card(
            update, now=now, receipt=receipts[update.pk], text=texts.get(update.pk)
        )
        for update in updates
    ]


def receipts_of(business: Business, updates: Sequence[Update]) -> dict[UUID, Receipt]:
    """Return what stands behind each of ``updates``."""
    zone = ZoneInfo(business.zone)
    actions = [update.action for update in updates]
    said = verdicts_of(actions)
    heard = _heard([action.pk for action in actions])
    names = _public_names([action.owner for action in actions])
    earlier = _earlier(updates)
    found = {}
    for update in updates:
        action = update.action
        first = heard.get(action.pk)
        found[update.pk] = Receipt(
            taken_by=names[action.owner_id],
            taken_on=action.created_at.astimezone(zone).date(),
            heard_on=first.astimezone(zone).date() if first else None,
            verdicts=said[action.pk] if update.kind == Update.Kind.DID else Verdicts(),
            earlier=earlier.get(update.pk, 0),
        )
    return found


def texts_of(updates: Sequence[Update], language: str) -> dict[UUID, UpdateText]:
    """Return what says the same in ``language``, as far as it fits the original."""
    rows = UpdateText.objects.filter(
        update__in=updates, language=normal(language), needs_check=False
    )
    return {text.update_id: text for text in rows}


def wordings(update: Update) -> list[UpdateRevision]:
    """Return the earlier wordings of an update, the last one first."""
    return list(update.revisions.order_by("-replaced_at", "-id"))


def reply_wordings(given: PublicReply) -> list[PublicReplyRevision]:
    """Return the earlier wordings of a public reply, the last one first."""
    return list(given.revisions.order_by("-replaced_at", "-id"))


def shows_name(membership: Membership) -> bool:
    """Whether somebody chose to stand on the public page with their first name."""
    return PublicName.objects.filter(membership=membership, is_shown=True).exists()


def role_in_public(membership: Membership) -> str:
    """Return what somebody is called who did not choose to be named."""
    called = {Role.OWNER: _("the owner"), Role.MANAGER: _("a manager")}
    return called.get(Role(membership.role), _("one of the team"))


def _heard(actions: list[UUID]) -> dict[UUID, datetime]:
    """Return when a person first did something about what raised each action."""
    rows = ActionReply.objects.filter(
        action__in=actions,
        reply__is_test=False,
        reply__is_suspicious=False,
        reply__is_verified=True,
    ).order_by()
    found = rows.values_list("action").annotate(first=Min("reply__heard_at"))
    return {action: first for action, first in found if first}


def _public_names(owners: Sequence[Membership]) -> dict[UUID, str]:
    shown = set(
        PublicName.objects.filter(membership__in=owners, is_shown=True).values_list(
            "membership", flat=True
        )
    )
    names = {}
    for owner in owners:
        named = owner.pk in shown and owner.is_active
        first = first_name(owner.user.name) if named else ""
        names[owner.pk] = first or role_in_public(owner)
    return names


def _earlier(updates: Sequence[Update]) -> dict[UUID, int]:
    rows = UpdateRevision.objects.filter(Q(update__in=updates)).order_by()
    return dict(rows.values_list("update").annotate(number=Count("pk")))
