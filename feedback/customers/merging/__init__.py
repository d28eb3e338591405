"""Making two rows one person, and two again.

Whatever points to the duplicate moves to the survivor: every foreign key to a customer
and every plain ``customer_id``, in whichever app, except in append-only tables and in
models that say ``follows_customer = False``. The duplicate keeps its row and its keys
and leads to the survivor (see `feedback.customers.people`). A `Merge` holds what moved,
so that `undo_merge` puts exactly that back; what came later stays with the survivor.

A duplicate is never itself a survivor: what was merged into it moves along. So all
leads to the survivor in one step, and there are no circles.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Business
from feedback.customers.merging import details, moving
from feedback.customers.models import Customer, Merge, NotDuplicate
from feedback.customers.suppressing import lower, rows_of, share
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor

__all__ = ["CannotMerge", "doubt_again", "merge", "tell_apart", "undo_merge"]


class CannotMerge(Refused):
    """These two cannot become one person."""

    status = 422


@transaction.atomic
def merge(survivor: Customer, duplicate: Customer, *, by: Actor) -> Merge:
    """Make ``duplicate`` part of ``survivor`` and return what it takes to undo it.

    Details that the survivor lacks are filled in, and whatever either wished about
    being written to holds for both addresses. Raises `CannotMerge` for one row twice,
    a try-out, an unverified row or two businesses, and `Conflict` if either was merged
    meanwhile.
    """
    survivor, duplicate = _locked(survivor, duplicate)
    _refuse_unfit(survivor, duplicate)
    moved = moving.move_all(duplicate, survivor)
    before = moving.print_again(survivor, moved)
    changed: dict[str, Any] = details.bring_together(survivor, duplicate)
    changed["wishes"] = share(survivor.business, rows_of(survivor))
    done = Merge.objects.create(
        business_id=survivor.business_id,
        survivor=survivor,
        duplicate=duplicate,
        moved=moved,
        changed=changed,
        fingerprints=before,
        merged_by=by.membership,
    )
    _record("merged", done, by=by)
    return done


@transaction.atomic
def undo_merge(done: Merge, *, by: Actor) -> None:
    """Make the two rows of ``done`` two people again, each with what was theirs.

    Raises `Conflict` if that has happened already, or if the survivor was merged into
    somebody else since: that merge goes first.
    """
    survivor, duplicate = _locked(done.survivor, done.duplicate)
    if survivor.merged_into_id:
        raise Conflict(
            _("%(who)s was merged with somebody else since. Undo that merge first.")
            % {"who": survivor}
        )
    rows = Merge.objects.filter(pk=done.pk, undone_at=None)
    if not rows.update(undone_at=clock.now()):
        raise Conflict(_("This merge was undone already."))
    done.refresh_from_db()
    duplicate.merged_into = None
    duplicate.save(update_fields=["merged_into"])
    moving.move_back(done.moved, survivor, duplicate)
    moving.put_back_prints(duplicate, done.fingerprints)
    details.take_apart(survivor, duplicate, done.changed)
    lower(done.changed["wishes"])
    for customer in (survivor, duplicate):
        share(customer.business, rows_of(customer))
    _record("unmerged", done, by=by)


@transaction.atomic
def tell_apart(one: Customer, other: Customer, *, by: Actor) -> None:
    """Remember that the two are two people; saying it twice changes nothing."""
    first, second = sorted((one, other), key=lambda customer: customer.pk)
    if first.pk == second.pk:
        raise CannotMerge(_("That is the same customer twice."))
    row, is_new = NotDuplicate.objects.get_or_create(
        business_id=first.business_id,
        first=first,
        second=second,
        defaults={"said_by": by.membership},
    )
    if is_new:
        history.record("told apart", row, by=by, customer_id=first.pk)


@transaction.atomic
def doubt_again(one: Customer, other: Customer, *, by: Actor) -> None:
    """Forget that the two were said to be two people."""
    first, second = sorted((one, other), key=lambda customer: customer.pk)
    row = NotDuplicate.objects.filter(first=first, second=second).first()
    if row is not None:
        history.record("doubted again", row, by=by, customer_id=first.pk)
        row.delete()


def _locked(survivor: Customer, duplicate: Customer) -> tuple[Customer, Customer]:
    """Return both rows as they are now, locked in the order of their ids, after the
    lock under which lists are taken in.
    """
    Business.objects.select_for_update(no_key=True).get(pk=survivor.business_id)
    rows = Customer.objects.select_for_update().filter(
        pk__in=[survivor.pk, duplicate.pk]
    )
    found = {row.pk: row for row in rows.order_by("pk")}
    try:
        return found[survivor.pk], found[duplicate.pk]
    except KeyError:
        raise Conflict(_("One of the two is not there any more.")) from None


def _refuse_unfit(survivor: Customer, duplicate: Customer) -> None:
    if survivor.pk == duplicate.pk:
        raise CannotMerge(_("That is the same customer twice."))
    if survivor.business_id != duplicate.business_id:
        raise CannotMerge(_("The two belong to different businesses."))
    if survivor.is_test or duplicate.is_test:
        raise CannotMerge(_("A try-out is no customer."))
    if survivor.is_unverified or duplicate.is_unverified:
        raise CannotMerge(_("Nobody has checked who one of the two is."))
    for row in (survivor, duplicate):
        if row.merged_into_id:
            raise Conflict(_("%(who)s was merged already.") % {"who": row})


def _record(verb: str, done: Merge, *, by: Actor) -> None:
    for whose in (done.survivor_id, done.duplicate_id):
        history.record(verb, done, by=by, customer_id=whose)
