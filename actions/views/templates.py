"""Templates: what an action can begin from."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from actions.forms.templates import TemplateForm
from actions.models import ActionTemplate
from actions.selectors import templates as selectors
from actions.services import templates as services
from actions.views.answers import action_of, undo_or_post
from feedback.accounts.models import Role
from feedback.errors import Conflict, Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say


@require_safe
def template_list(request: BusinessRequest) -> HttpResponse:
    """Show the business's own templates, and ours for its trade."""
    language = spoken()
    found = selectors.beginnings(request.business, language)
    context = {
        "own": [one for one in found if one.template],
        "ours": [one for one in found if not one.template],
    }
    return render(request, "actions/templates.html", context)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def template_new(request: BusinessRequest) -> HttpResponse:
    """Write a template."""
    form = TemplateForm(request.POST or None, business=request.business)
    if request.method == "POST" and _save(request, form):
        say(request, _("Kept. New actions can begin from it."))
        return redirect("actions:template-list")
    status = 422 if request.method == "POST" else 200
    return render(request, "actions/template.html", {"form": form}, status=status)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def template_edit(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Change a template, take it away (``do=remove``) or put it back."""
    rows = ActionTemplate.objects.filter(business=request.business)
    template = get_object_or_404(rows.select_related("business"), pk=pk)
    do = undo_or_post(request).get("do", "") if request.method == "POST" else ""
    if do in ("remove", "restore"):
        return _take_or_put_back(request, template, do)
    form = TemplateForm(
        request.POST or None, business=request.business, template=template
    )
    if request.method == "POST" and _save(request, form, template):
        say(request, _("Kept. New actions can begin from it."))
        return redirect("actions:template-list")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "template": template}
    return render(request, "actions/template.html", context, status=status)


@require_POST
def action_template(request: BusinessRequest, pk: str) -> HttpResponse:
    """Make a template of an action, with its steps."""
    action = action_of(request, pk)
    made = services.template_from(action, by=request.actor)
    undo = reverse("actions:template-edit", args=[made.pk]) + "?do=remove"
    say(request, _("Kept as a template: “{what}”.").format(what=made.what), undo=undo)
    return redirect("actions:action-detail", pk=action.pk)


def spoken() -> str:
    """Return the language of the page as our ready-made texts know it."""
    return (get_language() or "en").partition("-")[0]


def _save(
    request: BusinessRequest,
    form: TemplateForm,
    template: ActionTemplate | None = None,
) -> bool:
    if not form.is_valid():
        return False
    try:
        services.save_template(
            request.business, form.wording(), by=request.actor, template=template
        )
    except Conflict:
        raise
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _take_or_put_back(
    request: BusinessRequest, template: ActionTemplate, do: str
) -> HttpResponse:
    if do == "restore":
        services.restore_template(template, by=request.actor)
        say(request, _("It is back."))
    elif services.remove_template(template, by=request.actor):
        text = _("Took away “{what}”. Actions made from it stay.")
        undo = f"{request.path}?do=restore"
        say(request, text.format(what=template.what), undo=undo)
    return redirect("actions:template-list")
