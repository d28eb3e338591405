"""Asking by text message: one text with a short link, and a shorter way out."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from feedback.links import absolute
from feedback.sms import outbox
from feedback.sms.message import Sms, fits, is_plain, plain
from feedback.sms.outbox import Posting
from feedback.text import one_line
from surveys import phrases
from surveys.languages import frame
from surveys.models import Invitation, ShortLink

# A name is cut to this at the least before the work is left out.
SHORTEST_NAME = 12


def post_invitation_texts(rows: Sequence[Invitation], *, at: datetime) -> int:
    """Put the texts that ask into the outbox, in the caller's transaction; return how
    many are new. Each of ``rows`` is of one business and has been claimed.
    """
    return sum(post_invitation_text(row, at=at) for row in rows)


def post_invitation_text(invitation: Invitation, *, at: datetime) -> bool:
    """Put the text that asks into the outbox; False if it is there already."""
    link, _is_new = ShortLink.objects.get_or_create(
        invitation=invitation, defaults={"business_id": invitation.business_id}
    )
    posting = Posting(text_key(invitation), invitation.customer_id, due_at=at)
    sms = Sms(invitation.customer.phone_key, words(invitation, link))
    return outbox.post(sms, posting, business=invitation.business)


def text_key(invitation: Invitation) -> str:
    """Return the dedupe key of the text that asks."""
    return f"invite:{invitation.pk}"


def words(invitation: Invitation, link: ShortLink) -> str:
    """Return what the text says: who asks, about what, where, and how to stop it.

    It is as short as it must be to fit: first the work goes, then the name is cut.
    """
    business = invitation.business
    language = frame(invitation.language or business.language, business)
    name = one_line(business.name, longest=60)
    with translation.override(language):
        work = phrases.inside_sentence(invitation.interaction.kind)
        address = absolute(reverse("surveys_public:short", args=[link.code]))
        values = {"link": address, "stop": f"{address}/x"}
        about = _("%(name)s: how was your %(work)s? %(link)s Stop: %(stop)s")
        short = _("%(name)s: how was it? %(link)s Stop: %(stop)s")
        whole = [about % {**values, "name": n, "work": work} for n in _cut(name)[:1]]
        bare = [short % {**values, "name": n} for n in _cut(name)]
    return _first_that_fits([*whole, *bare], is_wide=not is_plain(plainest(short)))


def plainest(template: str) -> str:
    """Return a template without its marks: its own letters."""
    return template.replace("%(", "(")


def _first_that_fits(texts: list[str], *, is_wide: bool) -> str:
    """Return the first of ``texts`` that fits; in a script of the default alphabet a
    name in another one is spelled plainly, so that it does not triple the price.
    """
    spelled = texts if is_wide else [plain(text) for text in texts]
    return next((text for text in spelled if fits(text)), spelled[-1])


def _cut(name: str) -> list[str]:
    """Return ``name`` whole, then shorter and shorter."""
    lengths = range(len(name), min(SHORTEST_NAME, len(name)) - 1, -1)
    return [name[:length].rstrip() for length in lengths] or [name]
