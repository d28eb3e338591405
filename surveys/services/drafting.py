"""Drafts of work from forwarded mails: made, looked at, added or thrown away."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from anymail.signals import AnymailInboundEvent
from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.accounts.selectors import team
from feedback.connect import inbound
from feedback.connect.models import InboundAddress, InboundMail
from feedback.customers.models import Interaction
from feedback.customers.selectors import recent_kinds
from feedback.customers.services import NewInteraction, Person
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.drafts.guessing import Guessed, TooMany, guess
from surveys.drafts.mail import ReadMail, read_mail
from surveys.drafts.sorting import refusal
from surveys.models import InteractionDraft, Invitation
from surveys.services.receiving import receive

log = structlog.get_logger(__name__)
Outcome = InboundMail.Outcome
Status = InteractionDraft.Status


def hear(event: AnymailInboundEvent) -> None:
    """Make a draft of the mail that came, or note why there is none.

    A mail to an address that is nobody's changes nothing; neither does one that came
    before.
    """
    mail = read_mail(event.message, event_id=event.event_id or "")
    with tenancy.every_business():
        address = inbound.known_address(mail.delivered_to)
    if address is None:
        log.info("inbound_mail_for_nobody")
        return
    with tenancy.enter(address.business_id):
        take_mail(address, mail, now=clock.now())


@transaction.atomic
def take_mail(
    address: InboundAddress, mail: ReadMail, *, now: datetime
) -> InboundMail | None:
    """Store what becomes of ``mail``; None if it came before or too many come."""
    guessed, outcome = _guessed(address.business, mail, now=now)
    row = inbound.note_mail(
        address, dedupe_key=mail.dedupe_key, subject=mail.subject, outcome=outcome
    )
    if row is not None and guessed is not None and row.outcome == Outcome.DRAFT:
        _store(row, guessed)
    return row


@transaction.atomic
def accept_draft(
    draft: InteractionDraft, person: Person, work: NewInteraction, *, by: Actor
) -> tuple[Interaction, bool, list[Invitation]]:
    """Add the work as somebody corrected it; as `receiving.receive`.

    Raises `Conflict` if somebody has decided about the draft already.
    """
    _decide(draft, Status.ACCEPTED, by=by)
    taken = receive(draft.business, person, work, by=by)
    draft.interaction = taken[0]
    draft.save(update_fields=["interaction"])
    return taken


@transaction.atomic
def discard_draft(draft: InteractionDraft, *, by: Actor) -> None:
    """Throw the draft away; raises `Conflict` as `accept_draft`."""
    _decide(draft, Status.DISCARDED, by=by)


@transaction.atomic
def restore_draft(draft: InteractionDraft, *, by: Actor) -> bool:
    """Take back that it was thrown away; False if it was not."""
    rows = InteractionDraft.objects.filter(pk=draft.pk, status=Status.DISCARDED)
    if not rows.update(status=Status.WAITING, decided_at=None, decided_by=None):
        return False
    history.record("restored", draft, by=by)
    return True


def _guessed(
    business: Business, mail: ReadMail, *, now: datetime
) -> tuple[Guessed | None, str]:
    if refused := refusal(mail):
        return None, refused
    own = {membership.user.email.casefold() for membership in team(business)}
    try:
        guessed = guess(mail, own=own, kinds=_kinds(business), now=now)
    except TooMany:
        return None, Outcome.MANY
    return guessed, Outcome.DRAFT if guessed else Outcome.NO_CUSTOMER


def _kinds(business: Business) -> Sequence[str]:
    return [kind for kind in recent_kinds(business) if len(kind) > 2]


def _store(row: InboundMail, guessed: Guessed) -> None:
    InteractionDraft.objects.create(
        business_id=row.business_id,
        mail=row,
        name=guessed.name,
        email=guessed.email,
        kind=guessed.kind,
        happened_at=guessed.happened_at,
        handler=guessed.handler,
        reference=guessed.reference,
        value=guessed.value,
        guesses=guessed.why,
    )


def _decide(draft: InteractionDraft, status: str, *, by: Actor) -> None:
    now = clock.now()
    rows = InteractionDraft.objects.filter(pk=draft.pk, status=Status.WAITING)
    if not rows.update(status=status, decided_at=now, decided_by=by.membership):
        raise Conflict(_("Somebody has looked at this one already."))
    draft.status, draft.decided_at, draft.decided_by = status, now, by.membership
    history.record(str(status), draft, by=by)
