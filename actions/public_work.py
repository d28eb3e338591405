"""The page of an action for whoever has no login: its words, its steps, what the team
says; start it, say something, and close it. Only its buttons do anything.
"""

from dataclasses import dataclass
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions import addresses, services
from actions.forms.by_mail import (
    CloseByMailForm,
    CommentByMailForm,
    DecideByMailForm,
    DoByMailForm,
)
from actions.models import Action
from actions.selectors import by_mail, work
from actions.views.answers import went_through
from feedback import clock
from feedback.accounts.models import Membership
from feedback.errors import BadLink, Gone, NotAllowed, Refused
from feedback.history.services import Actor
from surveys.languages import language_of_member
from surveys.public_views.colleagues import by_token
from surveys.public_views.pages import SeeOther
from surveys.survey_page import page_language

MOST_FROM_HERE = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """One action as one person opens it."""

    action: Action
    reader: Membership


@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, reader: UUID, token: str) -> HttpResponse:
    """Show an action to one person; POST does what the button says (``do``)."""

    def find(token: str) -> Opened:
        return _opened(reader, token)

    enter = by_token(addresses.purpose(reader), find, lambda opened: opened.reader)
    return enter(_page)(request, token)


def _opened(reader: UUID, token: str) -> Opened:
    key = addresses.behind(reader, token).object_id
    rows = Action.objects.filter(pk=key).select_related("owner__user", "business")
    found = rows.select_related("owner__business", "merged_into").first()
    people = Membership.objects.filter(pk=reader).select_related("user", "business")
    person = people.first()
    if found is None or person is None:
        raise BadLink
    return Opened(found, person)


def _page(request: HttpRequest, opened: Opened) -> HttpResponse:
    if not by_mail.may_open(opened.action, opened.reader, now=clock.now()):
        raise Gone(_("This link has closed."))
    if request.method != "POST":
        return _draw(request, opened)
    if not by_mail.may_write(opened.reader):
        raise NotAllowed(_("Your role here does not allow that. Ask an owner."))
    acts = {"comment": _comment, "close": _close, "decide": _close}
    return acts.get(request.POST.get("do", ""), _do)(request, opened)


def _do(request: HttpRequest, opened: Opened) -> HttpResponse:
    form, action, do = DoByMailForm(request.POST), opened.action, request.POST.get("do")

    def act() -> None:
        by = Actor.member(opened.reader)
        if do in ("start", "unstart"):
            _check_answers(opened)
            state = Action.State.DOING if do == "start" else Action.State.TODO
            services.move(action, state=state, by=by)
            return
        step = action.steps.filter(pk=form.cleaned_data["step"]).first()
        if step is None or do not in ("tick", "untick"):
            raise Refused(_("Somebody took that step away."))
        services.tick(step, done=do == "tick", by=by)

    if form.is_valid() and went_through(form, act):
        return SeeOther(request.path)
    return _draw(request, opened, status=422, do_form=form)


def _comment(request: HttpRequest, opened: Opened) -> HttpResponse:
    form = CommentByMailForm(request.POST, auto_id="comment-%s")

    def act() -> None:
        mine = opened.action.comments.filter(author=opened.reader)
        if mine.count() >= MOST_FROM_HERE:
            raise Refused(_("That is enough from one mail. Ask a colleague."))
        by = Actor.member(opened.reader)
        services.comment(opened.action, words=form.cleaned_data["words"], by=by)

    if form.is_valid() and went_through(form, act):
        return SeeOther(f"{request.path}?done=said")
    return _draw(request, opened, status=422, comment_form=form)


def _close(request: HttpRequest, opened: Opened) -> HttpResponse:
    decides = request.POST.get("do") == "decide"
    kind = DecideByMailForm if decides else CloseByMailForm
    form = kind(request.POST, action=opened.action)

    def act() -> None:
        _check_answers(opened)
        by, expected = Actor.member(opened.reader), form.cleaned_data["revision"]
        if isinstance(form, CloseByMailForm):
            services.complete(
                opened.action, form.closing(), by=by, expected_revision=expected
            )
            return
        services.decide_not_to(
            opened.action,
            because=form.cleaned_data["because"],
            tell=form.tells,
            not_told_because=form.silence,
            by=by,
            expected_revision=expected,
        )

    if form.is_valid() and went_through(form, act):
        return SeeOther(f"{request.path}?done=closed")
    opened.action.refresh_from_db()
    form.data = {**form.data, "revision": str(opened.action.revision)}
    name = "decide_form" if decides else "close_form"
    return _draw(request, opened, status=422, **{name: form})


def _check_answers(opened: Opened) -> None:
    if not by_mail.answers_for(opened.action, opened.reader):
        raise NotAllowed(_("Only whoever promised it, or stands in, can say that."))


def _draw(
    request: HttpRequest, opened: Opened, *, status: int = 200, **forms: Form
) -> HttpResponse:
    action, reader = opened.action, opened.reader
    context = {
        "action": action,
        "business": action.business,
        "reader": reader,
        "replies": by_mail.words_for(action, reader),
        "steps": list(work.steps(action)),
        "comments": work.comments([action, *work.joined_to(action)]),
        "may_write": by_mail.may_write(reader),
        "answers": by_mail.answers_for(action, reader) and action.is_open,
        "done": request.GET.get("done", ""),
        "do_form": DoByMailForm(auto_id="do-%s"),
        "comment_form": CommentByMailForm(auto_id="comment-%s"),
        "close_form": CloseByMailForm(action=action),
        "decide_form": DecideByMailForm(action=action),
        **page_language(language_of_member(reader)),
    }
    html = render_to_string("actions/public/action.html", context | forms)
    return HttpResponse(html, status=status)
