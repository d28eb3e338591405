"""What one person prefers."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.accounts import services
from feedback.accounts.forms import PreferencesForm, ShortcutsForm, initial_of
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs, next_url
from feedback.middleware import say


@needs(Role.OWN_ONLY)
@require_http_methods(["GET", "POST"])
def preferences(request: BusinessRequest) -> HttpResponse:
    """Show and change one's name, keys and theme; the list of keys posts here too."""
    if "only_shortcuts" in request.POST:
        switch = ShortcutsForm(request.POST)
        switch.is_valid()
        services.change_person(request.user, **switch.cleaned_data)
        say(request, _("Saved."))
        return redirect(next_url(request, request.path))
    initial = initial_of(PreferencesForm, request.user)
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change_person(request.user, **form.cleaned_data)
        say(request, _("Saved."))
        return redirect("accounts:preferences")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/preferences.html", {"form": form}, status=status)
