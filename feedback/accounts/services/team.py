"""Who may do what: only owners say so, and there is always one."""

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.accounts import leaving
from feedback.accounts.models import Business, Membership, Role
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor


@transaction.atomic
def change_role(membership: Membership, *, role: Role, by: Actor) -> bool:
    """Give somebody of the team another role; False if they have it.

    Raises `NotAllowed` unless an owner does it, and `Refused` for the last owner.
    """
    held = hold_team(membership, by=by)
    if held.role == role:
        return False
    if role != Role.OWNER:
        _refuse_last_owner(held)
    before = held.role
    held.role = role
    held.save(update_fields=["role"])
    history.record("given a role", held, by=by, role=(before, str(role)))
    leaving.left(held)
    return True


@transaction.atomic
def remove_member(membership: Membership, *, by: Actor) -> bool:
    """Take somebody out of the team, at once; False if they are out.

    What they did stays. Raises as `change_role` does.
    """
    held = hold_team(membership, by=by, active=None)
    if not held.is_active:
        return False
    _refuse_last_owner(held)
    is_out = _set_active(held, active=False, by=by)
    leaving.left(held)
    return is_out


@transaction.atomic
def restore_member(membership: Membership, *, by: Actor) -> bool:
    """Take somebody back with the role they had; False if they are in the team."""
    held = hold_team(membership, by=by, active=None)
    if held.is_active:
        return False
    return _set_active(held, active=True, by=by)


def hold_team(
    membership: Membership, *, by: Actor, active: bool | None = True
) -> Membership:
    """Return ``membership`` as it is now; nobody else changes the team meanwhile.

    Raises `NotAllowed` unless ``by`` is an owner at this moment, whatever they were
    when the page was asked for.
    """
    hold_owner(membership.business, by=by)
    held = Membership.objects.select_related("business", "user").get(pk=membership.pk)
    if active is not None and held.is_active != active:
        raise Conflict(_("{held} is not in the team any more.").format(held=held))
    return held


def hold_owner(business: Business, *, by: Actor) -> Membership:
    """Return the owner who acts, with the team held until the transaction ends."""
    Business.objects.select_for_update().get(pk=business.pk)
    acting = by.membership and Membership.objects.filter(pk=by.membership.pk).first()
    if acting is None or not acting.may(Role.OWNER):
        raise NotAllowed(_("Only an owner can change the team."))
    return acting


def _refuse_last_owner(leaving: Membership) -> None:
    owners = Membership.objects.filter(
        business_id=leaving.business_id, role=Role.OWNER, is_active=True
    )
    if leaving.role == Role.OWNER and not owners.exclude(pk=leaving.pk).exists():
        raise Refused(
            _("Somebody has to own this. Make another person an owner first.")
        )


def _set_active(membership: Membership, *, active: bool, by: Actor) -> bool:
    membership.is_active = active
    membership.save(update_fields=["is_active"])
    verb = "taken back" if active else "removed"
    history.record(verb, membership, by=by, active=(not active, active))
    return True
