"""“Did we fix it for you?”: the page behind three links in a mail.

A link only picks an answer; what counts is the button. The page is looked at in the
same way as a survey, since the same programs open it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from actions.emails_telling import FIXED, quotes
from actions.models import Verdict
from actions.selectors.asked import telling_before, verdict_behind
from actions.selectors.telling import listeners
from actions.services import confirming
from actions.services.confirming import CHANGEABLE, Answer
from feedback import clock, tenancy
from feedback.errors import BadLink, Refused
from feedback.http import mark_public
from feedback.links import read_token
from surveys import marks, trail
from surveys.languages import frame_for
from surveys.public_views.bodies import read_body
from surveys.public_views.evidence import evidence_of
from surveys.public_views.gate import speaking
from surveys.public_views.pages import SeeOther, closed_page, unknown_page
from surveys.survey_page import page_language

Said = Verdict.Said
# Under which of its names `surveys.trail` keeps that a link was followed.
STEPS = {Said.YES: "1", Said.PARTLY: "3", Said.NO: "5"}


@require_http_methods(["GET", "HEAD", "POST"])
def fixed(request: HttpRequest, token: str, said: str = "") -> HttpResponse:
    """Ask whether it is fixed, with ``said`` picked; POST answers, and may change the
    answer for seven days.
    """
    too_much = read_body(request)
    try:
        with _entered(token) as verdict:
            try:
                if too_much:
                    raise too_much
                response = _answer(request, verdict, said)
            except Refused as refused:
                response = _closed(request, verdict, refused)
    except BadLink:
        response = unknown_page()
    return mark_public(response)


@contextmanager
def _entered(token: str) -> Iterator[Verdict]:
    target = read_token(FIXED, token)
    with tenancy.enter(target.business_id):
        verdict = verdict_behind(target.object_id)
        # What is left of somebody who was erased is nobody.
        if verdict is None or verdict.customer.is_unverified:
            raise BadLink
        with speaking(verdict.business, frame_for(verdict.customer)):
            yield verdict


def _answer(request: HttpRequest, verdict: Verdict, said: str) -> HttpResponse:
    now = clock.now()
    confirming.check_open(verdict, now=now)
    if request.method != "POST":
        if said in STEPS:
            trail.leave(request, verdict.pk, STEPS[Said(said)], now=now)
        return _page(verdict, picked=said or verdict.said, is_done=_is_done(request))
    picked, words = request.POST.get("fixed", ""), request.POST.get("words", "")
    if picked not in STEPS:
        return _page(verdict, picked="", words=words, problem=True)
    evidence = evidence_of(request, _scope(verdict), verdict.pk, now=now)
    confirming.record_verdict(
        verdict, Answer(picked, words), evidence=evidence, now=now
    )
    return SeeOther(f"{request.path}?done=1")


def _is_done(request: HttpRequest) -> bool:
    return "done" in request.GET


def _page(
    verdict: Verdict,
    *,
    picked: str,
    words: str | None = None,
    problem: bool = False,
    is_done: bool = False,
) -> HttpResponse:
    tiles = [(said.value, said.label, said == picked) for said in STEPS]
    language = frame_for(verdict.customer)
    telling = telling_before(verdict)
    context = {
        "business": verdict.business,
        "verdict": verdict,
        "told": telling.words if telling else "",
        "quotes": _quotes(verdict),
        "tiles": tiles,
        "words": verdict.words if words is None else words,
        "problem": problem,
        "is_done": is_done and bool(verdict.said),
        "changeable_until": verdict.said_at and verdict.said_at + CHANGEABLE,
        "mark": marks.mark(_scope(verdict), now=clock.now()),
        **page_language(language),
    }
    html = render_to_string("actions/public/fixed.html", context)
    return HttpResponse(html, status=422 if problem else 200)


def _quotes(verdict: Verdict) -> list[str]:
    root = verdict.customer.merged_into_id or verdict.customer_id
    mine = (one for one in listeners(verdict.action) if one.customer.pk == root)
    found = next(mine, None)
    return quotes(found.replies) if found else []


def _closed(request: HttpRequest, verdict: Verdict, refused: Refused) -> HttpResponse:
    business, language = verdict.business, frame_for(verdict.customer)
    # What somebody wrote and sent too late is shown, to be copied or mailed.
    words = request.POST.get("words", "") if request.method == "POST" else ""
    return closed_page(refused, business, language, words=words)


def _scope(verdict: Verdict) -> str:
    return f"fixed:{verdict.pk.hex}"
