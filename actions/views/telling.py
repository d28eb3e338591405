"""Telling: each mail as it will be read, before it goes."""

from dataclasses import dataclass

from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actions import services
from actions.emails import Word, told_email
from actions.forms.telling import TellingForm
from actions.models import Action, Telling
from actions.selectors.telling import Listener, listeners, tells_about, told_ids
from actions.views.answers import action_of, refusal
from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.mail.email import Email
from feedback.middleware import say


@dataclass(frozen=True, slots=True)
class Preview:
    """One mail as it will go, with the fields that change it."""

    listener: Listener
    email: Email
    send: BoundField
    words: BoundField

    @property
    def body(self) -> str:
        """The mail without what stands under it."""
        return self.email.text.partition("\n--\n")[0]


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
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST" and "preview" not in request.POST:
        status = _send(request, action, form)
        if not status:
            return redirect("actions:action-detail", pk=action.pk)
    context = {
        "action": action,
        "form": form,
        "about": tells_about(action),
        "previews": [
            _preview(action, form, one, len(people) > 1) for one in form.people
        ],
        "unreachable": [one for one in people if one.why_not],
        "told": _told(action),
    }
    return render(request, "actions/telling.html", context, status=status)


def _can_tell(action: Action) -> bool:
    if action.is_open:
        return action.date_changes.exists()
    return action.state == Action.State.DONE


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
        )

    status = refusal(form, action, tell)
    if status == 409 and told_ids(action, about, due_on):
        say(request, _("They have been told already."))
        return 0
    if not status:
        mails = ngettext(
            "One email is on the way.", "{count} emails are on the way.", sent
        )
        say(request, mails.format(count=sent))
    return status


def _preview(action: Action, form: TellingForm, one: Listener, others: bool) -> Preview:
    pk, today = one.customer.pk, clock.today(action.business.zone)
    word = Word(tells_about(action), form.words_for(pk), others)
    email = told_email(action, one, word, today=today)
    return Preview(one, email, form[f"send-{pk}"], form[f"words-{pk}"])


def _told(action: Action) -> list[Telling]:
    rows = Telling.objects.filter(action=action, due_on=action.due_on)
    same = rows.filter(about=tells_about(action)).select_related("customer")
    return list(same.order_by("sent_at", "id"))
