"""Saying that it was a person who answered: a page behind one mail, and a choice on it.

The same programs that answered by themselves open this page too, so it is looked at in
the same way, and nothing on it is chosen already.
"""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from feedback import clock
from feedback.history.services import CUSTOMER
from surveys import marks
from surveys.models import Reply
from surveys.public_views.evidence import evidence_of
from surveys.public_views.gate import Guest, by_invitation
from surveys.public_views.pages import SeeOther, draw
from surveys.selectors import answering as selectors
from surveys.services import suspecting

ANSWER, YES, NO = "was_it_you", "yes", "no"


@require_http_methods(["GET", "HEAD", "POST"])
@partial(by_invitation, purpose="confirm")
def confirm(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask whether it was them; a person's yes makes the answer count."""
    reply = selectors.reply_to(guest.invitation)
    if reply is None:
        return SeeOther(guest.url("survey"))
    said = request.POST.get(ANSWER, "") if request.method == "POST" else ""
    if not reply.is_suspicious or said == NO:
        return _page(guest, reply, is_over=True, said_no=reply.is_suspicious)
    if said != YES:
        return _page(guest, reply, is_blank=request.method == "POST")
    now = clock.now()
    evidence = evidence_of(request, _scope(reply), guest.invitation.pk, now=now)
    if not suspecting.is_person(reply, evidence, now=now):
        return _page(guest, reply, is_unsure=True)
    suspecting.clear(reply, by=CUSTOMER, now=now)
    return SeeOther(guest.url("thanks"))


def _page(guest: Guest, reply: Reply, **shown: bool) -> HttpResponse:
    complains = shown.get("is_blank") or shown.get("is_unsure")
    return draw(
        "confirm",
        guest.business,
        guest.language,
        status=422 if complains else 200,
        reply=reply,
        mark=marks.mark(_scope(reply), now=clock.now()),
        survey_url=guest.url("survey"),
        mine_url=guest.url("mine"),
        **shown,
    )


def _scope(reply: Reply) -> str:
    return f"confirm:{reply.pk.hex}"
