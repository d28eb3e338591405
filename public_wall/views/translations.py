"""Saying an update in a further language."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from public_wall.forms_addresses import TranslationForm
from public_wall.models import Update
from public_wall.selectors.languages import spoken
from public_wall.services.wordings import translate_update
from surveys.languages import direction, name_of, normal


@needs(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def update_translation(
    request: BusinessRequest, pk: str, language: str
) -> HttpResponse:
    """Write what the page says of one update in ``language``."""
    mine = Update.objects.filter(business=request.business)
    update = get_object_or_404(mine.select_related("business"), pk=pk)
    offered = [normal(code) for code in spoken(request.business)[1:]]
    if language not in offered:
        raise Http404
    text = update.texts.filter(language=language).first()
    initial = {"said": text.said, "did": text.did} if text else {}
    decided = update.kind != Update.Kind.DID
    form = TranslationForm(request.POST or None, initial=initial, decided=decided)
    if request.method == "POST" and form.is_valid():
        translate_update(
            update, language=language, by=request.actor, **form.cleaned_data
        )
        say(request, _("Saved."))
        return redirect("public_wall:update-list")
    context = {
        "form": form,
        "update": update,
        "text": text,
        "language": language,
        "language_name": name_of(language),
        "direction": direction(language),
    }
    status = 422 if request.method == "POST" else 200
    return render(
        request, "public_wall/update_translation.html", context, status=status
    )
