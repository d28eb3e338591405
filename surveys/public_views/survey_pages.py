"""The survey as one guest sees it: fresh, picked in the mail, or to be changed."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from feedback import clock
from surveys import days, marks, phrases
from surveys.extras import PHOTOS, Extras, extras_of, photos_of
from surveys.languages import languages_of
from surveys.models import (
    Question,
    QuestionKind,
    Reply,
    ReplyDraft,
    SurveyVersion,
)
from surveys.public_views.gate import Guest
from surveys.public_views.pages import question
from surveys.selectors.answering import asked_questions
from surveys.submission import Submission, chosen_in
from surveys.survey_page import PHONE, Problem, SurveyPage, step_labels

RATINGS = {str(rating): rating for rating in range(1, 6)}


def questions_for(guest: Guest) -> list[Question]:
    """Return the questions of the version that this guest was asked with."""
    version = guest.invitation.version
    return list(version.questions.all()) if version else []


def fresh_page(guest: Guest) -> SurveyPage:
    """Return the page with nothing chosen but what was typed here before."""
    draft: ReplyDraft | None = getattr(guest.invitation, "draft", None)
    page = _page(
        guest, {PHONE: guest.customer.phone, **(draft.fields if draft else {})}
    )
    since = _since(draft, guest) if draft else ""
    return replace(page, draft_url=guest.url("draft"), draft_since=since)


def picked_page(guest: Guest, rating: str) -> SurveyPage:
    """Return the page with the word picked in the mail picked; anything but 1 to 5
    is no word and picks nothing.
    """
    page = fresh_page(guest)
    faces = [asked for asked in page.questions if asked.kind == QuestionKind.FACES]
    if rating not in RATINGS or not faces:
        return page
    word = step_labels(QuestionKind.FACES, ())[RATINGS[rating] - 1]
    chosen = {**page.chosen, faces[0].field: rating}
    heading = _greeted(guest, greeting(is_picked=True))
    return replace(page, heading=heading, chosen=chosen, preselected_word=word)


def greeting(*, is_picked: bool) -> str:
    """Return how the page greets somebody by name and asks, with gaps for both."""
    if is_picked:
        return _("Thanks, %(name)s. %(question)s")
    return _("Hello %(name)s. %(question)s")


def again_page(guest: Guest, sent: Submission, *, photo_problem: str) -> SurveyPage:
    """Return the page that cannot be taken in, with what was chosen on it."""
    page = replace(_page(guest, _chosen(guest, sent)), draft_url=guest.url("draft"))
    return to_put_right(page, photo_problem)


def editing_page(guest: Guest, reply: Reply, sent: Submission) -> SurveyPage:
    """Return the page with ``sent`` on it, to put in place of ``reply``."""
    until = days.local_day(reply.editable_until, guest.business)
    lede = _("You can change them until %(day)s. What you said before is replaced.")
    return replace(
        _page(guest, _chosen(guest, sent)),
        heading=_("Change your answers"),
        lede=lede % {"day": phrases.weekday_and_day(until)},
        action_url=guest.url("edit"),
        send_label=_("Save my answers"),
        photos=photos_shown(guest, reply),
    )


def photos_shown(guest: Guest, reply: Reply) -> list[tuple[str, str]]:
    """Return the photos that are there already: their ids and addresses."""
    photos = photos_of(reply)
    return [(str(p.pk), guest.url("photo", number=p.position)) for p in photos]


def to_put_right(page: SurveyPage, photo_problem: str) -> SurveyPage:
    """Return ``page`` with what is wrong: its photos, or that nothing is answered."""
    if photo_problem:
        wrong = [Problem(PHOTOS, photo_problem)]
        return replace(page, errors=wrong, photo_problem=photo_problem)
    text = _("You haven’t answered anything yet. Pick one answer or write a few words.")
    anchor = page.questions[0].anchor if page.questions else "main"
    return replace(page, errors=[Problem(anchor, text)])


def _page(guest: Guest, chosen: Mapping[str, str]) -> SurveyPage:
    version = guest.invitation.version
    return SurveyPage(
        business=guest.business,
        heading=_greeted(guest, greeting(is_picked=False)),
        lede=_lede(guest),
        questions=asked_questions(version, guest.language) if version else [],
        asks_contact=version.asks_contact if version else False,
        extras=extras_of(version) if version else Extras(),
        language=guest.language,
        action_url=guest.url("survey"),
        chosen=chosen,
        stop_url=guest.stop_url,
        mark=marks.mark(guest.scope, now=clock.now()),
        names_authors=not guest.customer.is_unverified,
        languages=_languages(version),
    )


def _since(draft: ReplyDraft, guest: Guest) -> str:
    """Return when the page was last touched: "yesterday at 19:40"."""
    today = clock.today(guest.business.zone)
    day = days.on_day(days.local_day(draft.saved_at, guest.business), today=today)
    time = date_format(localtime(draft.saved_at), "H:i")
    return _("%(day)s at %(time)s") % {"day": day, "time": time}


def _languages(version: SurveyVersion | None) -> list[str]:
    """Return the languages to choose from; none if there is only one."""
    offered = languages_of(version) if version else []
    return offered if len(offered) > 1 else []


def _chosen(guest: Guest, sent: Submission) -> dict[str, str]:
    chosen = chosen_in(sent)
    return {**chosen, PHONE: sent.phone or guest.customer.phone}


def _greeted(guest: Guest, words: str) -> str:
    about = question(guest.invitation, today=clock.today(guest.business.zone))
    name = guest.customer.first_name
    return words % {"name": name, "question": about} if name else about


def _lede(guest: Guest) -> str:
    rest = _("It takes about a minute, and you can skip anything.")
    if guest.business.voice == guest.business.name:
        return _("We read every reply ourselves, good or bad.") + " " + rest
    reader = _("%(name)s reads every reply, good or bad.")
    return reader % {"name": guest.business.voice} + " " + rest
