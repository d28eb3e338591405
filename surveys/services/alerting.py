"""Raising alerts: each once, whoever looks and however often."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from feedback import tenancy
from feedback.accounts import opening_days
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, NoticeChoice
from surveys import slots
from surveys.alerting import silence
from surveys.alerting.detecting import Found, Signs, detect
from surveys.alerting.phrases import names
from surveys.models import Alert, Answer, QuestionKind, Reply, Survey
from surveys.selectors import digests
from surveys.selectors import hearing as selectors
from surveys.services import notices
from surveys.services.notices import Telling

NO = 3


def causes_in(reply: Reply, answers: Sequence[Answer]) -> list[Found]:
    """Return what in ``reply`` gives cause for an alert, the weightiest first; stores
    nothing.
    """
    return detect(signs_of(reply, answers))


def raise_for(reply: Reply, causes: Sequence[Found]) -> list[Alert]:
    """Store an alert for each of ``causes``; returns those that are new."""
    if not causes:
        return []
    known = set(Alert.objects.filter(reply=reply).values_list("kind", flat=True))
    raised = [_raise(reply, one) for one in causes if one.kind not in known]
    return [alert for alert, is_new in raised if is_new]


def signs_of(reply: Reply, answers: Sequence[Answer]) -> Signs:
    """Return what is looked at in a reply; ``answers`` come with their questions."""
    return Signs(
        words=reply.words,
        rating=reply.rating,
        is_unsolved=any(map(_is_unsolved, answers)),
        wants_contact=bool(reply.contact),
        is_valuable=bool(reply.customer.value),
    )


def _is_unsolved(answer: Answer) -> bool:
    asked = answer.question
    says_no = asked.kind == QuestionKind.YES_PARTLY_NO and answer.step == NO
    return says_no and names(asked.text, "outcome")


def _raise(reply: Reply, found: Found) -> tuple[Alert, bool]:
    return Alert.objects.get_or_create(
        business_id=reply.business_id,
        kind=found.kind,
        dedupe_key=str(reply.pk),
        defaults={
            "reply": reply,
            "quote_start": found.start,
            "quote_end": found.end,
        },
    )


def hear_silence(*, now: datetime) -> int:
    """Raise an alert for each survey that has gone quiet, once a silence; returns how
    many are new. In the mornings of each business; safe to run again and at once.
    """
    return sum(_silence_in(business, now) for business in digests.all_businesses())


def _silence_in(business: Business, now: datetime) -> int:
    def works(day: date) -> bool:
        return opening_days.asks_on(business, day)

    if slots.daily(now, business.zone, works) is None:
        return 0
    today = now.astimezone(ZoneInfo(business.zone)).date()
    raised = 0
    with tenancy.enter(business.pk):
        for survey, last in selectors.last_replies(business):
            day = last.astimezone(ZoneInfo(business.zone)).date()
            count = selectors.replies_up_to(survey, last, silence.USUAL)
            if silence.is_silent(count, day, today, works):
                raised += _raise_silence(survey, day)
    return raised


@transaction.atomic
def _raise_silence(survey: Survey, since: date) -> int:
    alert, is_new = Alert.objects.get_or_create(
        business_id=survey.business_id,
        kind=Alert.Kind.SILENCE,
        dedupe_key=f"{survey.pk}:{since}",
        defaults={"survey": survey},
    )
    if not is_new:
        return 0
    bosses = accounts.bosses(survey.business).select_related("user", "business")
    key, topic = f"silence:{alert.pk}", NoticeChoice.Topic.ALERT
    notices.tell_each([Telling(boss, topic, key, alert=alert) for boss in bosses])
    return 1
