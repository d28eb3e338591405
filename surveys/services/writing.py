"""Writing what is asked: words in versions, so that a reply keeps what it answered.

A version that has been shown to anybody is frozen. Changing it makes the next one;
a question that is kept (by its ``lineage``) stays the same question through both.
"""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.ids import uuid7
from feedback.text import one_line
from surveys.models import Question, Survey, SurveyVersion
from surveys.selectors import writing as selectors
from surveys.selectors.translating import translations_of
from surveys.services.carrying import carry_over
from surveys.starters import Starter, StarterQuestion
from surveys.starters.translated import starter_in
from surveys.words import QuestionWords, Rules, Words, cleaned, estimated_seconds

__all__ = [
    "QuestionWords",
    "Rules",
    "Words",
    "current_version",
    "estimated_seconds",
    "freeze",
    "hold",
    "save_survey",
    "save_words",
    "set_status",
    "start_survey",
    "version_to_write_in",
]


@transaction.atomic
def start_survey(business: Business, *, starter: Starter, by: Actor) -> Survey:
    """Store a live survey with the starter's questions as its first version.

    It is named after what the trade does ("Boiler service"), with a number behind
    if there is one of that name already, and follows every kind of interaction.
    """
    # Two people starting the same one must not both find the name free.
    Business.objects.select_for_update().get(pk=business.pk)
    spoken = starter_in(starter, business.language)
    survey = Survey.objects.create(
        business=business,
        name=selectors.free_name(business, spoken.interaction),
        status=Survey.Status.LIVE,
    )
    borrowed = tuple(_borrowed(q) for q in spoken.questions)
    words = Words(borrowed, opening=spoken.opening, language=business.language)
    _write(_new_version(survey, number=1), cleaned(words))
    history.record("started", survey, by=by, status=(None, survey.status))
    return survey


@transaction.atomic
def save_words(
    survey: Survey, words: Words, *, by: Actor, expected: str | None = None
) -> SurveyVersion:
    """Store ``words`` in the open version, or in a new one if that has been shown.

    ``expected`` is the `selectors.revision` that the writer had before them; None
    writes over whatever is there. Saving what is there already stores nothing but
    the fact that somebody read it.

    Raises `Conflict` if somebody else saved meanwhile, and `Refused` as
    `surveys.words.cleaned` does.
    """
    wanted = cleaned(words)
    held, version = hold(survey, expected)
    return _save(held, version, wanted, by)


@transaction.atomic
def save_survey(
    survey: Survey, words: Words, rules: Rules, *, by: Actor, expected: str
) -> SurveyVersion:
    """Store words and rules together; as `save_words`, and raises `Refused` for a
    name that another survey has.
    """
    wanted = cleaned(words)
    held, version = hold(survey, expected)
    _save_rules(held, rules, by)
    return _save(held, version, wanted, by)


def current_version(survey: Survey) -> SurveyVersion:
    """Return the words that the next person is asked."""
    return survey.versions.order_by("-number")[:1].get()


def freeze(version: SurveyVersion, *, now: datetime) -> bool:
    """Mark ``version`` as shown, for good; False if it was already.

    Call it in the transaction that queues the mail, before reading the words: from
    then on nobody can change them.
    """
    still_open = SurveyVersion.objects.filter(pk=version.pk, frozen_at=None)
    changed = still_open.update(frozen_at=now)
    version.refresh_from_db(fields=["frozen_at"])
    return bool(changed)


@transaction.atomic
def set_status(survey: Survey, *, status: Survey.Status, by: Actor) -> bool:
    """Start or stop asking; False if it is so already."""
    other = Survey.objects.filter(pk=survey.pk).exclude(status=status)
    if not other.update(status=status):
        return False
    verb = "resumed" if status == Survey.Status.LIVE else "paused"
    history.record(verb, survey, by=by, status=(survey.status, str(status)))
    survey.status = status
    return True


