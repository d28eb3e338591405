"""Pages of work that a forwarded mail tells of: look, correct, add or throw away."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.accounts.models import Role
from feedback.connect import inbound
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys.forms.drafts import DraftForm
from surveys.models import InteractionDraft, Invitation
from surveys.selectors import drafts as selectors
from surveys.services import drafting

MOST_UNUSED = 20
UNPROCESSABLE = 422


@require_safe
def draft_list(request: BusinessRequest) -> HttpResponse:
    """Show what waits for a look, and the mails that became nothing."""
    after = request.GET.get("after", "")
    rows = list(selectors.waiting_drafts(request.business, after=after))
    page = rows[: selectors.PAGE]
    address = inbound.address_of(request.business)
    context = {
        "drafts": page,
        "last": page[-1] if len(rows) > len(page) else None,
        "is_first_page": not after,
        "has_address": address is not None,
        "unused": inbound.unused_mails(request.business)[:MOST_UNUSED],
    }
    return render(request, "surveys/drafts/list.html", context)


@require_http_methods(["GET", "POST"])
def draft_detail(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Show a draft to correct; POST adds it."""
    draft = _draft(request, pk)
    if draft.status != InteractionDraft.Status.WAITING:
        say(request, _("Somebody has looked at this one already."))
        return redirect("surveys:draft-list")
    form = DraftForm(request.POST or None, draft=draft)
    if request.method == "POST" and form.is_valid():
        __, is_new, decisions = drafting.accept_draft(
            draft, form.person, form.work, by=request.actor
        )
        say(request, _accepted(is_new, decisions))
        return redirect("surveys:draft-list")
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"draft": draft, "form": form}
    return render(request, "surveys/drafts/detail.html", context, status=status)


@require_POST
def draft_discard(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away, or with ``?undo=1`` take it back."""
    draft = _draft(request, pk)
    if request.GET.get("undo"):
        drafting.restore_draft(draft, by=request.actor)
        say(request, _("It waits for your look again."))
    else:
        drafting.discard_draft(draft, by=request.actor)
        say(request, _("Thrown away."), undo=f"{request.path}?undo=1")
    return redirect("surveys:draft-list")


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def inbound_address(request: BusinessRequest) -> HttpResponse:
    """Show the address for copies of mail; POST makes a new one, or ends it."""
    address = inbound.address_of(request.business)
    if request.method == "POST" and inbound.is_on():
        now = clock.now()
        if "end" in request.POST:
            if address:
                inbound.end_address(address, now=now, by=request.actor)
            say(request, _("Nothing is taken in by mail any more."))
        else:
            inbound.renew_address(request.business, now=now, by=request.actor)
            text = _("Here is the new address. The old one takes nothing any more.")
            say(request, text if address else _("Here is your address."))
        return redirect(reverse("surveys:inbound-address"))
    written = inbound.written(address) if address and inbound.is_on() else ""
    context = {"written": written, "is_on": inbound.is_on(), "address": address}
    return render(request, "surveys/drafts/address.html", context)


def _draft(request: BusinessRequest, pk: UUID) -> InteractionDraft:
    rows = InteractionDraft.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("mail", "business"), pk=pk)


def _accepted(is_new: bool, decisions: list[Invitation]) -> str:
    if not is_new:
        return _("Nothing has changed: it was there already.")
    if any(row.status == Invitation.Status.PLANNED for row in decisions):
        return _("Added. They will be asked.")
    return _("Added. Nobody is asked about it.")
