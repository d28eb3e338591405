"""The next useful thing: what a person could do now, at most seven, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import Action
from actions.selectors import board
from feedback.accounts.models import Business, Membership, Role
from surveys import days
from surveys.selectors import inbox

MOST_STEPS = 7
MOST_OF_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a sentence and where to do it."""

    kind: str
    sentence: str
    url: str


def next_useful(business: Business, membership: Membership, *, on: date) -> list[Step]:
    """Return what helps most on the day ``on``, the most useful first.

    People come before promises, and broken promises before those still good:

    1. somebody who waits for a person, who waits longest first;
    2. a promise of one's own whose date has passed, then those of others;
    3. what one promised for today;
    4. something done whose people do not know it yet;
    5. for managers: something told that the public page does not show yet.

    At most three of a kind, so that a pile of one hides nothing else.
    """
    kinds = (
        _waiting(business, on),
        _slipped(business, membership, on),
        _due_today(business, membership, on),
        _not_told(business),
        _not_published(business, membership),
    )
    steps = (step for kind in kinds for step in islice(kind, MOST_OF_A_KIND))
    return list(islice(steps, MOST_STEPS))


def _waiting(business: Business, on: date) -> Iterator[Step]:
    rows = inbox.waiting(business).filter(is_test=False)
    for reply in rows[:MOST_OF_A_KIND]:
        said = days.on_day(days.local_day(reply.submitted_at, business), today=on)
        since = said.removeprefix("on ")
        url = reverse("surveys:reply-detail", kwargs={"pk": reply.pk})
        sentence = _("{customer} has waited since {day}.")
        words = sentence.format(customer=reply.customer, day=since)
        yield Step("waiting", words, url)


def _slipped(business: Business, membership: Membership, on: date) -> Iterator[Step]:
    rows = board.slipping(board.open_actions(business), on)
    mine = rows.filter(owner=membership)[:MOST_OF_A_KIND]
    theirs = rows.exclude(owner=membership).select_related("owner__user")
    for action in mine:
        sentence = _("{late}: keep it, move it or not?")
        yield _about(action, "slipped", sentence.format(late=_late(action, on)))
    for action in theirs[:MOST_OF_A_KIND]:
        who = action.owner.user.first_name
        sentence = _("{late}, promised by {name}.")
        words = sentence.format(late=_late(action, on), name=who)
        yield _about(action, "slipped", words)


def _due_today(business: Business, membership: Membership, on: date) -> Iterator[Step]:
    rows = board.open_actions(business, membership).filter(due_on=on)
    for action in rows[:MOST_OF_A_KIND]:
        yield _about(
            action, "due", _("“{what}” is due today.").format(what=action.what)
        )


def _not_told(business: Business) -> Iterator[Step]:
    rows = board.not_told_yet(board.of(business)).order_by("done_at", "id")
    for action in rows[:MOST_OF_A_KIND]:
        url = reverse("actions:action-telling", kwargs={"pk": action.pk})
        sentence = _("“{what}” is done. Tell the people who raised it.")
        yield Step("not_told", sentence.format(what=action.what), url)


def _not_published(business: Business, membership: Membership) -> Iterator[Step]:
    if not (business.wall_is_public and membership.may(Role.MANAGER)):
        return
    # The wall's row, found by its name: the layer above is not imported.
    rows = board.of(business).filter(state=Action.State.TOLD, update=None)
    for action in rows.order_by("told_at", "id")[:MOST_OF_A_KIND]:
        url = reverse("public_wall:update-new", kwargs={"action": action.pk})
        sentence = _("“{what}” could go on your public page.")
        yield Step("not_published", sentence.format(what=action.what), url)


def _about(action: Action, kind: str, sentence: str) -> Step:
    return Step(kind, sentence, reverse("actions:action-detail", args=[action.pk]))


def _late(action: Action, on: date) -> str:
    late = (on - action.due_on).days
    sentence = ngettext(
        "“{what}” is {days} day late", "“{what}” is {days} days late", late
    )
    return sentence.format(what=action.what, days=late)
