"""Where one reply's words are in public, for the person who reads it in the inbox."""

from dataclasses import dataclass
from datetime import datetime

from feedback.accounts.models import Business
from public_wall.models import PublicReply, Removal
from public_wall.rules import DECIDED_WITHIN, SHOWN_AFTER, last_year
from public_wall.selectors import comments
from public_wall.selectors.moderation import is_open, removals_of
from surveys.models import Reply

NOTE = "note"
TRY_OUT = "try_out"
SUSPECT = "suspect"
LEFT = "left"


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of one reply, as `comments.with_place` has it, with what led to it.

    ``place`` may also be note (the team's own words), try_out (a test by the team),
    suspect (a machine may have sent it) or left (older than a year).
    """

    place: str
    shown_from: datetime
    public_reply: PublicReply | None
    removal: Removal | None

    @property
    def is_publishable(self) -> bool:
        """Whether the words are, or will be, on the page."""
        return self.place in (comments.WAITING, comments.SHOWN)

    @property
    def takes_answer(self) -> bool:
        """Whether a public reply can stand under the words, now or later."""
        return self.is_publishable or self.place == comments.CHECKING

    @property
    def decide_by(self) -> datetime | None:
        """Until when the request can be decided."""
        return self.removal.asked_at + DECIDED_WITHIN if self.removal else None


def standing(business: Business, reply: Reply, *, now: datetime) -> Standing:
    """Return where ``reply`` stands; two queries at most."""
    removals: list[Removal] = []
    if reply.may_be_shown and reply.words:
        removals = removals_of(reply)
    place = _place(business, reply, removals, now)
    return Standing(
        place=place,
        shown_from=reply.submitted_at + SHOWN_AFTER,
        public_reply=getattr(reply, "public_reply", None),
        removal=removals[0] if removals else None,
    )


def _place(
    business: Business, reply: Reply, removals: list[Removal], now: datetime
) -> str:
    apart = _apart(reply)
    if apart:
        return apart
    if not reply.words:
        return comments.RATING_ONLY
    if not reply.may_be_shown:
        return comments.PRIVATE
    if reply.submitted_at < last_year(business, now=now).start:
        return LEFT
    if reply.submitted_at > now - SHOWN_AFTER:
        return comments.WAITING
    return _moderated(removals, now)


def _apart(reply: Reply) -> str:
    """Return why no public page will ever have it as it is now, or nothing."""
    if reply.is_heard or reply.is_test:
        return NOTE if reply.is_heard else TRY_OUT
    return SUSPECT if reply.is_suspicious else ""


def _moderated(removals: list[Removal], now: datetime) -> str:
    states = {removal.state for removal in removals}
    if Removal.State.REMOVED in states:
        return comments.REMOVED
    hides = any(is_open(removal, now=now) for removal in removals)
    if hides and Removal.State.LAPSED not in states:
        return comments.CHECKING
    return comments.SHOWN
