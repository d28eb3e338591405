"""The conversation about one reply: notes, drafts, whole mails and their files."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.errors import Refused
from feedback.http import BusinessRequest
from feedback.middleware import say
from surveys.forms.notes import NoteForm
from surveys.models import Reply, WritingDraft
from surveys.selectors import conversation, inbox
from surveys.services import draft_words, noting
from surveys.thread_page import writing_now
from surveys.views.inbox import detail_page


@require_http_methods(["GET", "HEAD", "POST"])
def reply_note(request: BusinessRequest, pk: str) -> HttpResponse:
    """Keep a note for the team beside a reply.

    Reading only leads back to the reply: the address stands in the browser after a
    refusal.
    """
    reply = _reply(request, pk)
    if request.method != "POST":
        return redirect(_page_of(reply))
    form = NoteForm(request.POST, reply=reply)
    if not form.is_valid():
        return detail_page(request, reply, note_form=form)
    try:
        note = noting.add_note(
            reply, words=form.cleaned_data["words"], by=request.actor
        )
    except Refused as refused:
        form.add_error("words", refused.message)
        return detail_page(request, reply, note_form=form)
    say(request, _told(conversation.named_in(note)))
    return redirect(f"{_page_of(reply)}#notes")


@require_POST
def reply_draft(request: BusinessRequest, pk: str) -> HttpResponse:
    """Keep what is being typed; a script asks for JSON, a button for the page."""
    reply = _reply(request, pk)
    kind = request.POST.get("kind", "")
    if kind not in WritingDraft.Kind.values:
        kind = WritingDraft.Kind.ANSWER.value
    now = clock.now()
    draft_words.save_draft(
        reply,
        request.membership,
        kind,
        words=request.POST.get("words", ""),
        now=now,
    )
    _mine, others = conversation.drafts_about(reply, request.membership, now=now)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"saved": True, "others": writing_now(others)})
    say(request, _("Your draft is kept."))
    return redirect(_page_of(reply))


@require_safe
def reply_mail(request: BusinessRequest, pk: str, message: str) -> HttpResponse:
    """Show the whole of a mail that came, with everything it quoted."""
    rows = conversation.messages(request.business)
    shown = get_object_or_404(rows, pk=message, reply=pk)
    context = {"message": shown, "reply": shown.reply}
    return render(request, "surveys/inbox/mail.html", context)


@require_safe
def reply_file(request: BusinessRequest, pk: str) -> HttpResponse:
    """Hand out a file that came with a mail: to be kept, never to be shown or run
    here, whatever it says it is.
    """
    file = get_object_or_404(conversation.files(request.business), pk=pk)
    response = HttpResponse(bytes(file.body), content_type="application/octet-stream")
    name = content_disposition_header(as_attachment=True, filename=file.name or "file")
    response["Content-Disposition"] = name or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _reply(request: BusinessRequest, pk: str) -> Reply:
    return get_object_or_404(inbox.read_replies(request.business), pk=pk)


def _page_of(reply: Reply) -> str:
    return reverse("surveys:reply-detail", kwargs={"pk": reply.pk})


def _told(names: list[str]) -> str:
    if not names:
        return _("Noted.")
    return _("Noted. %(names)s will hear of it.") % {"names": ", ".join(names)}
