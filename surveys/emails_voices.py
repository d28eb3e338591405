"""Mails that hold words of several people: the digest and the weekly voices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.accounts.models import Membership, Role
from feedback.links import absolute
from feedback.mail.email import Email
from surveys import emails_hearing as hearing
from surveys.emails_hearing import frame_of, team_mail
from surveys.further_notices import told_by
from surveys.languages import language_of_member
from surveys.models import Notice
from surveys.voices import Voice, Voices, cut

# A mail stays under 20 KB; the rest is in the inbox.
MOST_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a digest: why, whose words, and where to do something."""

    headline: str
    quote: str
    who: str
    work: str
    promise_url: str
    page: str


def digest_email(reader: Membership, notices: Sequence[Notice]) -> Email:
    """Return what ``reader`` wanted to hear once a day or a week, in one mail."""
    language = language_of_member(reader)
    with translation.override(language):
        context = frame_of(reader, language) | {
            "lines": [_line(notice, reader) for notice in notices[:MOST_SHOWN]],
            "more": max(len(notices) - MOST_SHOWN, 0),
            "headline": _headline(notices),
            "page": _inbox(reader),
        }
        return team_mail(reader, "digest", context)


def voices_email(
    reader: Membership,
    voices: Voices,
    notices: Mapping[object, Notice],
    *,
    asked: int,
) -> Email:
    """Return the week's voices for ``reader``: praise first, no scores."""
    language = language_of_member(reader)
    with translation.override(language):
        context = frame_of(reader, language) | {
            "headline": _voices_headline(voices.people),
            "praise": [_voice(one, notices) for one in voices.praise],
            "others": [_voice(one, notices) for one in voices.others],
            "more": voices.more,
            "people": voices.people,
            "asked": asked,
            "page": _inbox(reader),
        }
        return team_mail(reader, "voices", context)


def _headline(notices: Sequence[Notice]) -> str:
    people = {one.reply.customer_id for one in notices if one.reply}
    said = ngettext(
        "What %(count)s person said", "What %(count)s people said", len(people)
    )
    return said % {"count": len(people)} if people else _("What you wanted to hear of")


def _voices_headline(people: int) -> str:
    if not people:
        return _("Nobody wrote this week")
    said = ngettext(
        "What %(count)s person said last week",
        "What %(count)s people said last week",
        people,
    )
    return said % {"count": people}


def _line(notice: Notice, reader: Membership) -> Line:
    reply = notice.reply
    told = told_by(notice)
    if told is not None:
        quote = cut(told.quote)
        return Line(told.headline, quote, told.who, told.about, "", told.page)
    if reply is None:
        survey = notice.alert.survey if notice.alert else None
        text = _("“%(survey)s” has gone quiet") % {"survey": survey}
        return Line(text, "", "", "", "", "")
    context = hearing.about_briefly(notice, reply, reader)
    return Line(
        headline=context["headline"],
        quote=cut(context["said"] or reply.words),
        who=str(reply.customer),
        work=context["job"],
        promise_url=context["promise_url"],
        page=context["page"],
    )


def _voice(voice: Voice, notices: Mapping[object, Notice]) -> dict[str, Any]:
    reply = voice.reply
    notice = notices.get(reply.pk)
    return {
        "quote": voice.quote,
        "who": reply.customer.first_name or str(reply.customer),
        "work": hearing.job_of(reply),
        "is_verified": reply.is_verified,
        "waits": reply.waits_for_person,
        "promise_url": hearing.promise_url(notice) if notice else "",
    }


def _inbox(reader: Membership) -> str:
    views = {Role.EMAIL_ONLY: "", Role.OWN_ONLY: "surveys:own-list"}
    view = views.get(Role(reader.role), "surveys:reply-list")
    return absolute(reverse(view)) if view else ""
