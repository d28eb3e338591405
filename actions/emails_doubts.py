"""Mails to the owner of an action whose people say that it is not fixed."""

from django.urls import reverse
from django.utils import translation

from actions.emails_telling import shortened
from actions.models import Action, Verdict
from actions.selectors.verdicts import said_about, verdicts_on
from feedback.accounts.models import Membership
from feedback.links import absolute
from feedback.mail.email import Email
from surveys.emails_hearing import frame_of, team_mail
from surveys.languages import language_of_member

MOST_SAID = 3


def doubted_email(action: Action, reader: Membership) -> Email:
    """Return the mail that asks the owner: open it again, or does it stand?"""
    return _about(action, reader, is_open=False)


def reopened_email(action: Action, reader: Membership) -> Email:
    """Return the mail that says that it was opened again, and why."""
    return _about(action, reader, is_open=True)


def _about(action: Action, reader: Membership, *, is_open: bool) -> Email:
    language = language_of_member(reader)
    noes = said_about(action).filter(said=Verdict.Said.NO, is_suspicious=False)
    said = [(row.customer, shortened(row.words)) for row in noes[:MOST_SAID]]
    page = reverse("actions:action-detail", kwargs={"pk": action.pk})
    with translation.override(language):
        context = frame_of(reader, language) | {
            "action": action,
            "is_open": is_open,
            "said": said,
            "counts": verdicts_on(action),
            "page": absolute(page),
        }
        return team_mail(reader, "not_fixed", context)
