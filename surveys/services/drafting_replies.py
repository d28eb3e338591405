"""What somebody has typed and not sent: kept for them as they go, and for nobody else.

It is shown on the page behind their own link only, counts nowhere, is in no history,
and goes once the page is sent or the link has closed.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from feedback import tenancy
from feedback.errors import Gone
from surveys.models import Invitation, ReplyDraft
from surveys.submission import Submission, chosen_in

LANGUAGE = "language"
PURGED_AT_ONCE = 1000


@transaction.atomic
def keep_draft(
    invitation: Invitation, submission: Submission, *, now: datetime
) -> ReplyDraft | None:
    """Keep ``submission`` as the draft of ``invitation``; None if it says nothing,
    which leaves no draft.

    Raises `Gone` once the invitation is answered or has run out.
    """
    # One after the other with whoever answers: a draft must not outlive the answer.
    still_open = Q(expires_at=None) | Q(expires_at__gt=now)
    asked = Invitation.objects.select_for_update().filter(
        still_open, pk=invitation.pk, status=Invitation.Status.ASKED
    )
    held = asked.first()
    if held is None:
        raise Gone(_("This link has closed."))
    fields = {name: text for name, text in chosen_in(submission).items() if text}
    if not fields:
        drop_draft(held)
        return None
    fields[LANGUAGE] = submission.language
    values = {
        "business_id": held.business_id,
        "fields": fields,
        "saved_at": now,
    }
    return ReplyDraft.objects.update_or_create(invitation=held, defaults=values)[0]


def drop_draft(invitation: Invitation) -> bool:
    """Forget what was typed; False if nothing was."""
    rows = ReplyDraft.objects.filter(invitation_id=invitation.pk)
    return bool(rows.delete()[0])


def purge_drafts(*, now: datetime) -> int:
    """Forget drafts whose page was sent or whose link has closed; safe to run twice."""
    closed = ~Q(invitation__status=Invitation.Status.ASKED)
    over = Q(invitation__expires_at__lte=now)
    with tenancy.every_business():
        rows = ReplyDraft.objects.filter(closed | over).values_list("pk", flat=True)
        keys = list(rows[:PURGED_AT_ONCE])
        return ReplyDraft.objects.filter(pk__in=keys).delete()[0] if keys else 0
