"""Writing up what was done, and opening the public page."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from actions.models import Action
from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from public_wall import drafts
from public_wall.forms import UpdateForm
from public_wall.models import Update
from public_wall.pages import address
from public_wall.selectors import moderation, updates
from public_wall.selectors.languages import spoken
from public_wall.services import page
from public_wall.services import updates as writing
from surveys.languages import name_of, normal


@require_safe
def update_list(request: BusinessRequest) -> HttpResponse:
    """Show what could be written up, what is published, and the page's own state."""
    now = clock.now()
    context = {
        "queue": updates.to_write_up(request.business),
        "published": drafts.own_cards(request.business, now=now),
        "open_removals": moderation.open_removals(request.business, now=now).count(),
        "address": address(request.business),
        "may_publish": request.membership.may(Role.MANAGER),
        "further": [
            (normal(code), name_of(code)) for code in spoken(request.business)[1:]
        ],
    }
    return render(request, "public_wall/update_list.html", context)


@needs(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def update_new(request: BusinessRequest, action: str) -> HttpResponse:
    """Write up one action; the page shows it as the wall will."""
    mine = Action.objects.filter(business=request.business)
    found = get_object_or_404(mine.select_related("business"), pk=action)
    draft = drafts.of_action(found, now=clock.now())
    form = draft.form(request.POST or None)
    if _is_finished(request, form):
        update = writing.publish_update(
            found,
            said=form.cleaned_data["said"],
            did=form.cleaned_data["did"],
            by=request.actor,
        )
        undo = reverse("public_wall:update-withdrawal", args=[update.pk])
        say(request, _("Published."), undo=undo)
        return redirect("public_wall:update-list")
    return _show(request, draft, form)


@needs(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def update_edit(request: BusinessRequest, pk: str) -> HttpResponse:
    """Change the business's words of an update."""
    update = get_object_or_404(drafts.own_updates(request.business), pk=pk)
    draft = drafts.of_update(update, now=clock.now())
    form = draft.form(request.POST or None)
    if _is_finished(request, form):
        writing.edit_update(
            update,
            said=form.cleaned_data["said"],
            did=form.cleaned_data["did"],
            by=request.actor,
        )
        say(request, _("Saved. The page says that it was edited."))
        return redirect("public_wall:update-list")
    return _show(request, draft, form)


@needs(Role.MANAGER)
@require_POST
def update_withdrawal(request: BusinessRequest, pk: str) -> HttpResponse:
    """Take an update off the page, or with ``?undo=1`` put it back."""
    update = get_object_or_404(Update.objects.filter(business=request.business), pk=pk)
    here = reverse("public_wall:update-withdrawal", args=[update.pk])
    if "undo" in request.GET:
        writing.restore_update(update, by=request.actor)
        say(request, _("Back on the page."), undo=here)
    else:
        writing.withdraw_update(update, by=request.actor)
        say(request, _("Taken off the page."), undo=f"{here}?undo=1")
    return redirect("public_wall:update-list")


@needs(Role.MANAGER)
@require_POST
def page_visibility(request: BusinessRequest) -> HttpResponse:
    """Show the page to the world, or hide all of it."""
    asked = request.POST.get("public") or request.GET.get("public")
    public = asked == "yes"
    page.set_visibility(request.business, public=public, by=request.actor)
    undo = f"{request.path}?public={'no' if public else 'yes'}"
    done = _("Your page is public.") if public else _("Your page is hidden.")
    say(request, done, undo=undo)
    return HttpResponseRedirect(reverse("public_wall:update-list"))


def _is_finished(request: BusinessRequest, form: UpdateForm) -> bool:
    """Whether to store it: a preview button only looks."""
    asked = request.method == "POST" and "preview" not in request.POST
    return asked and form.is_valid()


def _show(
    request: BusinessRequest, draft: drafts.Draft, form: UpdateForm
) -> HttpResponse:
    looked = "preview" in request.POST and form.is_valid()
    context: dict[str, Any] = {
        "form": form,
        "draft": draft,
        "card": draft.card(form),
    }
    status = 422 if request.method == "POST" and not looked else 200
    return render(request, "public_wall/update_form.html", context, status=status)
