"""An update as its writer sees it before the world does."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from actions.models import Action
from feedback.accounts.models import Business
from public_wall.cards import UpdateCard, update_card
from public_wall.forms import UpdateForm
from public_wall.models import Update
from public_wall.rules import SHOWN_AFTER
from public_wall.selectors import updates
from public_wall.writing_up import last_move
from surveys.models import Reply


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A published update with what only the team sees of it."""

    update: Update
    card: UpdateCard
    needs_words: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written: about which action, who is quoted, and from when."""

    action: Action
    quoted: Reply | None
    quoted_from: datetime | None
    update: Update | None
    base: UpdateCard

    @property
    def is_decision(self) -> bool:
        """Whether it says "not this time", or "later"."""
        late = self.base.is_later and self.action.is_open
        return late or self.action.outcome == Action.Outcome.NOT_THIS_TIME

    def form(self, typed: Any) -> UpdateForm:
        """Return the form with what was typed, or with what stands there now."""
        return UpdateForm(
            typed,
            initial={"said": self.base.said, "did": self.base.did, "seen": self.seen},
            decided=self.is_decision,
            quoted=updates.is_quotable(self.quoted),
            now_seen=self.seen,
        )

    def card(self, form: UpdateForm) -> UpdateCard:
        """Return the card as the wall would show it with the words in ``form``."""
        said, did = form["said"].value() or "", form["did"].value() or ""
        return replace(self.base, said=said, did=did)

    @property
    def seen(self) -> str:
        """Which state of the words this is, so that two people editing notice."""
        edited_at = self.update.edited_at if self.update else None
        return edited_at.isoformat() if edited_at else "new"


def of_action(action: Action, *, now: datetime) -> Draft:
    """Return a draft that begins with the words the customers were told."""
    quoted = updates.quotable_reply(action)
    moved = last_move(action) if action.is_open else None
    fresh = Update(
        business_id=action.business_id,
        action=action,
        kind=Update.Kind.LATER if moved else action.outcome,
        quoted_reply=quoted,
        said="",
        did=moved.because if moved else action.what_changed,
        raised_by=updates.people_who_raised(action),
        decided_on=_day(action, now),
        due_on=action.due_on if moved else None,
        published_at=now,
    )
    return _draft(fresh, action, now=now, stored=None)


def of_update(update: Update, *, now: datetime) -> Draft:
    """Return the draft of an update that is there already."""
    return _draft(update, update.action, now=now, stored=update)


def own_updates(business: Business) -> QuerySet[Update]:
    """Return every update of a business with what its draft needs."""
    rows = Update.objects.filter(business=business)
    return rows.select_related(
        "action__business", "quoted_reply__customer", "quoted_reply__version"
    )


def own_cards(business: Business, *, now: datetime) -> list[OwnCard]:
    """Return the newest updates, also those that are not shown now."""
    return [
        OwnCard(update, card, needs_words=not (card.quote or card.said))
        for update in updates.own_updates(business, now=now)
        for card in [update_card(update, now=now)]
    ]


def _draft(
    update: Update, action: Action, *, now: datetime, stored: Update | None
) -> Draft:
    # The preview shows the quote as it will be once its 48 hours are over.
    update.quote_is_hidden = False  # type: ignore[attr-defined]  # as the selector sets
    quoted = update.quoted_reply
    shown_from = quoted.submitted_at + SHOWN_AFTER if quoted else None
    later = shown_from if shown_from and shown_from > now else None
    card = update_card(update, now=max(now, shown_from or now))
    return Draft(action, quoted, later, stored, card)


def _day(action: Action, now: datetime) -> date:
    zone = ZoneInfo(action.business.zone)
    return (action.done_at or now).astimezone(zone).date()
