"""Photos beside a reply, for the team."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from feedback.http import BusinessRequest, file_answer
from surveys.models import Reply
from surveys.selectors import inbox
from surveys.selectors.answering import photo_of


@require_safe
def reply_photo(request: BusinessRequest, pk: UUID, number: int) -> HttpResponse:
    """Show one photo of a reply."""
    reply = get_object_or_404(inbox.replies(request.business), pk=pk)
    return photo_answer(reply, number)


def photo_answer(reply: Reply, number: int) -> HttpResponse:
    """Return photo ``number`` of ``reply``, for one browser to keep for an hour.

    Raises `Http404` if there is none.
    """
    stored = photo_of(reply, number)
    if stored is None:
        raise Http404
    answer = file_answer(stored)
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
