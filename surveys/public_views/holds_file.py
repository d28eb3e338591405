"""The daily list of open complaints at its secret address."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from feedback import clock
from feedback.http import mark_public
from surveys.public_views.pages import unknown_page
from surveys.services.holds_file import business_behind, lines


@require_safe
def holds_file(
    request: HttpRequest, secret: str
) -> HttpResponse | StreamingHttpResponse:
    """Send the list to whoever has the secret; anything else is no address of ours."""
    now = clock.now()
    business = business_behind(secret, now=now)
    if business is None:
        return mark_public(unknown_page())
    answer = StreamingHttpResponse(
        lines(business, now=now, for_people=False),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="holds.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
