"""“Yes, it’s settled”: the page behind a link in a mail about an open complaint."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from feedback import clock, tenancy
from feedback.errors import BadLink
from feedback.http import mark_public
from feedback.links import read_token
from surveys import marks
from surveys.languages import frame_for
from surveys.models import ComplaintHold
from surveys.public_views.bodies import read_body
from surveys.public_views.evidence import evidence_of
from surveys.public_views.gate import speaking
from surveys.public_views.pages import SeeOther, draw, unknown_page
from surveys.selectors.holds import hold_behind
from surveys.services import complaints
from surveys.suspecting import judge

SETTLED = "settled"


@require_http_methods(["GET", "HEAD", "POST"])
def settled(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it is settled; only the button says yes."""
    too_much = read_body(request)
    try:
        with _entered(token) as hold:
            response = _answer(request, hold, is_read=too_much is None)
    except BadLink:
        response = unknown_page()
    return mark_public(response)


@contextmanager
def _entered(token: str) -> Iterator[ComplaintHold]:
    target = read_token(SETTLED, token)
    with tenancy.enter(target.business_id):
        hold = hold_behind(target.object_id)
        if hold is None or hold.customer.is_unverified:
            raise BadLink
        with speaking(hold.business, frame_for(hold.customer)):
            yield hold


def _answer(
    request: HttpRequest, hold: ComplaintHold, *, is_read: bool
) -> HttpResponse:
    if request.method != "POST" or not hold.is_open:
        return _page(hold)
    now = clock.now()
    if not is_read:
        return _page(hold, is_unsure=True)
    evidence = evidence_of(request, _scope(hold), hold.pk, now=now)
    if judge(evidence).is_suspicious:
        return _page(hold, is_unsure=True)
    complaints.settle(hold)
    return SeeOther(request.path)


def _page(hold: ComplaintHold, *, is_unsure: bool = False) -> HttpResponse:
    return draw(
        "settled",
        hold.business,
        frame_for(hold.customer),
        status=422 if is_unsure else 200,
        hold=hold,
        is_unsure=is_unsure,
        mark=marks.mark(_scope(hold), now=clock.now()),
    )


def _scope(hold: ComplaintHold) -> str:
    return f"settled:{hold.pk.hex}"
