"""Taking an import out again, before anybody was asked."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from feedback import clock
from feedback.customers.models import Customer, Import, Interaction
from feedback.history import services as history
from surveys.models import Invitation, Reply
from surveys.services.importing.storing import actor_of

AT_ONCE = 1000
Status = Invitation.Status
_UNTOUCHED = (Status.PLANNED, Status.NOT_ASKED)


def call_off(of: Import) -> None:
    """Let nobody be asked because of ``of`` while it is being undone."""
    Invitation.objects.filter(
        business=of.business_id,
        interaction__came_with=of.pk,
        status=Status.PLANNED,
    ).update(status=Status.NOT_ASKED, reason=Invitation.Reason.TOO_OLD)


@transaction.atomic
def undo_some(of: Import) -> bool:
    """Take out the next works of ``of`` (locked) and whoever came with them and has
    nothing else; False if all are out.

    What somebody of the team asked about by hand meanwhile stays: a mail is out.
    """
    works = list(_undoable(of)[:AT_ONCE])
    if not works:
        return False
    ids = [work.pk for work in works]
    people = {work.customer_id for work in works}
    Invitation.objects.filter(interaction__in=ids).delete()
    Interaction.objects.filter(pk__in=ids).delete()
    _, deleted = _without_work(of, people).delete()
    gone = deleted.get(Customer._meta.label, 0)
    of.counts["undone"] = of.counts.get("undone", 0) + len(ids)
    of.counts["undone_people"] = of.counts.get("undone_people", 0) + gone
    return True


def end_undoing(of: Import) -> None:
    """Say that ``of`` (locked) is out."""
    of.state = Import.State.UNDONE
    of.finished_at = clock.now()
    undone = of.counts.get("undone", 0)
    history.record("undone", of, by=actor_of(of), works=(None, undone))


def _undoable(of: Import) -> QuerySet[Interaction]:
    touched = Invitation.objects.filter(interaction=OuterRef("pk"))
    touched = touched.exclude(status__in=_UNTOUCHED)
    rows = Interaction.objects.filter(business=of.business_id, came_with=of.pk)
    return rows.filter(~Exists(touched)).order_by("customer_id").only("customer_id")


def _without_work(of: Import, people: set[UUID]) -> QuerySet[Customer]:
    rows = Customer.objects.filter(
        business=of.business_id, came_with=of.pk, pk__in=people, merged_into=None
    )
    return rows.filter(
        ~Exists(Interaction.objects.filter(customer=OuterRef("pk"))),
        ~Exists(Reply.objects.filter(customer=OuterRef("pk"))),
        ~Exists(Customer.objects.filter(merged_into=OuterRef("pk"))),
    )
