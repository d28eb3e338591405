"""Erasing somebody: their words, name and addresses go, everywhere, at once.

What stays is what counts need and nobody can be known by: that something was done,
that somebody was asked, and what they picked. And a keyed hash of each address among
the wishes, so that no import brings them back.

Whatever points to a person is deleted unless it is named in `KEPT`, so that a new
table is erased before anybody has thought of it; `OUTSIDE` are the tables that know a
person without pointing to them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from feedback.customers.models import Customer, Interaction, Suppression
from feedback.customers.suppressing import rows_of, suppress
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.tenancy import TenantModel
from feedback.walls import tenant_models
from surveys.models import Answer, Invitation, Reply
from surveys.services import forgetting
from surveys.services.masking import mask

Ids = dict[type[TenantModel], set[UUID]]
# What stays of a person, and which of its columns are emptied. Everything else that
# points to one of these rows is deleted.
KEPT: dict[str, dict[str, Any]] = {
    "customers.customer": {
        "name": "",
        "email": "",
        "email_key": "",
        "phone": "",
        "phone_key": "",
        "external_id": "",
        "language": "",
        "relationship_owner": None,
        "value": "",
        "paused_until": None,
        "complaint_open_since": None,
        "came_with": None,
        # Nobody's row: no list leads to it, and no link of theirs opens any more.
        "is_unverified": True,
    },
    "customers.interaction": {
        "reference": "",
        "value": None,
        "attributes": {},
        "came_with": None,
    },
    "surveys.invitation": {"remind_at": None},
    "surveys.reply": {
        "words": "",
        "goal": "",
        "feeling": "",
        "was_pressed": None,
        "contact": "",
        "contact_phone": "",
        "contact_by": None,
        "consent": "",
        "consent_at": None,
        "waits_for_person": False,
    },
    "surveys.answer": {"words": ""},
    "surveys.suspicion": {},
    "surveys.understanding": {},
    "actions.actionreply": {},
    # That somebody was told, and whether it was fixed, are counts on the public page.
    "actions.telling": {"words": ""},
    "actions.verdict": {"words": ""},
}
# Columns of the above that say nothing about anybody in particular.
IMPERSONAL = {
    "customers.interaction": {"kind", "handler", "source", "fingerprint"},
    "surveys.invitation": {"status", "reason", "channel", "language"},
    "surveys.reply": {"kind", "handler", "channel", "language", "state"},
    "surveys.suspicion": {"signs"},
    "actions.telling": {"about", "why_not"},
    "actions.verdict": {"said", "why_not"},
    "surveys.understanding": {
        "suggested_reason",
        "suggested_cause",
        "reason",
        "cause",
    },
}


# What was done about their words: the team's own, in which they are masked.
BESIDE = {"actions.actionreply": "action"}


@dataclass(frozen=True, slots=True)
class Account:
    """What was erased, and what stays: numbers only."""

    replies: int
    mails: int
    asked: int


@transaction.atomic
def erase(customer: Customer, *, by: Actor, now: datetime) -> Account:
    """Erase ``customer`` and everything that was ever said by or to them.

    Safe to call twice; the second time there is nothing left.
    """
    root = customer.merged_into or customer
    Customer.objects.select_for_update().get(pk=root.pk)
    people = list(rows_of(root))
    _never_again(people, by)
    found = _everything_of(people)
    traces = forgetting.traces_of(people, found.get(Reply, set()))
    mails = forgetting.forget(root.business, traces, now=now)
    for model, ids in _beside(found).items():
        mask(model, ids, traces.needles)
    for row in list(_pointing(found)):
        row.let_go()
    _settle(found, now)
    for model in list(found):
        _empty(model, found[model])
    _unprint(found.get(Interaction, set()))
    Answer.objects.filter(pk__in=found.get(Answer, set()), step=None).delete()
    Customer.objects.filter(merged_into=root.pk).delete()
    history.record("erased", root, by=by, customer_id=root.pk)
    asked = len(found.get(Invitation, ()))
    return Account(len(found.get(Reply, ())), mails, asked)


@dataclass(frozen=True, slots=True)
class Pointing:
    """Rows of one table that point to rows that stay."""

    model: type[TenantModel]
    key: models.ForeignKey[Any, Any]
    to: set[UUID]

    def let_go(self) -> None:
        """Delete them, or only what they point with if they may do without."""
        rows = self.model._default_manager.filter(**{f"{self.key.name}__in": self.to})
        if self.key.null and self.key.remote_field.on_delete is models.SET_NULL:
            rows.update(**{self.key.name: None})
        else:
            rows.delete()


def label(model: type[models.Model]) -> str:
    """Return the name under which `KEPT` knows ``model``."""
    return model._meta.label_lower


def keys_between(
    model: type[TenantModel], parent: type[TenantModel]
) -> list[models.ForeignKey[Any, Any]]:
    """Return the columns by which ``model`` points to ``parent``."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is parent
    ]


