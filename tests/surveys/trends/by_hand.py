"""The tallies once more, the slow way: reply by reply."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from feedback.accounts.models import Business
from surveys.models import OPEN_CHANNELS, Invitation, Reply, Tally

HOURS = [1, 2, 4, 8, 12, 24, 48, 72, 120, 168, 336, 720]


def counted(business: Business) -> Counter[tuple[object, ...]]:
    """Return every tally of ``business`` as it should be."""
    found: Counter[tuple[object, ...]] = Counter()
    zone = ZoneInfo(business.zone)
    for reply in Reply.objects.filter(business=business):
        if not (reply.is_test or reply.is_suspicious):
            found.update(_said(reply, zone))
    _add_asked(found, business, zone)
    return found


def _said(reply: Reply, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    day = reply.submitted_at.astimezone(zone).date()
    opened = "open" if reply.channel in OPEN_CHANNELS else "heard"
    source = "asked" if reply.is_verified else opened
    at = (day, reply.survey_id, reply.kind, source)
    yield *at, "rating", None, reply.rating or 0
    if reply.words:
        yield *at, "words", None, 1
    for answer in reply.answers.exclude(step=None).select_related("question"):
        yield *at, "answer", answer.question.lineage, answer.step
    quotes = reply.theme_quotes.filter(is_removed=False).select_related("theme")
    for theme in {q.theme.merged_into_id or q.theme_id for q in quotes}:
        yield *at, "theme", theme, 1
    if reply.heard_at:
        took = (reply.heard_at - reply.submitted_at).total_seconds() / 3600
        yield *at, "heard", None, sum(took > hours for hours in HOURS)
    asked_at = reply.invitation.asked_at
    if reply.is_verified and asked_at:
        asked = asked_at.astimezone(zone).date()
        months = (day.year - asked.year) * 12 + day.month - asked.month
        yield *at, "lag", None, months


def kept(business: Business, *, is_month: bool = False) -> Counter[tuple[object, ...]]:
    """Return every tally of ``business`` as it stands."""
    rows = Tally.objects.filter(business=business, is_month=is_month)
    columns = ("day", "survey", "kind", "source", "measure", "subject", "value", "n")
    return Counter({row[:-1]: row[-1] for row in rows.values_list(*columns)})


def months(days: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    """Return ``days`` added up by month."""
    found: Counter[tuple[object, ...]] = Counter()
    for (day, *rest), n in days.items():
        assert isinstance(day, date)
        found[day.replace(day=1), *rest] += n
    return found


def _add_asked(
    found: Counter[tuple[object, ...]], business: Business, zone: ZoneInfo
) -> None:
    rows = Invitation.objects.filter(business=business, channel__in=["email", "sms"])
    for one in rows.exclude(asked_at=None).select_related("interaction"):
        if one.is_test or one.status == "planned":
            continue
        assert one.asked_at
        day = one.asked_at.astimezone(zone).date()
        came = int(one.status != "not_asked")
        kind = one.interaction.kind
        found[day, one.survey_id, kind, "asked", "asked", None, came] += 1
