"""What the team hears by mail of one thing: the words first, then what to do.

Every link in these mails only shows a page; nothing happens before a person presses a
button there.
"""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Membership, Role
from feedback.links import absolute, make_token
from feedback.mail.email import Email, render
from surveys import days, emails_team
from surveys.emails_team import PRODUCT
from surveys.further_notices import told_by
from surveys.languages import direction, language_of_member
from surveys.models import Alert, CustomerMessage, Notice, Reply, TeamNote
from surveys.pacing import Topic
from surveys.selectors import reading

NOTICE, HEARING = "notice", "hearing"
# What one tap promises; the page behind it names the same.
WILLS = ("call", "write", "look")


def notice_email(notice: Notice) -> Email:
    """Return the mail that brings one thing to one person at once."""
    reader = notice.membership
    language = language_of_member(reader)
    with translation.override(language):
        context = frame_of(reader, language)
        told = told_by(notice)
        if told is not None:
            return team_mail(reader, "notice_further", context | {"told": told})
        if notice.reply is None:
            return team_mail(reader, "notice_silence", context | _silence(notice))
        context |= about(notice, notice.reply, reader)
        return team_mail(reader, "notice_reply", context)


def team_mail(reader: Membership, name: str, context: dict[str, Any]) -> Email:
    """Return a mail of ours to somebody of the team, drawn from ``emails/<name>``."""
    rendered = render(name, context)
    return Email(
        to_email=reader.user.email,
        to_name=reader.user.name,
        from_name=PRODUCT,
        subject=rendered["subject"],
        text=rendered["text"],
        html=rendered["html"],
    )


def frame_of(reader: Membership, language: str) -> dict[str, Any]:
    """Return what every mail to ``reader`` says around its words."""
    return {
        "reader": reader,
        "business": reader.business,
        "lang": language,
        "dir": direction(language),
        "choices_url": choices_url(reader),
    }


def about(notice: Notice, reply: Reply, reader: Membership) -> dict[str, Any]:
    """Return what a mail tells ``reader`` of one reply."""
    return about_briefly(notice, reply, reader) | {
        "notice": notice,
        "reply": reply,
        "customer": reply.customer,
        "answers": reading.steps_said(list(reading.answers_of(reply))),
        "because": because(notice.alert),
        "promises": promises(notice),
        "is_theirs": reply.customer.relationship_owner_id == reader.pk,
    }


def about_briefly(notice: Notice, reply: Reply, reader: Membership) -> dict[str, str]:
    """Return the little of it that a digest tells."""
    return {
        "headline": headline(notice, reply),
        "said": _said_since(notice),
        "job": job_of(reply),
        "page": page_url(reply, reader),
        "promise_url": promise_url(notice),
    }


def job_of(reply: Reply) -> str:
    """Return what the reply is about: "Boiler service on 18 November with Dan"."""
    today = clock.today(reply.business.zone)
    return days.job(reply.invitation.interaction, reply.business, today=today)


def headline(notice: Notice, reply: Reply) -> str:
    """Return in a few words what this is, for the subject of a mail."""
    name = reply.customer.first_name or _("A customer")
    if notice.alert and not (reply.contact and is_wish(notice.alert)):
        return alert_headline(notice.alert, name)
    said = {
        Topic.PRAISE: _("Kind words from %(name)s about your work"),
        Topic.WORDS: _("What %(name)s told us"),
        Topic.MENTION: _("A colleague asks you to look at what %(name)s said"),
        Topic.CONVERSATION: _("%(name)s wrote back"),
    }
    if notice.topic in said:
        return said[Topic(notice.topic)] % {"name": name}
    return emails_team.headline(reply)


def alert_headline(alert: Alert, name: str) -> str:
    """Return what an alert says of ``name`` in the subject of a mail."""
    kind = Alert.Kind
    said = {
        kind.HOLLOW_SMILE: _("%(name)s found us kind, and it isn’t solved"),
        kind.WANTS_CONTACT: _("%(name)s would like to hear from a person"),
        kind.ANGRY: _("%(name)s is angry, or about to leave"),
        kind.POLICY: _("%(name)s was told that it’s our policy"),
        kind.VALUABLE: _("%(name)s, one of your most valuable, isn’t happy"),
    }
    return said[kind(alert.kind)] % {"name": name}


def is_wish(alert: Alert) -> bool:
    """Whether somebody only asks to be written to or called."""
    return alert.kind == Alert.Kind.WANTS_CONTACT


def because(alert: Alert | None) -> str:
    """Return the very words that raised an alert; nothing if no words did."""
    if alert is None or alert.reply is None or alert.quote_end is None:
        return ""
    return alert.reply.words[alert.quote_start or 0 : alert.quote_end]


def page_url(reply: Reply, reader: Membership) -> str:
    """Return where ``reader`` finds the reply behind their login, if they have one."""
    views = {Role.EMAIL_ONLY: "", Role.OWN_ONLY: "surveys:own-detail"}
    view = views.get(Role(reader.role), "surveys:reply-detail")
    return absolute(reverse(view, kwargs={"pk": reply.pk})) if view else ""


def promise_url(notice: Notice) -> str:
    """Return the page on which the words can be answered without a login; nothing
    for somebody who only reads.
    """
    if notice.membership.role == Role.READER:
        return ""
    token = make_token(NOTICE, notice.business_id, notice.pk)
    return absolute(reverse("actions_public:notice", kwargs={"token": token}))


def promises(notice: Notice) -> list[tuple[str, str]]:
    """Return what one tap begins to promise: each with its address and its words."""
    url = promise_url(notice)
    if not url or notice.reply is None:
        return []
    name = notice.reply.customer.first_name or _("them")
    return [(f"{url}?{urlencode({'will': w})}", i_will(w, name)) for w in WILLS]


def i_will(which: str, name: str) -> str:
    """Return a promise in the first person: "I will call Margaret"."""
    said = {
        "call": _("I will call %(name)s"),
        "write": _("I will write to %(name)s"),
        "look": _("I will look into it"),
    }
    return said[which] % {"name": name}


def choices_url(reader: Membership) -> str:
    """Return where ``reader`` says how soon they hear of what."""
    if reader.role != Role.EMAIL_ONLY:
        return absolute(reverse("surveys:notice-choices"))
    token = make_token(HEARING, reader.business_id, reader.pk)
    return absolute(reverse("surveys_public:notice-choices", kwargs={"token": token}))


def _said_since(notice: Notice) -> str:
    """Return the words that the notice is about, if they are not the reply's own."""
    _kind, _colon, key = notice.dedupe_key.partition(":")
    if notice.topic == Topic.MENTION:
        note = TeamNote.objects.filter(pk=key).select_related("author__user").first()
        return f"{note.author}: {note.words}" if note else ""
    if notice.topic == Topic.CONVERSATION:
        message = CustomerMessage.objects.filter(pk=key).first()
        return message.words if message else ""
    return ""


def _silence(notice: Notice) -> dict[str, Any]:
    alert = notice.alert
    survey = alert.survey if alert else None
    path = reverse("surveys:survey-detail", kwargs={"pk": survey.pk}) if survey else "/"
    return {"survey": survey, "page": absolute(path), "alert": alert}
