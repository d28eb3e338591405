"""Settings of deadlines: when the business works, and how long things may take."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.forms.deadlines import WeekForm
from actions.selectors.levels import levels_of
from actions.working_time import due_on_for
from feedback import clock
from feedback.accounts import services as accounts
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.middleware import say


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def deadlines(request: BusinessRequest) -> HttpResponse:
    """Show the hours of work and the service levels; POST changes the hours."""
    business, now = request.business, clock.now()
    form = WeekForm(request.POST or None, business=business)
    if request.method == "POST" and form.is_valid():
        changed = accounts.change_business(
            business, by=request.actor, work_week=form.week()
        )
        say(request, _("Saved.") if changed else _("Nothing was different."))
        return redirect("actions:deadline-settings")
    levels = levels_of(business)
    gone = [one for one in levels_of(business, also_gone=True) if not one.is_active]
    context = {
        "form": form,
        "levels": [(level, due_on_for(business, level, now)) for level in levels],
        "gone": gone,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "actions/settings/deadlines.html", context, status=status)
