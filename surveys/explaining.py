"""Why somebody is not asked, in words, and what can be done about it."""

from datetime import datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.models import Invitation

Reason = Invitation.Reason
BECAUSE: Final = {
    Reason.NO_ADDRESS: gettext_lazy("because we have no email address"),
    Reason.OPTED_OUT: gettext_lazy("because they asked us not to"),
    Reason.BOUNCED: gettext_lazy("because their address does not work"),
    Reason.COMPLAINED: gettext_lazy("because they marked a mail as spam"),
    Reason.PAUSED: gettext_lazy("because asking them is paused"),
    Reason.RESTING: gettext_lazy("because they are asked about something else"),
    Reason.TOO_OLD: gettext_lazy("because it was too long ago"),
    Reason.SURVEY_PAUSED: gettext_lazy("because the survey was paused"),
    Reason.SAMPLED_OUT: gettext_lazy("because the draw left them out this time"),
    Reason.COMPLAINT: gettext_lazy("because a complaint of theirs was open"),
    Reason.OTHER_SURVEY: gettext_lazy("because another survey asks them instead"),
    Reason.OWN_PAUSE: gettext_lazy("because they asked to be left alone for a while"),
    Reason.LESS_OFTEN: gettext_lazy("because they asked to be asked less often"),
    Reason.NOT_DELIVERED: gettext_lazy("because the mail could not be delivered"),
}
_THEIR_WORD = gettext_lazy("Only they can change that.")
_BY_HAND = gettext_lazy("You can ask by hand.")
REMEDY: Final = {
    Reason.NO_ADDRESS: gettext_lazy("Add an address, then ask by hand."),
    Reason.OPTED_OUT: _THEIR_WORD,
    Reason.BOUNCED: gettext_lazy("Correct the address; the next visit is asked about."),
    Reason.COMPLAINED: gettext_lazy("We do not write to them any more."),
    Reason.PAUSED: gettext_lazy("Lift the pause; the next visit is asked about."),
    Reason.RESTING: _BY_HAND,
    Reason.TOO_OLD: _BY_HAND,
    Reason.SURVEY_PAUSED: _BY_HAND,
    Reason.SAMPLED_OUT: _BY_HAND,
    Reason.COMPLAINT: gettext_lazy("Settle it first, or ask in spite of it."),
    Reason.OTHER_SURVEY: _BY_HAND,
    Reason.OWN_PAUSE: _THEIR_WORD,
    Reason.LESS_OFTEN: _THEIR_WORD,
    Reason.NOT_DELIVERED: gettext_lazy("Look at the mail under “Sent mail”."),
}
_WHY_NOT: Final = {
    Reason.NO_ADDRESS: gettext_lazy("There is no email address to ask them at."),
    Reason.OPTED_OUT: gettext_lazy(
        "They asked not to be asked. Only they can change that."
    ),
    Reason.COMPLAINED: gettext_lazy(
        "They marked a mail as spam, so we do not write to them."
    ),
    Reason.BOUNCED: gettext_lazy("Their email address does not work."),
    Reason.OWN_PAUSE: gettext_lazy(
        "They asked to be left alone for a while. Only they can change that."
    ),
    Reason.LESS_OFTEN: gettext_lazy(
        "They asked to be asked less often. Only they can change that."
    ),
}


def because(invitation: Invitation, *, rested_from: datetime | None = None) -> str:
    """Return why nobody was asked: "because they were asked on 3 October".

    ``rested_from`` is when they were asked before, if that is known. Nothing for an
    invitation that asks.
    """
    if not invitation.reason:
        return ""
    if invitation.reason == Reason.RESTING and rested_from:
        day = date_format(localtime(rested_from), _("j F"))
        return _("because they were asked on %(day)s") % {"day": day}
    return str(BECAUSE[Reason(invitation.reason)])


def remedy(invitation: Invitation) -> str:
    """Return what can be done about it, in a sentence; nothing for one that asks."""
    if not invitation.reason:
        return ""
    return str(REMEDY[Reason(invitation.reason)])


def why_not(reason: Invitation.Reason) -> str:
    """Return the refusal to ask by hand against the word of the person."""
    return str(_WHY_NOT[reason])
