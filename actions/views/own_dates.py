"""One's own dates: the hour of the mail, being away, and the calendar."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actions.forms.deadlines import AbsenceForm, HourForm
from actions.models import Absence, CalendarFeed
from actions.selectors.answering import coming_absences
from actions.selectors.reminders import choice_of
from actions.services import absences
from actions.services import own_dates as services
from actions.views.answers import undo_or_post
from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs
from feedback.links import absolute
from feedback.middleware import say

PAGE = "actions:own-dates"


@needs(Role.OWN_ONLY)
@require_http_methods(["GET", "POST"])
def own_dates(request: BusinessRequest) -> HttpResponse:
    """Show all of it; POST changes the hour of the mail."""
    choice = choice_of(request.membership)
    form = HourForm(request.POST or None, initial={"at": choice.at})
    if request.method == "POST" and form.is_valid():
        at = form.cleaned_data["at"]
        changed = services.choose_hour(request.membership, at, by=request.actor)
        say(request, _("Saved.") if changed else _("Nothing was different."))
        return redirect(PAGE)
    return _page(request, form, _absence_form(request), bad=request.method == "POST")


@needs(Role.OWN_ONLY)
@require_POST
def absence_new(request: BusinessRequest) -> HttpResponse:
    """Say who is away and who covers; managers say it for anybody."""
    form = _absence_form(request, request.POST)
    if form.is_valid() and _go_away(request, form):
        return redirect(PAGE)
    choice = choice_of(request.membership)
    return _page(request, HourForm(initial={"at": choice.at}), form, bad=True)


@needs(Role.OWN_ONLY)
@require_POST
def absence_end(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Be back from today on; ``undo`` is away again."""
    rows = Absence.objects.filter(business=request.business)
    related = rows.select_related("membership__user", "business")
    absence = get_object_or_404(related, pk=pk)
    if undo_or_post(request).get("undo"):
        absences.stay_away(absence, by=request.actor)
        say(request, _("{name} is away.").format(name=absence.membership))
    elif absences.come_back(absence, by=request.actor):
        back = _("{name} is back.").format(name=absence.membership)
        say(request, back, undo=f"{request.path}?undo=1")
    return redirect(PAGE)


@needs(Role.OWN_ONLY)
@require_POST
def calendar_new(request: BusinessRequest) -> HttpResponse:
    """Make an address for a calendar program and show it, this once."""
    secret = services.make_feed(request.membership, by=request.actor)
    path = reverse("actions_public:calendar", kwargs={"secret": secret})
    context = {"address": absolute(path)}
    page = render(request, "actions/settings/calendar.html", context, status=201)
    page["Cache-Control"] = "no-store"
    return page


@needs(Role.OWN_ONLY)
@require_POST
def calendar_removal(request: BusinessRequest) -> HttpResponse:
    """Let the address work no more."""
    if services.remove_feed(request.membership, by=request.actor):
        say(request, _("The address works no more."))
    return redirect(PAGE)


def _go_away(request: BusinessRequest, form: AbsenceForm) -> bool:
    given = form.cleaned_data
    try:
        absence = absences.go_away(
            form.who_is_away,
            cover=form.stands_in,
            first=given["first"],
            last=given["last"],
            by=request.actor,
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    undo = reverse("actions:absence-end", args=[absence.pk])
    kept = _("Kept. {cover} covers.").format(cover=form.stands_in)
    say(request, kept, undo=undo)
    return True


def _absence_form(request: BusinessRequest, sent: object = None) -> AbsenceForm:
    return AbsenceForm(
        sent,
        me=request.membership,
        for_all=request.membership.may(Role.MANAGER),
        today=clock.today(request.business.zone),
    )


def _may_see(request: BusinessRequest, rows: QuerySet[Absence]) -> QuerySet[Absence]:
    """Return the absences that the person may end: their own, or all as a manager."""
    me = request.membership
    return rows if me.may(Role.MANAGER) else rows.filter(membership=me)


def _page(
    request: BusinessRequest, form: HourForm, absence_form: AbsenceForm, *, bad: bool
) -> HttpResponse:
    today = clock.today(request.business.zone)
    coming = coming_absences(request.business, today)
    context = {
        "form": form,
        "absence_form": absence_form,
        "absences": _may_see(request, coming),
        "feed": CalendarFeed.objects.filter(membership=request.membership).first(),
        "today": today,
    }
    status = 422 if bad else 200
    return render(request, "actions/settings/own_dates.html", context, status=status)
