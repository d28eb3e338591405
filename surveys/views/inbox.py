"""The inbox: read, answer, be done with it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback.accounts.models import Role
from feedback.errors import Conflict, Refused
from feedback.http import BusinessRequest
from feedback.middleware import say
from surveys import inbox_page
from surveys.forms.inbox import AnswerForm
from surveys.forms.notes import NoteForm
from surveys.models import Reply, WritingDraft
from surveys.selectors import conversation, inbox, listing
from surveys.selectors.listing import Listing
from surveys.services import draft_words, hearing

PAGE = "surveys/inbox/page.html"


@require_safe
def reply_list(request: BusinessRequest) -> HttpResponse:
    """Show what came in, with the first reply beside it where there is room."""
    shown = listing.listing(request.business, request.GET)
    if not shown.rows and _is_to_begin(request):
        return redirect("surveys:welcome")
    return _list_page(request, shown)


@require_safe
def reply_search(request: BusinessRequest) -> HttpResponse:
    """Show what people said about something."""
    return _list_page(request, listing.found(request.business, request.GET))


@require_safe
def reply_detail(request: BusinessRequest, pk: str) -> HttpResponse:
    """Show one reply; its list is the one it was opened from."""
    return detail_page(request, _reply(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def reply_closure(request: BusinessRequest, pk: str) -> HttpResponse:
    """Call a reply done and open the next one, or (``undo``) open it again.

    Reading only leads back to the reply: the address stands in the browser after a
    refusal.
    """
    reply = _reply(request, pk)
    if request.method != "POST":
        return redirect(_detail_url(reply.pk, _listing(request, reply)))
    if request.GET.get("undo") or request.POST.get("undo"):
        return _reopen(request, reply)
    beside = _listing(request, reply)
    try:
        hearing.close_reply(reply, by=request.actor)
    except Conflict as conflict:
        return detail_page(request, reply, problem=conflict)
    say(request, _("Done."), undo=f"{request.path}?undo=1")
    following = inbox.next_open(beside.ids, reply.pk)
    return redirect(_detail_url(following, beside) if following else _list_url(beside))


@require_http_methods(["GET", "HEAD", "POST"])
def reply_answer(request: BusinessRequest, pk: str) -> HttpResponse:
    """Send the customer an answer; what was typed stays until it is sent.

    Reading only leads back to the reply, as with `reply_closure`.
    """
    reply = _reply(request, pk)
    if request.method != "POST":
        return redirect(_detail_url(reply.pk, _listing(request, reply)))
    answers = inbox_page.team_answers(reply)
    wrote = conversation.thread_of(reply).wrote
    form = AnswerForm(request.POST, reply=reply, answers=answers, wrote=wrote)
    if not form.is_valid() or not form.check_nobody_came_first(request.membership):
        return detail_page(request, reply, form=form)
    try:
        hearing.answer_customer(
            reply, words=form.cleaned_data["words"], by=request.actor
        )
    except Refused as refused:
        form.add_error("words", refused.message)
        return detail_page(request, reply, form=form)
    draft_words.drop_draft(reply, request.membership, WritingDraft.Kind.ANSWER)
    say(
        request,
        _("On its way to %(name)s.")
        % {"name": reply.customer.first_name or reply.customer},
    )
    return redirect(_detail_url(reply.pk, _listing(request, reply)))


def _reopen(request: BusinessRequest, reply: Reply) -> HttpResponse:
    try:
        hearing.reopen_reply(reply, by=request.actor)
    except Conflict as conflict:
        return detail_page(request, reply, problem=conflict)
    say(request, _("Open again."))
    return redirect("surveys:reply-detail", pk=reply.pk)


def _is_to_begin(request: BusinessRequest) -> bool:
    if not request.membership.may(Role.MANAGER):
        return False
    return not inbox.has_survey(request.business)


def _reply(request: BusinessRequest, pk: str) -> Reply:
    return get_object_or_404(inbox.read_replies(request.business), pk=pk)


def _listing(request: BusinessRequest, reply: Reply) -> Listing:
    return listing.listing(request.business, request.GET, around=reply)


def _list_page(request: BusinessRequest, shown: Listing) -> HttpResponse:
    context = inbox_page.list_context(request, shown)
    if not shown.rows:
        context |= inbox_page.empty_context(request.business)
        return render(request, "surveys/inbox/empty.html", context)
    first = _reply(request, str(shown.ids[0]))
    context |= inbox_page.reading_context(request, first)
    return render(request, PAGE, context)


def detail_page(
    request: BusinessRequest,
    reply: Reply,
    *,
    form: AnswerForm | None = None,
    problem: Refused | None = None,
    note_form: NoteForm | None = None,
) -> HttpResponse:
    """Show one reply beside its list, with whichever form was refused."""
    context = inbox_page.list_context(request, _listing(request, reply))
    context |= inbox_page.reading_context(
        request, reply, form=form, note_form=note_form
    )
    context |= {"is_detail": True, "problem": problem.message if problem else ""}
    status = problem.status if problem else 422 if form or note_form else 200
    return render(request, PAGE, context, status=status)


def _detail_url(pk: object, beside: Listing) -> str:
    return reverse("surveys:reply-detail", kwargs={"pk": pk}) + beside.query


def _list_url(beside: Listing) -> str:
    view = "reply-search" if beside.search else "reply-list"
    return reverse(f"surveys:{view}") + beside.query
