"""Forgetting somebody in the tables that know them without pointing to them: mails and
texts, lists that came in, forwarded mails, and answers that the API may repeat.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from feedback.accounts.models import Business
from feedback.connect.models import IdempotencyKey, InboundMail
from feedback.customers.addresses import address_hash
from feedback.customers.models import (
    Customer,
    Import,
    ImportChunk,
    ImportPart,
    Interaction,
)
from feedback.mail.models import OutboundMessage, TextMessage
from surveys.models import (
    CustomerMessage,
    InteractionDraft,
    Notice,
    Reply,
    ReplyRevision,
)

# Tables that may name a person without pointing to them, all forgotten here. The test
# of erasing walks every table of a business and fails for one that it does not know.
OUTSIDE = {
    "mail.outboundmessage",
    "mail.textmessage",
    "connect.inboundmail",
    "connect.idempotencykey",
    "customers.import",
    "customers.importpart",
    "customers.importchunk",
    "surveys.interactiondraft",
}
# Shorter than this, a line of words is no trace of anybody.
SHORTEST_TRACE, LONGEST_TRACE = 10, 40


@dataclass(frozen=True, slots=True)
class Traces:
    """By what somebody is found where nothing points to them."""

    customer_ids: list[UUID]
    addresses: list[str]
    names: list[str]
    words: list[str]
    reply_ids: list[UUID]
    imports: list[UUID]

    @property
    def needles(self) -> list[str]:
        """What no text of ours may contain afterwards."""
        return [*self.addresses, *self.names, *self.words]


def traces_of(people: list[Customer], reply_ids: set[UUID]) -> Traces:
    """Return the traces of ``people`` (the rows of one person); read it before
    anything is emptied.
    """
    ids = [person.pk for person in people]
    addresses = [a for p in people for a in (p.email, p.phone, p.phone_key) if a]
    # A single name is the name of many.
    names = {p.name for p in people if " " in p.name.strip()}
    work = Interaction.objects.filter(customer__in=ids, came_with__isnull=False)
    imports = {p.came_with for p in people if p.came_with}
    imports |= {pk for pk in work.values_list("came_with", flat=True) if pk}
    return Traces(
        customer_ids=ids,
        addresses=sorted(set(addresses)),
        names=sorted(names),
        words=sorted(_words(reply_ids)),
        reply_ids=list(reply_ids),
        imports=[pk for pk in imports if pk],
    )


def forget(business: Business, traces: Traces, *, now: datetime) -> int:
    """Empty whatever still names them; return how many mails were emptied."""
    _forget_texts(business, traces, now)
    _forget_forwarded(business, traces)
    _forget_api_answers(business, traces)
    _forget_lists(traces)
    return _forget_mails(business, traces, now)


def _words(reply_ids: set[UUID]) -> set[str]:
    replies = Reply.objects.filter(pk__in=reply_ids)
    said = [text for row in replies.values_list("words", "goal") for text in row]
    for rows in (
        ReplyRevision.objects.filter(reply__in=reply_ids),
        CustomerMessage.objects.filter(reply__in=reply_ids),
    ):
        said += list(rows.values_list("words", flat=True))
    lines = (line.strip()[:LONGEST_TRACE] for text in said for line in text.split("\n"))
    return {line for line in lines if len(line) >= SHORTEST_TRACE}


def _forget_mails(business: Business, traces: Traces, now: datetime) -> int:
    hashes = [address_hash(address) for address in traces.addresses]
    theirs = Q(customer_id__in=traces.customer_ids) | Q(address_hash__in=hashes)
    rows = OutboundMessage.objects.filter(business=business)
    rows.filter(theirs, status=OutboundMessage.Status.QUEUED).update(
        status=OutboundMessage.Status.CANCELLED,
        status_reason=gettext_noop("they were erased"),
        finished_at=now,
    )
    batches = Notice.objects.filter(reply__in=traces.reply_ids).exclude(batch="")
    about = Q(dedupe_key__in=list(batches.values_list("batch", flat=True)))
    empty: dict[str, Any] = {
        "subject": "",
        "own_text": "",
        "own_html": "",
        "values": {},
        "frame": None,
        "headers": {},
    }
    named = _containing(("own_text", "own_html", "subject"), traces.needles)
    found = rows.filter(theirs | about | named)
    ids = list(found.values_list("pk", flat=True))
    emptied = OutboundMessage.objects.filter(pk__in=ids)
    emptied.update(**empty)
    emptied.filter(address_hash__in=hashes).update(
        to_email="", to_name="", reply_to="", provider_id=""
    )
    return len(ids)


def _forget_texts(business: Business, traces: Traces, now: datetime) -> None:
    hashes = [address_hash(address) for address in traces.addresses]
    rows = TextMessage.objects.filter(
        Q(customer_id__in=traces.customer_ids) | Q(phone_hash__in=hashes),
        business=business,
    )
    rows.filter(status=TextMessage.Status.QUEUED).update(
        status=TextMessage.Status.CANCELLED, finished_at=now
    )
    rows.update(to_phone="", words="")


def _forget_forwarded(business: Business, traces: Traces) -> None:
    """Forwarded mails in which we guessed them, with the guess."""
    drafts = InteractionDraft.objects.filter(business=business)
    named = _containing(("email", "name", "reference"), traces.needles)
    guessed = drafts.filter(named).values("mail")
    mails = InboundMail.objects.filter(business=business)
    subjects = _containing(("subject",), traces.needles)
    mails.filter(Q(pk__in=guessed) | subjects).delete()


def _forget_api_answers(business: Business, traces: Traces) -> None:
    rows: QuerySet[IdempotencyKey] = IdempotencyKey.objects.filter(business=business)
    ids = [str(pk) for pk in traces.customer_ids]
    rows.filter(_containing(("body",), [*traces.needles, *ids])).delete()


def _forget_lists(traces: Traces) -> None:
    """Lists that brought them and are done: the file, and the lines we answered."""
    done = Import.objects.filter(pk__in=traces.imports, state__in=Import.FINISHED)
    ids = list(done.values_list("pk", flat=True))
    ImportPart.objects.filter(of__in=ids).delete()
    ImportChunk.objects.filter(of__in=ids).update(content=b"", outcomes=[])
    Import.objects.filter(pk__in=ids).update(first_lines=[])


def _containing(columns: Iterable[str], needles: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for column in columns:
        for needle in needles:
            found |= Q(**{f"{column}__icontains": needle})
    return found
