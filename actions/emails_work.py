"""Mails to the team about work: a mention in a comment, and what somebody inherits."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from actions.addresses import page_for
from actions.models import Action, ActionComment
from actions.selectors.work import newest_wording
from feedback.accounts.models import Membership
from feedback.mail.email import Email
from surveys.emails_hearing import frame_of, team_mail
from surveys.further_notices import Told
from surveys.languages import language_of_member
from surveys.models import Notice

MOST_LISTED = 20


def inherited_email(
    leaver: Membership, heir: Membership, actions: Sequence[Action]
) -> Email:
    """Return the mail that tells a boss what came to them from somebody who left."""
    language = language_of_member(heir)
    with translation.override(language):
        listed = sorted(actions, key=lambda action: (action.due_on, action.pk))
        context = frame_of(heir, language) | {
            "leaver": leaver,
            "count": len(actions),
            "lines": [(one, page_for(one, heir)) for one in listed[:MOST_LISTED]],
            "more": max(0, len(actions) - MOST_LISTED),
        }
        return team_mail(heir, "inherited", context)


def mention_told(notice: Notice) -> Told:
    """Return how a mention in a comment reads: who says what about which action."""
    key = notice.dedupe_key.partition(":")[2]
    rows = ActionComment.objects.filter(pk=key, removed_at=None)
    made = rows.select_related("author__user", "action__business").first()
    if made is None:
        return Told(_("A colleague had mentioned you"), "", "", "", "")
    action = made.action
    headline = _("{name} asks you to look at “{what}”")
    return Told(
        headline=headline.format(name=made.author, what=action.what),
        quote=newest_wording(made).words,
        who=str(made.author),
        about=action.what,
        page=page_for(action, notice.membership),
    )
