"""Telling: each mail as it will be read, before it goes."""

from dataclasses import dataclass
from uuid import UUID

from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from actions import services
from actions.emails_telling import Word, told_email
from actions.forms.telling import TellingForm
from actions.models import Action
from actions.selectors import telling as selectors
from actions.selectors.telling import Listener, listeners, tells_about, told_ids
from actions.services.telling import when
from actions.views.answers import action_of, refusal
from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.mail import message
from feedback.mail.email import Email
from feedback.mail.views import NOTHING_BUT_STYLE
from feedback.middleware import say


@dataclass(frozen=True, slots=True)
class Preview:
    """One mail as it will go, with the fields that change it."""

    listener: Listener
    email: Email
    send: BoundField
    words: BoundField
    because: BoundField

    @property
    def text(self) -> str:
        """The whole mail as plain text; the keys in its links are the customer's."""
        return message.without_keys(self.email.text)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_telling(request: BusinessRequest, pk: str) -> HttpResponse:
    """Show the mails to those who raised it; POST sends them, or shows them again."""
    action = action_of(request, pk)
    if not _can_tell(action):
        return redirect("actions:action-detail", pk=action.pk)
    people = listeners(action)
    form = _form(request, action, people)
    status = 200
    if request.method == "POST" and "preview" not in request.POST:
        status = _send(request, action, form) if form.is_valid() else 422
        if not status:
            return redirect("actions:action-detail", pk=action.pk)
    context = {
        "action": action,
        "form": form,
        "about": tells_about(action),
        "goes_at": when(request.business, now=clock.now()),
        "previews": [
            _preview(action, form, one, len(people) > 1) for one in form.people
        ],
        "unreachable": [one for one in people if one.why_not],
        "told": list(selectors.tellings(action)),
        "left_out": list(selectors.left_out(action)),
        "to_add": [] if action.is_open else list(selectors.replies_to_add(action)),
    }
    return render(request, "actions/telling.html", context, status=status)


@needs(Role.MEMBER)
@require_POST
def action_telling_mail(
    request: BusinessRequest, pk: str, customer: UUID
) -> HttpResponse:
    """Show one mail as its reader will see it, with the words typed so far."""
    action = action_of(request, pk)
    people = listeners(action)
    form = _form(request, action, people)
    chosen = (one for one in form.people if one.customer.pk == customer)
    one = next(chosen, None)
    if one is None or not _can_tell(action):
        raise Http404
    email = _preview(action, form, one, len(people) > 1).email
    policy = {"Content-Security-Policy": NOTHING_BUT_STYLE}
    return HttpResponse(message.without_keys(email.html), headers=policy)


def _can_tell(action: Action) -> bool:
    if action.is_open:
        return action.date_changes.exists()
    return True


def _form(
    request: BusinessRequest, action: Action, people: list[Listener]
) -> TellingForm:
    told = told_ids(action, tells_about(action), action.due_on)
    return TellingForm(
        request.POST or None,
        revision=action.revision,
        words=_usual_words(action),
        people=[one for one in people if one.customer.pk not in told],
    )


def _usual_words(action: Action) -> str:
    if not action.is_open:
        return action.what_changed
    last = action.date_changes.order_by("-moved_at", "-id").first()
    return last.because if last else ""


def _send(request: BusinessRequest, action: Action, form: TellingForm) -> int:
    """Send the letters; 0 also when somebody was faster and they went already."""
    about, due_on = tells_about(action), action.due_on
    sent = 0

    def tell() -> None:
        nonlocal sent
        sent = services.tell_customers(
            action,
            form.letters(),
            by=request.actor,
            expected_revision=form.cleaned_data["revision"],
            manner=form.manner(),
        )

    status = refusal(form, action, tell)
    if status == 409 and told_ids(action, about, due_on):
        say(request, _("They have been told already."))
        return 0
    if not status:
        _say_when(request, action, form, sent)
    return status


def _say_when(
    request: BusinessRequest, action: Action, form: TellingForm, sent: int
) -> None:
    goes_at = when(request.business, now=clock.now(), today=form.cleaned_data["today"])
    moment = date_format(localtime(goes_at), _("l j F, H:i"))
    mails = ngettext(
        "One email goes on {moment}. You can take it back for ten minutes.",
        "{count} emails go on {moment}. You can take them back for ten minutes.",
        sent,
    )
    undo = reverse("actions:action-telling-undo", args=[action.pk])
    say(request, mails.format(count=sent, moment=moment), undo=undo)


def _preview(action: Action, form: TellingForm, one: Listener, others: bool) -> Preview:
    pk, today = one.customer.pk, clock.today(action.business.zone)
    word = Word(tells_about(action), form.words_for(pk), others)
    email = told_email(action, one, word, today=today)
    fields = (form[f"{name}-{pk}"] for name in ("send", "words", "because"))
    return Preview(one, email, *fields)
