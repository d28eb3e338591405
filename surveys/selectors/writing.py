"""Reading surveys and their words."""

import hashlib
from dataclasses import astuple
from uuid import UUID

from django.db.models import QuerySet

from feedback.accounts.models import Business
from feedback.customers.models import Interaction
from surveys.extras import extras_of
from surveys.languages import original
from surveys.models import Invitation, Question, Survey, SurveyVersion
from surveys.words import Rules, Words

MOST_SURVEYS = 50
MOST_KINDS = 30
# Beyond this the exact number of people tells nobody anything.
MOST_COUNTED = 1000


def surveys_of(business: Business) -> QuerySet[Survey]:
    """Return the surveys, oldest first, the versions with their questions at hand."""
    rows = Survey.objects.filter(business=business)
    return rows.prefetch_related("versions__questions").order_by("created_at", "id")


def newest(survey: Survey) -> SurveyVersion:
    """Return the newest version out of the ones at hand (see `surveys_of`)."""
    return max(survey.versions.all(), key=lambda version: version.number)


def words_of(version: SurveyVersion) -> Words:
    """Return what ``version`` says, as a value."""
    return Words(
        tuple(original(q) for q in version.questions.order_by("position")),
        opening=version.opening,
        asks_contact=version.asks_contact,
        language=version.language,
        extras=extras_of(version),
    )


def rules_of(survey: Survey) -> Rules:
    """Return when ``survey`` is asked, as a value."""
    return Rules(
        name=survey.name,
        kinds=tuple(survey.kinds),
        delay_hours=survey.delay_hours,
        reminder_days=survey.reminder_days,
        expiry_days=survey.expiry_days,
    )


def revision(survey: Survey, version: SurveyVersion) -> str:
    """Return a mark that differs whenever anything that the builder edits does."""
    stored = (version.number, astuple(rules_of(survey)), astuple(words_of(version)))
    return hashlib.sha256(repr(stored).encode()).hexdigest()[:32]


def has_been_shown(version: SurveyVersion) -> bool:
    """Whether anybody, be it the team, was asked with these very words."""
    return version.frozen_at is not None or version.invitations.exists()


def people_asked_with(version: SurveyVersion) -> int:
    """Return how many customers were asked with these words, at most `MOST_COUNTED`."""
    rows = Invitation.objects.filter(version=version, is_test=False)
    return rows[:MOST_COUNTED].count()


def lineages(survey: Survey) -> dict[UUID, str]:
    """Return every question this survey ever had: its lineage, with its last kind."""
    rows = Question.objects.filter(version__survey=survey).order_by("version__number")
    return dict(rows.values_list("lineage", "kind"))


def free_name(business: Business, wanted: str) -> str:
    """Return ``wanted``, with the first number behind it that makes it a new name."""
    rows = Survey.objects.filter(business=business, name__startswith=wanted)
    taken = set(rows.values_list("name", flat=True))
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def interaction_kinds(business: Business) -> list[str]:
    """Return what this business did lately, by name: the kinds to choose from."""
    rows = Interaction.objects.filter(business=business).exclude(
        source=Interaction.Source.TEST
    )
    recent = rows.order_by("-id").values_list("kind", flat=True)[:500]
    return sorted(set(recent))[:MOST_KINDS]
