"""What is printed in public: the only shape in which rows reach page, feed and JSON.

A card has no customer in it, so nothing private can slip into a template.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from actions.selectors.verdicts import Verdicts
from feedback.accounts.models import Business
from public_wall.models import PublicReply, Removal, Update, UpdateText
from public_wall.names import shown_name
from public_wall.rules import DECIDED_WITHIN, SHOWN_AFTER
from public_wall.selectors.comments import CHECKING, REMOVED, SHOWN
from public_wall.selectors.updates import is_quotable
from surveys.models import Reply


@dataclass(frozen=True, slots=True)
class Answer:
    """The business's own words under a comment."""

    words: str
    published_at: datetime
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Check:
    """Why a comment is not shown: the listed ground and the days that matter."""

    ground: str
    asked_at: datetime
    decide_by: datetime
    decided_at: datetime | None

    @property
    def reason(self) -> str:
        """The ground in words that follow "because"."""
        return str(Removal.Ground(self.ground).label)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, or the placeholder of one (then without words, name and rating)."""

    id: UUID
    state: str
    submitted_at: datetime
    name: str = ""
    words: str = ""
    rating: int | None = None
    language: str = ""
    edited_at: datetime | None = None
    answer: Answer | None = None
    check: Check | None = None


NO_VERDICTS = Verdicts()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands behind an update: who took it on and on which day, when a person
    heard of it first, and what those say who were told that it is done.
    """

    taken_by: str = ""
    taken_on: date | None = None
    heard_on: date | None = None
    verdicts: Verdicts = NO_VERDICTS
    earlier: int = 0

    @property
    def confirmed(self) -> str:
        """What those say who told us, in a sentence; nothing if nobody did."""
        said = self.verdicts
        if not said.answered:
            return ""
        numbers = {"fixed": said.fixed, "answered": said.answered}
        if said.not_fixed:
            sentence = _(
                "Not fixed for everybody yet: %(fixed)s of %(answered)s who told us"
                " say that it is."
            )
        else:
            sentence = _("Confirmed by %(fixed)s of %(answered)s who told us.")
        return sentence % numbers


NO_RECEIPT = Receipt()


@dataclass(frozen=True, slots=True)
class UpdateCard:
    """One "you said, we did": quoted as long as the customer lets us."""

    id: UUID | None
    kind: str
    quote: str
    quote_name: str
    quote_language: str
    said: str
    did: str
    raised_by: int
    decided_on: date
    published_at: datetime
    edited_at: datetime | None = None
    due_on: date | None = None
    # When they said it, if they are quoted.
    said_at: datetime | None = None
    receipt: Receipt = NO_RECEIPT
    # The language that the business's words are in, if not the page's.
    language: str = ""

    @property
    def done(self) -> bool:
        """Whether it was done, rather than decided against."""
        return self.kind == Update.Kind.DID

    @property
    def is_later(self) -> bool:
        """Whether it is late, and says why."""
        return self.kind == Update.Kind.LATER

    @property
    def people(self) -> str:
        """Who said it, when nobody is quoted."""
        return _("A customer") if self.raised_by == 1 else _("Several customers")


def comment(reply: Reply) -> Comment:
    """Return the card of a row of `eligible_comments`."""
    place: str = reply.place  # type: ignore[attr-defined]  # annotated there
    if place in (CHECKING, REMOVED):
        return Comment(reply.pk, place, reply.submitted_at, check=_check(reply))
    return Comment(
        id=reply.pk,
        state=SHOWN,
        submitted_at=reply.submitted_at,
        name=shown_name(reply),
        words=reply.words,
        rating=reply.rating,
        language=reply.said_in,
        edited_at=reply.edited_at,
        answer=_answer(reply),
    )


def update_card(
    update: Update,
    *,
    now: datetime,
    receipt: Receipt = NO_RECEIPT,
    text: UpdateText | None = None,
) -> UpdateCard:
    """Return the card of a row of `published_updates` as it may be read at ``now``,
    in the business's words of ``text`` if there are any.
    """
    said_by = update.quoted_reply if _may_quote(update, now=now) else None
    return UpdateCard(
        id=update.pk,
        kind=update.kind,
        quote=said_by.words if said_by else "",
        quote_name=shown_name(said_by) if said_by else "",
        quote_language=said_by.said_in if said_by else "",
        said=(text.said or update.said) if text else update.said,
        did=text.did if text else update.did,
        raised_by=update.raised_by,
        decided_on=update.decided_on,
        published_at=update.published_at,
        edited_at=update.edited_at,
        due_on=update.due_on,
        said_at=said_by.submitted_at if said_by else None,
        receipt=receipt,
    )


def site_line(business: Business) -> str:
    """Return what the business does and where, in one line."""
    return ", ".join(part for part in (business.about, business.place) if part)


def _may_quote(update: Update, *, now: datetime) -> bool:
    reply = update.quoted_reply
    if reply is None or not is_quotable(reply):
        return False
    is_hidden: bool = update.quote_is_hidden  # type: ignore[attr-defined]  # annotated
    return not is_hidden and reply.submitted_at <= now - SHOWN_AFTER


def _answer(reply: Reply) -> Answer | None:
    given: PublicReply | None = getattr(reply, "public_reply", None)
    if given is None:
        return None
    return Answer(given.words, given.published_at, given.edited_at)


def _check(reply: Reply) -> Check:
    request: Removal = reply.deciding[0]  # type: ignore[attr-defined]  # prefetched
    return Check(
        ground=request.ground,
        asked_at=request.asked_at,
        decide_by=request.asked_at + DECIDED_WITHIN,
        decided_at=request.decided_at,
    )
