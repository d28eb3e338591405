"""Answers through an open channel: anybody's, so unverified for good.

Whoever answers is a person of their own here, even under the address of a known
customer: saying an address is not proof of owning it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.models import Customer, Interaction
from feedback.customers.services import NewInteraction, record_interaction
from feedback.errors import Gone, Refused
from feedback.history.services import CUSTOMER
from surveys.models import Invitation, OpenChannel, OpenSending, Reply, SurveyVersion
from surveys.services.answering import record_reply
from surveys.services.writing import freeze
from surveys.submission import Submission

Kind = OpenChannel.Kind
# How many answers are taken in: per channel, and from one place. A shop's customers
# share its wireless network, and everybody at a tablet is in one place.
CHANNEL_PACE = ((200, timedelta(hours=1)), (1000, timedelta(days=1)))
SENDER_PACE = ((20, timedelta(hours=1)), (60, timedelta(days=1)))
SENDERS_KEPT = timedelta(days=1)


class TooManyAnswers(Refused):
    """More came through a channel, or from one place, than people send."""

    status = 429

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(
            _(
                "A lot of answers came in here just now, so we stopped taking them for"
                " a while. Yours is still below: wait a little and send it again."
            )
        )
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Sent:
    """What one person sent through an open channel.

    ``version`` has the questions they read, ``nonce`` says which page it was (the
    same twice is one answer), ``sender`` is a hash of where it came from or "".
    ``said_at`` is when they said it: before now, if a tablet was offline. ``name``
    and ``email`` are what they say they are; the address is one or empty.
    """

    version: SurveyVersion
    submission: Submission
    nonce: str
    said_at: datetime
    opened_at: datetime
    name: str = ""
    email: str = ""
    sender: str = ""


@transaction.atomic
def take_open_reply(
    channel: OpenChannel, sent: Sent, *, now: datetime
) -> tuple[Reply, bool]:
    """Store what was sent as an unverified reply; False beside the reply that is there
    if this page was sent before.

    Raises `Gone` if the channel is closed and `TooManyAnswers`.
    """
    # One at a time for a channel, so that a double click finds the first.
    held = OpenChannel.objects.select_for_update().get(pk=channel.pk)
    before = _sent_before(held, sent.nonce)
    if before is not None:
        return before.reply, False
    if not held.is_open:
        raise Gone(_("This form is closed."))
    _check_pace(held, sent.sender, now)
    reply = _store(held, sent, now)
    OpenSending.objects.create(
        business_id=held.business_id,
        channel=held,
        reply=reply,
        nonce=sent.nonce,
        sender_hash=sent.sender,
        received_at=now,
    )
    _forget_senders(held, now)
    return reply, True


def _sent_before(channel: OpenChannel, nonce: str) -> OpenSending | None:
    rows = OpenSending.objects.filter(channel=channel, nonce=nonce)
    return rows.select_related(
        "reply__business", "reply__customer", "reply__version", "reply__invitation"
    ).first()


def _check_pace(channel: OpenChannel, sender: str, now: datetime) -> None:
    sendings = OpenSending.objects.filter(channel=channel)
    limits = [(sendings, most, span) for most, span in CHANNEL_PACE]
    if sender and channel.kind != Kind.KIOSK:
        from_there = sendings.filter(sender_hash=sender)
        limits += [(from_there, most, span) for most, span in SENDER_PACE]
    for rows, most, span in limits:
        recent = rows.filter(received_at__gt=now - span).order_by("-received_at")
        oldest = recent.values_list("received_at", flat=True)[most - 1 : most].first()
        if oldest is not None:
            raise TooManyAnswers(oldest + span - now)


def _store(channel: OpenChannel, sent: Sent, now: datetime) -> Reply:
    freeze(sent.version, now=now)
    customer = Customer.objects.create(
        business=channel.business,
        name=sent.name,
        email=sent.email,
        language=sent.submission.language[:10],
        is_unverified=True,
    )
    work, _is_new = record_interaction(
        customer,
        NewInteraction(
            kind=channel.work_kind,
            happened_at=sent.said_at,
            handler=channel.handler,
            source=Interaction.Source.OPEN,
        ),
        by=CUSTOMER,
    )
    reply = record_reply(
        _asked(channel, sent, customer, work), sent.submission, now=now
    )
    reply.open_channel = channel
    reply.submitted_at = sent.said_at
    reply.save(update_fields=["open_channel", "submitted_at"])
    return reply


def _asked(
    channel: OpenChannel, sent: Sent, customer: Customer, work: Interaction
) -> Invitation:
    """Return an invitation as if the page had asked this very person."""
    return Invitation.objects.create(
        business=channel.business,
        survey=channel.survey,
        version=sent.version,
        interaction=work,
        customer=customer,
        channel=channel.kind,
        status=Invitation.Status.ASKED,
        language=sent.submission.language[:10],
        due_at=sent.opened_at,
        asked_at=sent.opened_at,
    )


def _forget_senders(channel: OpenChannel, now: datetime) -> None:
    old = OpenSending.objects.filter(
        channel=channel, received_at__lte=now - SENDERS_KEPT
    )
    old.exclude(sender_hash="").update(sender_hash="")