def hold(survey: Survey, expected: str | None) -> tuple[Survey, SurveyVersion]:
    """Return the survey and its newest version as they are now, held until the end
    of the transaction; raises `Conflict` unless they are what was ``expected``.
    """
    held = Survey.objects.select_for_update().get(pk=survey.pk)
    rows = SurveyVersion.objects.select_for_update().filter(survey=held)
    version = rows.order_by("-number")[:1].get()
    if expected is not None and expected != selectors.revision(held, version):
        raise Conflict(_("Somebody else changed this survey while you were writing."))
    return held, version


def version_to_write_in(survey: Survey, version: SurveyVersion) -> SurveyVersion:
    """Return ``version`` if nobody has seen it, else its copy with the next number,
    with the same questions in the same languages. Call it with both held.
    """
    if not selectors.has_been_shown(version):
        return version
    words = selectors.words_of(version)
    following = _new_version(survey, number=version.number + 1)
    _write(following, words)
    said = translations_of(version)
    carry_over(said, following, before=words, after=words)
    return following


def _save_rules(survey: Survey, rules: Rules, by: Actor) -> None:
    before = asdict(selectors.rules_of(survey))
    after = asdict(replace(rules, name=one_line(rules.name, longest=80)))
    changed = {k: (before[k], after[k]) for k in after if before[k] != after[k]}
    if not changed:
        return
    for name, (_old, new) in changed.items():
        setattr(survey, name, list(new) if name == "kinds" else new)
    try:
        with transaction.atomic():
            survey.save(update_fields=list(changed))
    except IntegrityError as error:
        raise Refused(
            _(_("Another survey has this name. Choose a different one."))
        ) from error
    history.record("changed rules", survey, by=by, customer_id=None, **changed)


def _save(
    survey: Survey, version: SurveyVersion, wanted: Words, by: Actor
) -> SurveyVersion:
    before = selectors.words_of(version)
    if before == wanted:
        history.record("read", survey, by=by)
        return version
    wanted = _with_lineages(wanted, selectors.lineages(survey))
    number, said = version.number, translations_of(version)
    if selectors.has_been_shown(version):
        version = _new_version(survey, number=number + 1)
    _write(version, wanted)
    carry_over(said, version, before=before, after=wanted)
    history.record(
        "rewritten",
        survey,
        by=by,
        version=(number, version.number),
        questions=(len(before.questions), len(wanted.questions)),
    )
    return version


def _with_lineages(words: Words, known: dict[UUID, str]) -> Words:
    """Keep each lineage once, if it is this survey's and of the same kind."""
    questions: list[QuestionWords] = []
    for question in words.questions:
        lineage = question.lineage
        same = lineage is not None and known.get(lineage) == question.kind
        if not same or lineage in [q.lineage for q in questions]:
            lineage = uuid7()
        questions.append(replace(question, lineage=lineage))
    return replace(words, questions=tuple(questions))


def _new_version(survey: Survey, *, number: int) -> SurveyVersion:
    return SurveyVersion.objects.create(
        business_id=survey.business_id, survey=survey, number=number
    )


def _write(version: SurveyVersion, words: Words) -> None:
    """Put ``words`` in place of whatever the version said: nobody has seen it."""
    version.opening = words.opening
    version.asks_contact = words.asks_contact
    version.language = words.language
    version.asks_feeling, version.asks_goal = words.extras.feeling, words.extras.goal
    version.asks_pressure = words.extras.pressure
    version.asks_photos = words.extras.photos
    version.save(update_fields=_WORDS)
    version.questions.all().delete()
    version.texts.all().delete()
    rows = enumerate(words.questions, start=1)
    Question.objects.bulk_create(_row(version, at, question) for at, question in rows)


_WORDS = [
    "opening",
    "asks_contact",
    "language",
    *(f"asks_{name}" for name in ("feeling", "goal", "pressure", "photos")),
]


def _row(version: SurveyVersion, position: int, words: QuestionWords) -> Question:
    return Question(
        business_id=version.business_id,
        version=version,
        position=position,
        kind=words.kind,
        text=words.text,
        hint=words.hint,
        options=list(words.options),
        lineage=words.lineage or uuid7(),
    )


def _borrowed(question: StarterQuestion) -> QuestionWords:
    return QuestionWords(question.kind, question.text, question.hint, question.options)
