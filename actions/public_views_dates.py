"""The page behind a reminder: for whoever has no login, or not at hand. They say that
they have it, or what becomes of its date. Only the buttons do anything.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.emails import DATES_PURPOSE, how_it_stands
from actions.forms.slipping import HaveItForm, SlipByMailForm
from actions.models import Action, Reminder
from actions.selectors.slips import slip_of, who_waits
from actions.selectors.telling import listeners
from actions.services import acknowledging, slipping
from actions.views.answers import went_through
from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import BadLink, Gone, NotAllowed
from feedback.history.services import Actor
from feedback.links import read_token
from feedback.mail.email import Email
from surveys.languages import language_of_member
from surveys.public_views.colleagues import KEEPS, by_token
from surveys.public_views.pages import SeeOther
from surveys.services.notices import may_hear
from surveys.survey_page import page_language


def _reminder(token: str) -> Reminder:
    rows = Reminder.objects.select_related(
        "action__business",
        "action__owner__user",
        "action__given_by__user",
        "membership__user",
        "membership__business",
    )
    found = rows.filter(pk=read_token(DATES_PURPOSE, token).object_id).first()
    if found is None:
        raise BadLink
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@by_token(DATES_PURPOSE, _reminder, lambda found: found.membership)
def dates(request: HttpRequest, reminder: Reminder) -> HttpResponse:
    """Show the promise and its date; POST acknowledges it or answers for it."""
    reader = reminder.membership
    too_old = clock.now() - reminder.created_at > KEEPS
    if too_old or not (reader.is_active and reader.user.is_active):
        raise Gone(_("This link has closed."))
    page = _Page(request, reminder)
    if request.method != "POST":
        return page.draw()
    if not page.may_answer:
        raise NotAllowed(_("Only whoever promised it, or stands in, can say that."))
    if request.POST.get("do") == "have":
        return page.have_it()
    return page.slip()


class _Page:
    """One look at one promise by one person."""

    def __init__(self, request: HttpRequest, reminder: Reminder) -> None:
        self.request = request
        self.reader = reminder.membership
        self.action: Action = reminder.action
        self.by = Actor.member(self.reader)
        self.today = clock.today(self.action.business.zone)
        self.waiting = who_waits(self.action) if self.action.is_open else []
        self.mails: list[Email] = []

    @property
    def may_answer(self) -> bool:
        """Whether they own it or stand in for its owner, and may write at all."""
        if self.reader.role == Role.READER or not self.action.is_open:
            return False
        return acknowledging.may_acknowledge(self.action, self.reader)

    def have_it(self) -> HttpResponse:
        """Acknowledge it."""
        form = HaveItForm(self.request.POST, auto_id="have-%s")

        def act() -> None:
            acknowledging.acknowledge(self.action, by=self.by)

        if form.is_valid() and went_through(form, act):
            return self._see("have")
        return self.draw(status=422, have_form=form)

    def slip(self) -> HttpResponse:
        """Keep the date, move it, or decide not to."""
        form = self._slip_form(self.request.POST)
        if not form.is_valid():
            return self.draw(status=422, form=form)
        if form.keeps:
            return self._finish(form, "kept", self._keep(form))
        if not form.has_been_seen():
            return self._show_mails(form)
        return self._finish(form, "slipped", self._slip(form))

    def draw(
        self,
        *,
        status: int = 200,
        form: SlipByMailForm | None = None,
        have_form: HaveItForm | None = None,
    ) -> HttpResponse:
        """Draw the page in the reader's language."""
        action = self.action
        context = {
            "action": action,
            "business": action.business,
            "reader": self.reader,
            "stands": how_it_stands(action, self.today),
            "slip": slip_of(action, today=self.today),
            "said": self._said(),
            "waiting": self.waiting,
            "mails": self.mails,
            "may_answer": self.may_answer,
            "done": self.request.GET.get("done", ""),
            "form": form or self._slip_form(),
            "have_form": have_form or HaveItForm(auto_id="have-%s"),
            **page_language(language_of_member(self.reader)),
        }
        html = render_to_string("actions/public/dates.html", context)
        return HttpResponse(html, status=status)

    def _slip_form(self, sent: object = None) -> SlipByMailForm:
        return SlipByMailForm(
            sent,
            action=self.action,
            today=self.today,
            waiting=len(self.waiting),
            auto_id="slip-%s",
        )

    def _keep(self, form: SlipByMailForm) -> Callable[[], object]:
        expected = form.cleaned_data["revision"]
        return lambda: slipping.keep(
            self.action, by=self.by, expected_revision=expected
        )

    def _slip(self, form: SlipByMailForm) -> Callable[[], object]:
        expected = form.cleaned_data["revision"]
        return lambda: slipping.slip(
            self.action, form.slipping(), by=self.by, expected_revision=expected
        )

    def _show_mails(self, form: SlipByMailForm) -> HttpResponse:
        def look() -> None:
            self.mails = slipping.previews(self.action, form.slipping(), by=self.by)

        if not went_through(form, look):
            return self.draw(status=422, form=form)
        form.mark_seen()
        return self.draw(form=form)

    def _finish(
        self, form: SlipByMailForm, done: str, act: Callable[[], object]
    ) -> HttpResponse:
        if went_through(form, act):
            return self._see(done)
        self.action.refresh_from_db()
        return self.draw(status=422, form=form)

    def _see(self, done: str) -> HttpResponse:
        return SeeOther(f"{self.request.path}?done={done}")

    def _said(self) -> list[str]:
        """Return the words that led to it, of those that this person may read."""
        replies = (reply for one in listeners(self.action) for reply in one.replies)
        may = (reply for reply in replies if may_hear(self.reader, reply))
        return [reply.words for reply in may if reply.words][:3]
