"""Changing where a public page is found."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Business
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from public_wall.models import FormerSlug
from public_wall.selectors.addresses import is_free

SHORTEST, LONGEST = 3, 60
MOST_FORMER = 10
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@transaction.atomic
def move_page(business: Business, *, slug: str, by: Actor) -> bool:
    """Give the page another address; the old one leads there for good, and nobody else
    can ever have it. False if that is the address already.

    Raises `Refused` for what is no address or one change too many, `Conflict` for an
    address that somebody else has or had.
    """
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can do that."))
    wanted = slug.strip().lower()
    if not (SHORTEST <= len(wanted) <= LONGEST and _SLUG.fullmatch(wanted)):
        raise Refused(_("Use three letters from a to z or more, digits and dashes."))
    held = Business.objects.select_for_update().get(pk=business.pk)
    if held.slug == wanted:
        return False
    _refuse_wanderer(held, wanted)
    if not is_free(wanted, held):
        raise Conflict(_taken())
    before = held.slug
    FormerSlug.objects.filter(business=held, slug=wanted).delete()
    try:
        with transaction.atomic():
            Business.objects.filter(pk=held.pk).update(slug=wanted)
            FormerSlug.objects.create(business=held, slug=before, left_at=clock.now())
    except IntegrityError as error:
        raise Conflict(_taken()) from error
    business.slug = wanted
    history.record("moved_page", by.membership, by=by, slug=(before, wanted))
    return True


def _refuse_wanderer(business: Business, wanted: str) -> None:
    """Keep one business from reserving any number of addresses."""
    former = FormerSlug.objects.filter(business=business).exclude(slug=wanted)
    if former.count() >= MOST_FORMER:
        raise Refused(_("Your page has had ten addresses. Go back to one of them."))


def _taken() -> str:
    return _("Somebody else has this address, or had it. Choose another.")
