"""The next useful thing: what a person could do now, at most seven, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import Action
from feedback.accounts.models import Business, Membership, Role, User
from surveys import days
from surveys.selectors import inbox, inbox_rows

MOST_STEPS = 7
MOST_OF_A_KIND = 3
State = Action.State


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
    promised = _promised(business, membership, on)
    return list(islice(chain(_waiting(business, on), promised), MOST_STEPS))


def _waiting(business: Business, on: date) -> Iterator[Step]:
    rows = inbox.waiting(business).filter(is_test=False)[:MOST_OF_A_KIND]
    for reply in inbox_rows.read(rows)[0]:
        said = days.on_day(days.local_day(reply.submitted_at, business), today=on)
        since = said.removeprefix("on ")
        url = reverse("surveys:reply-detail", kwargs={"pk": reply.pk})
        sentence = _("{customer} has waited since {day}.")
        words = sentence.format(customer=reply.customer, day=since)
        yield Step("waiting", words, url)


def _promised(business: Business, membership: Membership, on: date) -> Iterator[Step]:
    """Yield what is to be done about promises, the kinds of `_RULES` in order.

    One statement for all of them, since mostly there is nothing of most kinds; put
    together by hand, because four queries cost the inbox a fifth of its time.
    """
    kinds = [*_RULES]
    if not (business.wall_is_public and membership.may(Role.MANAGER)):
        kinds.remove("not_published")
    stored = Action._meta.pk.get_db_prep_value
    values = {
        "business": stored(business.pk, connection),
        "me": stored(membership.pk, connection),
        "on": connection.ops.adapt_datefield_value(on),
    }
    asked = " UNION ALL ".join(_some(n, *_RULES[kind]) for n, kind in enumerate(kinds))
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        rows = [_Promised._make(row) for row in cursor.fetchall()]
    for row in sorted(rows, key=lambda row: (row.which, row.place)):
        yield _about(kinds[row.which], row, on)


def _about(kind: str, row: "_Promised", on: date) -> Step:
    pk = UUID(str(row.action))
    url = reverse("actions:action-detail", args=[pk])
    if kind == "slipped":
        return Step(kind, _slipped(row, on), url)
    if kind == "due":
        sentence = _("“{what}” is due today.")
    elif kind == "not_told":
        sentence = _("“{what}” is done. Tell the people who raised it.")
        url = reverse("actions:action-telling", args=[pk])
    else:
        sentence = _("“{what}” could go on your public page.")
        url = reverse("public_wall:update-new", args=[pk])
    return Step(kind, sentence.format(what=row.what), url)


def _slipped(row: "_Promised", on: date) -> str:
    late = _late(row.what, (on - date.fromisoformat(str(row.due_on))).days)
    if not row.is_theirs:
        return _("{late}: keep it, move it or not?").format(late=late)
    who = User(name=row.name, email=row.email).first_name
    return _("{late}, promised by {name}.").format(late=late, name=who)


def _late(what: str, late: int) -> str:
    sentence = ngettext(
        "“{what}” is {days} day late", "“{what}” is {days} days late", late
    )
    return sentence.format(what=what, days=late)


class _Promised(NamedTuple):
    which: int
    place: int
    action: UUID | str
    what: str
    due_on: date | str
    is_theirs: bool
    name: str
    email: str


# What belongs to each kind, and its order. The wall's table is named, since the layer
# above is not imported.
_IS_OPEN = f"a.state IN ('{State.TODO}', '{State.DOING}')"
_IS_THEIRS = "CASE WHEN a.owner_id = %(me)s THEN 0 ELSE 1 END"
_RULES: Final = {
    "slipped": (
        f"{_IS_OPEN} AND a.due_on < %(on)s"
        " AND (a.asks_again_on IS NULL OR a.asks_again_on <= %(on)s)",
        f"{_IS_THEIRS}, a.due_on, a.id",
    ),
    "due": (f"{_IS_OPEN} AND a.due_on = %(on)s AND a.owner_id = %(me)s", "a.id"),
    "not_told": (
        f"a.state = '{State.DONE}' AND a.not_told_because = ''",
        "a.done_at, a.id",
    ),
    "not_published": (
        f"a.state = '{State.TOLD}' AND NOT EXISTS"
        " (SELECT 1 FROM public_wall_update AS u WHERE u.action_id = a.id)",
        "a.told_at, a.id",
    ),
}


def _some(which: int, rule: str, order: str) -> str:
    return (
        f"SELECT * FROM (SELECT {which} AS which,"
        f" row_number() OVER (ORDER BY {order}) AS place, a.id AS action, a.what,"
        f" a.due_on, {_IS_THEIRS} AS is_theirs, p.name, p.email"
        " FROM actions_action AS a JOIN accounts_membership AS m ON m.id = a.owner_id"
        " JOIN accounts_user AS p ON p.id = m.user_id"
        f" WHERE a.business_id = %(business)s AND {rule}"
        f" ORDER BY place LIMIT {MOST_OF_A_KIND}) AS of_{which}"
    )
