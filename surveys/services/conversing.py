"""Conversing: a mail that a customer writes back lands under their reply, once.

The address it came to decides which conversation it belongs to; the sender's address
only decides how it is labelled, since anybody can write any. A mail that no person
wrote is kept as what it is, and is nobody's words.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from anymail.signals import AnymailInboundEvent
from django.db import transaction

from feedback import clock, tenancy
from feedback.accounts.models import Membership
from feedback.accounts.selectors import team
from feedback.connect import reply_addresses
from feedback.connect.reply_addresses import Named
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer
from feedback.errors import Gone
from feedback.history.services import CUSTOMER
from feedback.text import one_line
from surveys.models import (
    CustomerMessage,
    Invitation,
    MessageAttachment,
    QuestionKind,
    Reply,
    TeamAnswer,
)
from surveys.pacing import Topic
from surveys.selectors import conversation as selectors
from surveys.selectors import hearing as people
from surveys.services import hearing, suspecting
from surveys.services.answering import AlreadyAnswered, record_reply
from surveys.services.notices import tell
from surveys.submission import Submission
from surveys.threads import machines
from surveys.threads.letters import Letter, read_letter

log = structlog.get_logger(__name__)
What = CustomerMessage.What
# In one conversation. More is two programs talking, or somebody who means harm.
MOST_AN_HOUR = 30
MOST_IN_ALL = 1_000


def hear(event: AnymailInboundEvent) -> bool:
    """Store the mail that came, if it came to a reply address; False if not.

    A mail to somebody who is not known any more is dropped without a trace.
    """
    letter = read_letter(event.message, event_id=event.event_id or "")
    # The envelope first: it is whom this copy of the mail came to.
    named = reply_addresses.first_read(letter.mail.delivered_to)
    if named is None:
        return False
    _inside(named, letter, what=None, dedupe_key=letter.mail.dedupe_key)
    return True


def hear_unread(named: Named, *, digest: str, what: What) -> None:
    """Store that a mail came which we did not read: too large, or not to be parsed."""
    _inside(named, None, what=what, dedupe_key=digest)


@transaction.atomic
def take_letter(
    invitation: Invitation,
    letter: Letter | None,
    *,
    what: What | None,
    dedupe_key: str,
    now: datetime,
) -> CustomerMessage | None:
    """Store ``letter`` in the conversation about ``invitation``; None if it came
    before, or too many came, or there is nothing that it could belong to.
    """
    # One row at which the same mail, coming twice at once, queues.
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    key = hashlib.sha256(f"{invitation.pk}:{dedupe_key}".encode()).hexdigest()
    reply = Reply.objects.filter(invitation=invitation).first()
    if reply is not None and _is_known_or_limited(reply, key, now):
        return None
    what = what or _what(invitation, letter)
    is_first = reply is None
    if reply is None:
        reply = _become_reply(invitation, letter, what, now)
    if reply is None:
        log.info("conversation_mail_without_reply", what=str(what))
        return None
    message = _store(reply, letter, what, key, is_first=is_first, now=now)
    if reply.is_suspicious and what == What.WORDS and message.is_from_them:
        # Who writes back to our mail is no machine that follows links.
        suspecting.clear(reply, by=CUSTOMER, now=now)
    if not is_first and message.calls_for_somebody:
        hearing.customer_wrote(reply)
        _tell_the_team(message)
    return message


def _inside(
    named: Named, letter: Letter | None, *, what: What | None, dedupe_key: str
) -> None:
    with tenancy.every_business():
        business_id = selectors.business_of(named)
    if business_id is None:
        log.info("conversation_mail_for_nobody")
        return
    with tenancy.enter(business_id):
        invitation = selectors.invitation_of(named)
        # Whoever was erased has no address left; nothing of theirs comes back.
        if invitation is None or not invitation.customer.email:
            log.info("conversation_mail_for_nobody")
            return
        take_letter(
            invitation, letter, what=what, dedupe_key=dedupe_key, now=clock.now()
        )


def _is_known_or_limited(reply: Reply, key: str, now: datetime) -> bool:
    rows = CustomerMessage.objects.filter(reply=reply)
    if CustomerMessage.objects.filter(
        business=reply.business_id, dedupe_key=key
    ).exists():
        return True
    lately = rows.filter(received_at__gt=now - timedelta(hours=1)).count()
    if lately < MOST_AN_HOUR and rows.count() < MOST_IN_ALL:
        return False
    log.warning("conversation_limited", reply=str(reply.pk))
    return True


def _what(invitation: Invitation, letter: Letter | None) -> What:
    if letter is None:
        return What.UNREADABLE
    kind = machines.kind_of(letter.mail)
    if kind != What.WORDS:
        return kind
    if _is_theirs(invitation.customer, letter):
        # They were given the address: a filter's guess is not worth their words.
        return What.WORDS
    if _is_of_the_team(invitation, letter):
        return What.TEAM
    return What.SPAM if letter.mail.is_spam else What.WORDS


def _become_reply(
    invitation: Invitation, letter: Letter | None, what: What, now: datetime
) -> Reply | None:
    """Return the reply that the mail becomes: whoever writes instead of following the
    link has answered. None if it says nothing, or no person wrote it.
    """
    unread = what in (What.TOO_LARGE, What.UNREADABLE)
    said = bool(letter and (letter.words or letter.files or letter.left_out))
    if not (unread or (what == What.WORDS and said)):
        return None
    words = letter.words if letter else ""
    full = selectors.with_all(invitation)
    try:
        return record_reply(full, _submission(full, words), now=now, mailed=words)
    except AlreadyAnswered:
        return Reply.objects.filter(invitation=invitation).first()
    except Gone:
        return None


def _submission(invitation: Invitation, words: str) -> Submission:
    version = invitation.version
    asked = version.questions.order_by("position") if version else ()
    own = [question.pk for question in asked if question.kind == QuestionKind.WORDS]
    return Submission(steps={}, words={own[0]: words} if own and words else {})


def _store(
    reply: Reply,
    letter: Letter | None,
    what: What,
    key: str,
    *,
    is_first: bool,
    now: datetime,
) -> CustomerMessage:
    message = CustomerMessage(
        business_id=reply.business_id,
        reply=reply,
        what=what,
        is_reply=is_first,
        received_at=now,
        dedupe_key=key,
    )
    if letter is not None:
        sender = letter.mail.sender
        message.words = letter.words if what == What.WORDS else ""
        message.whole = letter.whole
        message.subject = one_line(letter.mail.subject, longest=200)
        message.from_email = sender.email if sender else ""
        message.is_from_them = _is_theirs(reply.customer, letter)
        message.message_id = letter.message_id
        message.files_left_out = letter.left_out
    message.save(force_insert=True)
    if letter is not None and what == What.WORDS:
        _store_files(message, letter)
    return message


def _store_files(message: CustomerMessage, letter: Letter) -> None:
    MessageAttachment.objects.bulk_create(
        MessageAttachment(
            business_id=message.business_id,
            message=message,
            name=file.name,
            content_type=file.content_type,
            size=len(file.body),
            digest=file.digest,
            body=file.body,
        )
        for file in letter.files
    )


def _is_theirs(customer: Customer, letter: Letter) -> bool:
    """Whether it says that it comes from an address we know as this customer's."""
    sender = letter.mail.sender
    if sender is None or letter.is_faked:
        return False
    key = email_key(sender.email)
    known = Customer.objects.filter(business=customer.business_id, merged_into=customer)
    merged = known.filter(email_key=key).exclude(email_key="")
    return key == email_key(customer.email) or merged.exists()


def _is_of_the_team(invitation: Invitation, letter: Letter) -> bool:
    sender = letter.mail.sender
    members = team(invitation.business)
    own = {email_key(member.user.email) for member in members}
    return sender is not None and email_key(sender.email) in own


def _tell_the_team(message: CustomerMessage) -> None:
    """Let whoever answered last hear of it, and whoever looks after the customer."""
    told: set[UUID] = set()
    for member in _who_hears(message.reply):
        if member.pk in told:
            continue
        told.add(member.pk)
        tell(
            member,
            topic=Topic.CONVERSATION,
            dedupe_key=f"message:{message.pk}",
            reply=message.reply,
        )


def _who_hears(reply: Reply) -> list[Membership]:
    rows = TeamAnswer.objects.filter(reply=reply).select_related("author__user")
    latest = rows.order_by("-sent_at", "-id").first()
    last = [latest.author] if latest and latest.author.is_active else []
    if last and reply.customer.relationship_owner_id is None:
        return last
    return [*last, *people.look_after(reply)]
