"""Short links of text messages: they lead to the long ones and do nothing else."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from feedback.http import mark_public
from feedback.links import make_token
from surveys.public_views.pages import SeeOther, unknown_page
from surveys.selectors.channels import invitation_behind_code


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the survey."""
    return _lead("survey", code)


@require_safe
def short_stop(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the page on which they say that they do not want to be asked."""
    return _lead("stop", code)


def _lead(name: str, code: str) -> HttpResponse:
    found = invitation_behind_code(code)
    if found is None:
        return mark_public(unknown_page())
    token = make_token("survey", *found)
    return mark_public(SeeOther(reverse(f"surveys_public:{name}", args=[token])))
