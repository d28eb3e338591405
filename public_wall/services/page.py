"""Opening and closing the public page."""

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.errors import NotAllowed
from feedback.history import services as history
from feedback.history.services import Actor


@transaction.atomic
def set_visibility(business: Business, *, public: bool, by: Actor) -> None:
    """Show the whole page to the world, or hide the whole page: nothing in between."""
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can do that."))
    changed = Business.objects.filter(pk=business.pk, wall_is_public=not public)
    if changed.update(wall_is_public=public):
        verb = "showed_page" if public else "hid_page"
        history.record(verb, by.membership, by=by, wall_is_public=(not public, public))
