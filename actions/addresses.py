"""Where somebody of the team finds an action: behind their login or, if they have
none, behind a link that is theirs alone.

The token names the action and is signed for one reader: another reader's does not
open it. Nothing is stored, and the page itself says whether its reader may still see
the action (see `actions.selectors.by_mail`).
"""

from uuid import UUID

from django.urls import reverse

from actions.models import Action
from feedback.accounts.models import Membership, Role
from feedback.links import Target, absolute, make_token, read_token


def page_for(action: Action, reader: Membership) -> str:
    """Return the absolute address of the action for ``reader``, for a mail to them."""
    if reader.role in (Role.EMAIL_ONLY, Role.OWN_ONLY):
        return by_mail_url(action, reader)
    return absolute(reverse("actions:action-detail", kwargs={"pk": action.pk}))


def by_mail_url(action: Action, reader: Membership) -> str:
    """Return the absolute address that opens the action for ``reader`` without a
    login.
    """
    token = make_token(purpose(reader.pk), action.business_id, action.pk)
    kwargs = {"reader": reader.pk, "token": token}
    return absolute(reverse("actions_public:action", kwargs=kwargs))


def behind(reader: UUID, token: str) -> Target:
    """Return the business and the action that ``token`` opens for ``reader``.

    Raises `BadLink` for anything that `by_mail_url` did not make for them.
    """
    return read_token(purpose(reader), token)


def purpose(reader: UUID) -> str:
    """Return what the tokens of one reader are signed for."""
    return f"acting:{reader}"
