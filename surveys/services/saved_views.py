"""Keeping a list of the inbox under a name."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feedback.accounts.models import Membership, Role
from feedback.errors import Conflict, NotAllowed
from surveys.models import SavedView

MOST = 30


class NameTaken(Conflict):
    """Somebody has a list of that name already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("You have a list called “%(name)s” already.") % {"name": name}
        )


def save_view(
    owner: Membership, *, name: str, query: dict[str, str], is_shared: bool
) -> SavedView:
    """Keep what ``query`` brings back. Raises `NameTaken`, and `Conflict` if somebody
    has more lists than anybody can read.
    """
    if SavedView.objects.filter(owner=owner).count() >= MOST:
        raise Conflict(_("You have 30 lists. Remove one before you keep another."))
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                business_id=owner.business_id,
                owner=owner,
                name=name,
                query=query,
                is_shared=is_shared,
            )
    except IntegrityError as taken:
        raise NameTaken(name) from taken


def change_view(view: SavedView, *, name: str, is_shared: bool, by: Membership) -> None:
    """Give it another name, or share it. Raises `NameTaken` and `NotAllowed`."""
    check_may_change(view, by)
    view.name, view.is_shared = name, is_shared
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "is_shared"])
    except IntegrityError as taken:
        raise NameTaken(name) from taken


def drop_view(view: SavedView, *, by: Membership) -> None:
    """Forget it. Raises `NotAllowed`."""
    check_may_change(view, by)
    view.delete()


def check_may_change(view: SavedView, by: Membership) -> None:
    """Raise `NotAllowed` unless it is theirs, or shared and they are a manager."""
    if view.owner_id != by.pk and not by.may(Role.MANAGER):
        raise NotAllowed(_("This list is somebody else’s. Ask them, or a manager."))
