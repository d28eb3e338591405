"""What the inbox is narrowed down to: each filter has an index that begins with the
business, so that none of them reads a million rows to show fifty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from feedback import clock
from feedback.accounts.models import Business
from feedback.text import one_line
from surveys.models import Channel, Reply, Survey, Theme
from surveys.selectors import filter_answers, themes

LONGEST = 80
MOST_CHOICES = 60
WITH, WITHOUT = "yes", "no"
WORDS = {WITH: _("With words"), WITHOUT: _("Without words")}
# Days; anything else in the address means no filter.
WAITS = (1, 2, 3, 7, 14, 30)
# Whose replies: of people who were asked, or of anybody. Without one of these, all.
SOURCES = {"asked": _("Verified"), "open": _("Unverified")}
RATINGS = {str(value): label for value, label in reversed(Reply.Rating.choices)}
CHANNELS = dict(Channel.choices)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; empty where it makes no difference."""

    kind: str = ""
    handler: str = ""
    survey: str = ""
    answer: str = ""
    theme: str = ""
    rating: str = ""
    words: str = ""
    waits: str = ""
    channel: str = ""
    source: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Filters":
        """Return the filters of a query string; whatever is made up is left out."""
        survey = _uuid(asked.get("survey", ""))
        return cls(
            kind=one_line(asked.get("kind", ""), longest=LONGEST),
            handler=one_line(asked.get("handler", ""), longest=LONGEST),
            survey=survey,
            answer=filter_answers.read(asked.get("answer", ""), survey),
            theme=_uuid(asked.get("theme", "")),
            rating=_known(asked.get("rating", ""), RATINGS),
            words=_known(asked.get("words", ""), WORDS),
            waits=_known(asked.get("waits", ""), tuple(map(str, WAITS))),
            channel=_known(asked.get("channel", ""), CHANNELS),
            source=_known(asked.get("from", ""), SOURCES),
        )

    def query(self) -> dict[str, str]:
        """Return the values of a query string that bring them back."""
        names = {name: value for name, value in asdict(self).items() if value}
        source = names.pop("source", "")
        return names | ({"from": source} if source else {})

    def without(self, name: str) -> "Filters":
        """Return the same with one filter less; an answer goes with its survey."""
        gone = {name: "", "answer": ""} if name == "survey" else {name: ""}
        return replace(self, **gone)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return not self.query()

    def apply(self, rows: QuerySet[Reply]) -> QuerySet[Reply]:
        """Return those of ``rows`` that pass."""
        passing = rows.filter(**self._same())
        if self.words:
            said = Q(words="")
            passing = passing.filter(said if self.words == WITHOUT else ~said)
        if self.waits:
            before = clock.now() - timedelta(days=int(self.waits))
            # The first says less than the second, in a way that an index can use.
            passing = passing.filter(waits_for_person=True, submitted_at__lt=before)
            passing = passing.filter(Q(waits_since=None) | Q(waits_since__lt=before))
        if self.theme:
            passing = passing.filter(themes.says(UUID(self.theme)))
        if self.answer:
            passing = passing.filter(filter_answers.says(self.answer))
        return passing

    @property
    def is_simple(self) -> bool:
        """Whether one index finds what passes: that of the only filter, that of the
        people who wait, or that of what says a theme.
        """
        asked = self.query()
        if not asked or self.waits or self.theme:
            return True
        return len(asked) == len(self.indexed()) == 1

    def indexed(self) -> list[dict[str, str | int | bool]]:
        """Return the columns of `_same` that have an index, newest first, each."""
        usual = {"channel": Channel.EMAIL, "is_verified": True}
        same = self._same().items()
        return [{name: value} for name, value in same if usual.get(name) != value]

    def _same(self) -> dict[str, str | int | bool]:
        """Return the columns that must hold exactly what is asked for."""
        same: dict[str, str | int | bool] = {
            name: value
            for name in ("kind", "handler", "survey", "channel")
            if (value := getattr(self, name))
        }
        if self.rating:
            same["rating"] = int(self.rating)
        if self.source:
            same["is_verified"] = self.source == "asked"
        return same


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: (value, what people read)."""

    kind: list[tuple[str, str]]
    handler: list[tuple[str, str]]
    survey: list[tuple[str, str]]
    answer: list[tuple[str, str]]
    theme: list[tuple[str, str]]
    rating: list[tuple[str, str | Promise]]
    words: list[tuple[str, str | Promise]]
    waits: list[tuple[str, str | Promise]]
    channel: list[tuple[str, str | Promise]]
    source: list[tuple[str, str | Promise]]


TITLES = {
    "kind": _("What it was about"),
    "handler": _("Who did the work"),
    "survey": _("Survey"),
    "answer": _("What they answered"),
    "theme": _("Theme"),
    "rating": _("How it was"),
    "words": _("Words"),
    "waits": _("Waiting longer than"),
    "channel": _("How it came"),
    "source": _("Whose replies"),
}


def choices(business: Business, survey: str = "") -> Choices:
    """Return what the inbox of ``business`` can be narrowed down to: answers only to
    the questions of the ``survey`` that is chosen.
    """
    surveys = Survey.objects.filter(business=business).order_by("name", "id")
    return Choices(
        kind=[(name, name) for name in _distinct(business, "kind")],
        handler=[(name, name) for name in _distinct(business, "handler")],
        survey=_named(surveys.values_list("pk", "name")[:MOST_CHOICES]),
        answer=filter_answers.choices(survey),
        theme=_named(_themes(business).values_list("pk", "name")[:MOST_CHOICES]),
        rating=list(RATINGS.items()),
        words=list(WORDS.items()),
        waits=[(str(days), _days(days)) for days in WAITS],
        channel=list(CHANNELS.items()),
        source=list(SOURCES.items()),
    )


def chosen(business: Business, wanted: Filters) -> Iterator[tuple[str, str | Promise]]:
    """Yield (name, what people read) of each filter that is set."""
    plain = {"rating": RATINGS, "words": WORDS, "channel": CHANNELS, "source": SOURCES}
    for name, value in asdict(wanted).items():
        if not value:
            continue
        if name in plain:
            yield name, plain[name][value]
        elif name == "waits":
            more = _("Waiting longer than %(time)s") % {"time": _days(int(value))}
            yield name, more
        elif name == "answer":
            yield name, filter_answers.name_of(value) or TITLES[name]
        elif name in ("survey", "theme"):
            yield name, _name_of(business, name, value)
        else:
            yield name, value


def _name_of(business: Business, name: str, pk: str) -> str | Promise:
    found: Survey | Theme | None
    if name == "survey":
        found = Survey.objects.filter(business=business, pk=pk).first()
    else:
        found = _themes(business).filter(pk=pk).first()
    return found.name if found else TITLES[name]


def _themes(business: Business) -> QuerySet[Theme]:
    shown = Theme.objects.filter(business=business, merged_into=None, hidden_at=None)
    return shown.order_by("name", "id")


# One look into the index for each value there is, however many rows have it.
_DISTINCT = """
    WITH RECURSIVE found(value) AS (
        SELECT min({column}) FROM surveys_reply
        WHERE business_id = %s AND {column} > ''
        UNION ALL
        SELECT (
            SELECT min({column}) FROM surveys_reply
            WHERE business_id = %s AND {column} > found.value
        ) FROM found WHERE found.value IS NOT NULL
    ) SELECT value FROM found WHERE value IS NOT NULL LIMIT %s"""


def _distinct(business: Business, column: str) -> list[str]:
    key = Reply._meta.get_field("business").get_db_prep_value(business.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(_DISTINCT.format(column=column), [key, key, MOST_CHOICES])
        return [row[0] for row in cursor.fetchall()]


def _named(rows: QuerySet[Survey | Theme, tuple[UUID, str]]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in rows]


def _days(days: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _known(value: str, among: object) -> str:
    return value if value in among else ""  # type: ignore[operator]


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
