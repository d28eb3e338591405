"""What staff were told after a call or a visit, written down as what it is: notes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import NewInteraction, record_interaction
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.models import Channel, Invitation, Reply, Survey
from surveys.services.facets import take_facets
from surveys.services.hearing import notice_reply
from surveys.services.writing import current_version, freeze

Status = Invitation.Status


@dataclass(frozen=True, slots=True)
class Heard:
    """What ``heard_by`` was told at ``at`` about ``work_kind``.

    ``waits`` says that somebody expects to hear from us. ``once`` is a mark of the
    form, so that it is written down once.
    """

    words: str
    heard_by: Membership
    at: datetime
    work_kind: str
    once: UUID
    rating: int | None = None
    waits: bool = False


@transaction.atomic
def write_down(
    business: Business, customer: Customer | None, heard: Heard, *, by: Actor
) -> Reply:
    """Store ``heard`` as a reply in somebody's notes; again changes nothing.

    It is nobody's verified word and never shown in public. Without a customer it
    belongs to a row of its own that no list shows.
    """
    # Two clicks are one after the other, and the second finds what the first stored.
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    written = _written(business, heard)
    if written is not None:
        return written
    who = customer or Customer.objects.create(business=business, is_unverified=True)
    work = _work(who, heard, by)
    reply = _store(_invitation(_survey(business), who, work, heard), heard)
    history.record("wrote_down", reply, by=by, customer_id=who.pk)
    notice_reply(reply)
    return reply


def can_write_down(business: Business) -> bool:
    """Whether there is a survey to which notes belong."""
    return Survey.objects.filter(business=business).exists()


def _survey(business: Business) -> Survey:
    rows = Survey.objects.filter(business=business).order_by("created_at", "id")
    live = rows.filter(status=Survey.Status.LIVE).first()
    return live or rows.earliest("created_at")


def _written(business: Business, heard: Heard) -> Reply | None:
    return Reply.objects.filter(
        business=business,
        channel=Channel.HEARD,
        invitation__interaction__reference=heard.once.hex,
    ).first()


def _work(customer: Customer, heard: Heard, by: Actor) -> Interaction:
    work = NewInteraction(
        kind=heard.work_kind,
        happened_at=heard.at,
        handler=heard.heard_by.user.first_name,
        reference=heard.once.hex,
        source=Interaction.Source.HEARD,
    )
    return record_interaction(customer, work, by=by)[0]


def _invitation(
    survey: Survey, customer: Customer, work: Interaction, heard: Heard
) -> Invitation:
    version = current_version(survey)
    freeze(version, now=clock.now())
    return Invitation.objects.create(
        business_id=survey.business_id,
        survey=survey,
        version=version,
        interaction=work,
        customer=customer,
        channel=Channel.HEARD,
        status=Status.ANSWERED,
        due_at=heard.at,
        asked_at=heard.at,
        answered_at=heard.at,
    )


def _store(invitation: Invitation, heard: Heard) -> Reply:
    version = invitation.version
    assert version is not None  # set by `_invitation`
    poor = heard.rating is not None and heard.rating <= Reply.Rating.POOR
    reply = Reply(
        business=invitation.business,
        invitation=invitation,
        version=version,
        customer=invitation.customer,
        channel=Channel.HEARD,
        is_verified=False,
        noted_by=heard.heard_by,
        submitted_at=heard.at,
        rating=heard.rating,
        words=heard.words,
        consent=Reply.Consent.NO,
        waits_for_person=poor or heard.waits,
    )
    take_facets(reply)
    reply.save(force_insert=True)
    return reply
