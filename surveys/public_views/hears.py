"""How soon somebody without a login hears of what."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from feedback.accounts.models import Membership
from feedback.history.services import Actor
from surveys.forms.hearing import ChoicesForm
from surveys.public_views.colleagues import by_hearing, draw_for
from surveys.public_views.pages import SeeOther
from surveys.selectors import hearing as selectors
from surveys.services import notices


@require_http_methods(["GET", "HEAD", "POST"])
@by_hearing
def notice_choices(request: HttpRequest, reader: Membership) -> HttpResponse:
    """Show and keep what they chose; only the button changes anything."""
    form = ChoicesForm(request.POST or None, chosen=selectors.choices_of(reader))
    if request.method == "POST" and form.is_valid():
        notices.choose(reader, form.wanted(), by=Actor.member(reader))
        return SeeOther(f"{request.path}?done=1")
    status = 422 if form.is_bound else 200
    done = bool(request.GET.get("done"))
    return draw_for(reader, "choices_by_mail", status=status, form=form, done=done)
