"""How somebody of the team stands on the public page."""

from django.db import transaction

from feedback.accounts.models import Membership
from feedback.history import services as history
from feedback.history.services import Actor
from public_wall.models import PublicName


@transaction.atomic
def show_name(membership: Membership, *, shown: bool, by: Actor) -> bool:
    """Show the first name of ``membership`` beside what they take on, or their role
    only; False if it is so already. Nobody chooses it for somebody else.
    """
    held, _made = PublicName.objects.get_or_create(
        membership=membership, defaults={"business_id": membership.business_id}
    )
    changed = PublicName.objects.filter(pk=held.pk, is_shown=not shown)
    if not changed.update(is_shown=shown):
        return False
    history.record("chose_public_name", held, by=by, is_shown=(not shown, shown))
    return True
