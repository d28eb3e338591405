"""Reading the conversation about a reply: what they wrote, what we said, who writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from feedback.accounts.models import Business, Membership
from feedback.connect.reply_addresses import INVITATION, Named
from feedback.customers.models import Customer
from surveys.models import (
    CustomerMessage,
    Invitation,
    MessageAttachment,
    Reply,
    TeamAnswer,
    TeamNote,
    WritingDraft,
)
from surveys.selectors.around import PERHAPS, Around

What = CustomerMessage.What
Status = Invitation.Status
# Whoever typed within this time is most likely still at it.
STILL_WRITING = timedelta(minutes=10)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Thread:
    """What came and what was noted, oldest first."""

    messages: list[CustomerMessage]
    notes: list[TeamNote]

    def since(self, answers: Sequence[TeamAnswer]) -> list[CustomerMessage]:
        """Return what they wrote and nobody has answered yet."""
        last = max((answer.sent_at for answer in answers), default=None)
        return [one for one in self.wrote if last is None or one.received_at > last]

    @property
    def wrote(self) -> list[CustomerMessage]:
        """What they wrote after they had replied."""
        words = [one for one in self.messages if one.what == What.WORDS]
        return [one for one in words if not one.is_reply]

    @property
    def first(self) -> CustomerMessage | None:
        """The mail that became the reply, if one did."""
        return next((one for one in self.messages if one.is_reply), None)


def business_of(named: Named) -> UUID | None:
    """Return whose the object is that an address names. Works across businesses."""
    model = Invitation if named.kind == INVITATION else Customer
    rows = model.objects.filter(pk=named.pk)
    found: UUID | None = rows.values_list("business_id", flat=True).first()
    return found


def invitation_of(named: Named) -> Invitation | None:
    """Return the invitation whose conversation an address names.

    For a customer that is the one they answered last, else were asked last.
    """
    rows = Invitation.objects.select_related("business", "customer")
    if named.kind == INVITATION:
        return rows.filter(pk=named.pk).first()
    person = Customer.objects.filter(pk=named.pk).first()
    if person is None:
        return None
    theirs = rows.filter(customer=person.merged_into_id or person.pk)
    answered = theirs.filter(status=Status.ANSWERED, reply__isnull=False)
    asked = theirs.exclude(asked_at=None)
    return (
        answered.order_by("-answered_at", "-pk").first()
        or asked.order_by("-asked_at", "-pk").first()
    )


def with_all(invitation: Invitation) -> Invitation:
    """Return the invitation with what becoming a reply reads of it."""
    rows = Invitation.objects.select_related(
        "business", "customer", "interaction", "version"
    )
    return rows.get(pk=invitation.pk)


def thread_of(reply: Reply, there: Around = PERHAPS) -> Thread:
    """Return what belongs to ``reply`` besides answers, without the files' bytes."""
    messages = _messages_of(reply) if there.messages else []
    return Thread(messages, _notes_of(reply) if there.notes else [])


def _messages_of(reply: Reply) -> list[CustomerMessage]:
    files = MessageAttachment.objects.defer("body").order_by("created_at", "id")
    came = CustomerMessage.objects.filter(reply=reply).defer("whole")
    came = came.prefetch_related(Prefetch("attachments", queryset=files))
    return list(came.order_by("-received_at", "-id")[:MOST_SHOWN])[::-1]


def _notes_of(reply: Reply) -> list[TeamNote]:
    noted = TeamNote.objects.filter(reply=reply).select_related("author__user")
    return list(noted.order_by("-written_at", "-id")[:MOST_SHOWN])[::-1]


def named_in(note: TeamNote) -> list[str]:
    """Return the first names of those whom ``note`` names."""
    rows = note.mentions.select_related("membership__user").order_by("id")
    return [mention.membership.user.first_name for mention in rows]


def messages(business: Business) -> QuerySet[CustomerMessage]:
    """Return every mail that came to a conversation."""
    rows = CustomerMessage.objects.filter(business=business)
    return rows.select_related("reply__customer")


def files(business: Business) -> QuerySet[MessageAttachment]:
    """Return every file that came with one."""
    return MessageAttachment.objects.filter(business=business)


def drafts_about(
    reply: Reply, me: Membership, *, now: datetime
) -> tuple[dict[str, str], list[str]]:
    """Return what ``me`` has typed about ``reply`` and not sent, by kind, and the first
    names of the others who are writing to the customer.
    """
    rows = WritingDraft.objects.filter(reply=reply, author__is_active=True)
    drafts = rows.exclude(words="").select_related("author__user").order_by("saved_at")
    mine, others = {}, []
    for draft in drafts[:MOST_SHOWN]:
        if draft.author_id == me.pk:
            mine[draft.kind] = draft.words
        elif _is_at_it(draft, now):
            others.append(draft.author.user.first_name)
    return mine, others


def _is_at_it(draft: WritingDraft, now: datetime) -> bool:
    is_answer = draft.kind == WritingDraft.Kind.ANSWER
    return is_answer and draft.saved_at > now - STILL_WRITING
