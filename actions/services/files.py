"""Files beside an action: added, taken away, put back, and forgotten a day later."""

from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from actions.file_kinds import kept
from actions.models import Action, ActionFile
from actions.services.claims import hold, person
from feedback import tenancy
from feedback.customers.models import Customer
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor

MOST_FILES = 20
FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def add_file(
    action: Action, *, name: str, file: IO[bytes], size: int, by: Actor
) -> ActionFile:
    """Store a file beside an action; the same one twice is one.

    Raises what `actions.file_kinds.kept` raises, `Refused` for too many, and
    `Conflict` if the action went elsewhere.
    """
    adder, stored = person(by), kept(name, file, size)
    held = hold(action)
    there = ActionFile.objects.filter(action=held, removed_at=None)
    same = there.filter(digest=stored.digest).defer("body").first()
    if same is not None:
        return same
    if there.count() >= MOST_FILES:
        raise Refused(_("Twenty files are enough for one action. Take one away first."))
    made = ActionFile.objects.create(
        business_id=held.business_id,
        action=held,
        customer=_whose(held),
        added_by=adder,
        name=stored.name,
        content_type=stored.content_type,
        size=len(stored.body),
        digest=stored.digest,
        body=stored.body,
    )
    size_ = (None, made.size)
    history.record("file_added", held, by=by, file=(None, made.pk), size=size_)
    return made


@transaction.atomic
def remove_file(file: ActionFile, *, by: Actor, now: datetime) -> bool:
    """Take a file away; False if it is. It can be put back for a day."""
    person(by)
    hold(file.action)
    rows = ActionFile.objects.filter(pk=file.pk, removed_at=None)
    if not rows.update(removed_at=now):
        return False
    history.record("file_removed", file.action, by=by, file=(file.pk, None))
    return True


@transaction.atomic
def restore_file(file: ActionFile, *, by: Actor) -> bool:
    """Undo `remove_file`; False if it never went. Raises `Refused` for too many."""
    person(by)
    hold(file.action)
    there = ActionFile.objects.filter(action=file.action, removed_at=None)
    if there.count() >= MOST_FILES:
        raise Refused(_("Twenty files are enough for one action. Take one away first."))
    rows = ActionFile.objects.filter(pk=file.pk, removed_at__isnull=False)
    if not rows.update(removed_at=None):
        return False
    history.record("file_restored", file.action, by=by, file=(None, file.pk))
    return True


def forget_removed(*, now: datetime) -> int:
    """Delete the files that were taken away a day ago, in all businesses; returns how
    many. Safe to run at any time, again and in parallel.
    """
    gone = {"removed_at__lte": now - FORGOTTEN_AFTER}
    with tenancy.every_business():
        rows = ActionFile.objects.filter(**gone).order_by()
        businesses = list(rows.values_list("business_id", flat=True).distinct())
    forgotten = 0
    for business_id in businesses:
        with tenancy.enter(business_id):
            mine = ActionFile.objects.filter(business_id=business_id, **gone)
            forgotten += mine.delete()[0]
    return forgotten


def _whose(action: Action) -> Customer | None:
    """Return who alone raised the action, if one person did."""
    people = Customer.objects.filter(replies__links__action=action).distinct()
    found = list(people[:2])
    return found[0] if len(found) == 1 else None
