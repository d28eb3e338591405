"""What every page behind the login shows about the business."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.accounts import selectors
from feedback.accounts.models import Role, User


def business(request: HttpRequest) -> dict[str, Any]:
    """Return the business, the person's places and the quiet notice of the trial."""
    membership = getattr(request, "membership", None)
    shown = _preferences(getattr(request, "user", None))
    if membership is None:
        return shown
    days = selectors.trial_days_left(membership.business)
    left = ngettext(
        "Free trial: %(count)s day left.", "Free trial: %(count)s days left.", days
    )
    return shown | {
        "business": membership.business,
        "membership": membership,
        "may_manage": membership.may(Role.MANAGER),
        "may_own": membership.may(Role.OWNER),
        "sees_own_only": not membership.may(Role.READER),
        "memberships": getattr(request, "memberships", []),
        "trial_notice": left % {"count": days} if days else _("Trial ended."),
    }


def _preferences(user: object) -> dict[str, Any]:
    if not isinstance(user, User):
        return {}
    return {"theme": user.theme, "keys_off": not user.uses_shortcuts}