def _never_again(people: list[Customer], by: Actor) -> None:
    addresses = {a for person in people for a in (person.email, person.phone_key) if a}
    wishes = (Suppression.Reason.OPTED_OUT, Suppression.Reason.NO_UPDATES)
    for address in sorted(addresses):
        for wish in wishes:
            suppress(people[0].business, email=address, reason=wish, by=by)


def _everything_of(people: list[Customer]) -> Ids:
    """Return the rows of `KEPT` that hang on ``people``, table by table."""
    found: Ids = {Customer: {person.pk for person in people}}
    kept = [model for model in tenant_models() if label(model) in KEPT]
    grew = True
    while grew:
        sizes = {model: len(ids) for model, ids in found.items()}
        for model in kept:
            for parent in list(found):
                for key in keys_between(model, parent):
                    rows = model._default_manager.filter(
                        **{f"{key.name}__in": found[parent]}
                    )
                    ids = set(rows.values_list("pk", flat=True))
                    found.setdefault(model, set()).update(ids)
        grew = sizes != {model: len(ids) for model, ids in found.items()}
    return found


def _beside(found: Ids) -> Ids:
    """Return the rows of `BESIDE`, those that point to them and those that point to
    these (what an update said before, say): the team's own words, which stay.
    """
    beside: Ids = {}
    for model, ids in found.items():
        key = BESIDE.get(label(model))
        if key:
            parent = model._meta.get_field(key).related_model
            rows = model._default_manager.filter(pk__in=ids)
            beside[parent] = set(rows.values_list(key, flat=True))  # type: ignore[index]  # a tenant model
    fresh = beside
    while fresh:
        fresh = _further(fresh, set(found) | set(beside))
        beside |= fresh
    return beside


def _further(beside: Ids, known: set[type[TenantModel]]) -> Ids:
    """Return the rows of tables not ``known`` yet that point to rows of ``beside``."""
    further: Ids = {}
    for parent, ids in beside.items():
        for model in set(tenant_models()) - known:
            for key in keys_between(model, parent):
                rows = model._default_manager.filter(**{f"{key.name}__in": ids})
                more = set(rows.values_list("pk", flat=True))
                further.setdefault(model, set()).update(more)
    return further


def _pointing(found: Ids) -> Iterator[Pointing]:
    for model in tenant_models():
        if label(model) in KEPT or getattr(model, "append_only", False):
            continue
        for parent, ids in found.items():
            for key in keys_between(model, parent):
                yield Pointing(model, key, ids)


def _settle(found: Ids, now: datetime) -> None:
    """Nothing more is asked of them, and none of their replies waits for anybody."""
    Status = Invitation.Status
    mine = Invitation.objects.filter(pk__in=found.get(Invitation, set()))
    mine.filter(status=Status.PLANNED).update(
        status=Status.NOT_ASKED, reason=Invitation.Reason.OPTED_OUT
    )
    mine.filter(status=Status.ASKED).update(status=Status.EXPIRED, expires_at=now)
    open_ones = Reply.objects.filter(
        ~Q(state=Reply.State.DONE), pk__in=found.get(Reply, set())
    )
    open_ones.update(state=Reply.State.DONE, done_at=now)


def _empty(model: type[TenantModel], ids: set[UUID]) -> None:
    emptied = KEPT[label(model)]
    if emptied and ids:
        model._default_manager.filter(pk__in=ids).update(**emptied)


def _unprint(ids: set[UUID]) -> None:
    """Take away what work was known by: it was made of who and what."""
    for pk in ids:
        rows = Interaction.objects.filter(pk=pk)
        rows.update(fingerprint=f"erased-{pk.hex}")
