"""A survey as somebody is writing it: kept in the page, not yet in the database.

Every button of the builder sends the whole page. Moving, adding and removing work on
what was sent and show it again, so that nothing typed is lost and no script is needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.forms.builder import QuestionForm, SurveyForm
from surveys.forms.library import offered
from surveys.models import MOST_QUESTIONS
from surveys.words import (
    QuestionWords,
    Rules,
    Words,
    estimated_seconds,
)

Typed = dict[str, str]
FIELDS = ("lineage", "kind", "text", "hint", "options")
# A page of ours never sends more than five; what is over is not even looked at.
MOST_SENT = MOST_QUESTIONS + 1


@dataclass(frozen=True, slots=True)
class Draft:
    """The forms of the builder's page, and which question to put the focus on."""

    form: SurveyForm
    questions: Sequence[QuestionForm]
    focus: int = -1
    problem: str = ""

    @property
    def is_full(self) -> bool:
        """Whether there is room for no further question."""
        return len(self.questions) >= MOST_QUESTIONS

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Everything wrong, as the anchor of its field and a sentence."""
        found = [("questions", self.problem)] if self.problem else []
        found += _errors(self.form, "")
        for number, question in enumerate(self.questions, start=1):
            lead = _("Question %(number)s:") % {"number": number}
            found += _errors(question, f"{lead} ")
        return found

    @property
    def seconds(self) -> int:
        """How long answering what is written takes."""
        return estimated_seconds(self.readable())

    def is_valid(self) -> bool:
        """Whether it can be stored. Every form is asked, so that all errors show."""
        valid = [self.form.is_valid(), *(q.is_valid() for q in self.questions)]
        return all(valid) and bool(self.questions)

    def words(self) -> Words:
        """Return what customers would read; only of a valid draft."""
        return self.form.words(tuple(q.question_words() for q in self.questions))

    def readable(self) -> list[QuestionWords]:
        """Return the questions that have words, valid or not, for the preview."""
        typed = [_values(form) for form in self.questions]
        return [_loosely(row) for row in typed if row["text"].strip()]


def draft_of(words: Words, rules: Rules, revision: str, kinds: list[str]) -> Draft:
    """Return the draft of what is stored."""
    initial: dict[str, Any] = {
        "revision": revision,
        "name": rules.name,
        "kinds": list(rules.kinds),
        "delay_hours": rules.delay_hours,
        "reminder_days": rules.reminder_days,
        "expiry_days": rules.expiry_days,
        "opening": words.opening,
        "asks_contact": words.asks_contact,
        **{f"asks_{name}": asked for name, asked in asdict(words.extras).items()},
        "language": words.language,
    }
    form = SurveyForm(initial=initial, kinds=kinds)
    return Draft(form, _unsent([_typed(q) for q in words.questions]))


def draft_sent(sent: QueryDict, kinds: list[str]) -> Draft:
    """Return the draft that was sent to be stored."""
    rows = range(min(_count(sent), MOST_SENT))
    questions = [QuestionForm(sent, prefix=f"q{index}") for index in rows]
    problem = "" if questions else _("Ask at least one question.")
    return Draft(SurveyForm(sent, kinds=kinds), questions, problem=problem)


def draft_changed(sent: QueryDict, kinds: list[str], *, trade: str) -> Draft:
    """Return what was sent after the button in ``do``: "up:1", "down:1", "remove:1"
    (the first question is 1) or "add" (what to add is in ``add``).
    """
    verb, _colon, number = sent.get("do", "").partition(":")
    rows = [_row(sent, index) for index in range(min(_count(sent), MOST_SENT))]
    at = int(number) - 1 if number.isdecimal() else -1
    if verb == "add":
        wanted, language = sent.get("add", ""), sent.get("language", "")
        rows, focus = _added(rows, offered(wanted, trade=trade, language=language))
    else:
        rows, focus = _moved(rows, verb, at)
    return Draft(_again(sent, kinds), _unsent(rows), focus=focus)


def draft_again(
    sent: QueryDict, kinds: list[str], *, problem: str, revision: str
) -> Draft:
    """Return what was sent, told why it was not stored, on top of what is stored now:
    sending it again is then a decision.
    """
    later = sent.copy()
    later["revision"] = revision
    draft = draft_sent(later, kinds)
    draft.is_valid()
    return replace(draft, problem=problem)


def _moved(rows: list[Typed], verb: str, at: int) -> tuple[list[Typed], int]:
    to = at + {"up": -1, "down": 1}.get(verb, 0)
    if not (0 <= at < len(rows) and 0 <= to < len(rows)):
        return rows, -1
    row = rows.pop(at)
    if verb == "remove":
        return rows, min(at, len(rows) - 1)
    rows.insert(to, row)
    return rows, to


def _added(
    rows: list[Typed], question: QuestionWords | None
) -> tuple[list[Typed], int]:
    if question is None or len(rows) >= MOST_QUESTIONS:
        return rows, -1
    return [*rows, _typed(question)], len(rows)


def _again(sent: QueryDict, kinds: list[str]) -> SurveyForm:
    """Return the form with what was typed, not judged: it is not being stored yet."""
    initial: dict[str, Any] = {name: sent.get(name) for name in SurveyForm.base_fields}
    ticked = [name for name in SurveyForm.base_fields if name.startswith("asks_")]
    initial |= {name: name in sent for name in ticked}
    initial["kinds"] = sent.getlist("kinds")
    return SurveyForm(initial=initial, kinds=kinds)


def _unsent(rows: list[Typed]) -> list[QuestionForm]:
    return [
        QuestionForm(initial=row, prefix=f"q{index}") for index, row in enumerate(rows)
    ]


def _count(sent: Mapping[str, Any]) -> int:
    value = str(sent.get("count", ""))
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _row(sent: Mapping[str, Any], index: int) -> Typed:
    return {name: str(sent.get(f"q{index}-{name}", "")) for name in FIELDS}


def _typed(question: QuestionWords) -> Typed:
    return {
        "lineage": str(question.lineage or ""),
        "kind": question.kind,
        "text": question.text,
        "hint": question.hint,
        "options": "\n".join(question.options),
    }


def _values(form: QuestionForm) -> Typed:
    return {name: str(form[name].value() or "") for name in FIELDS}


def _loosely(row: Typed) -> QuestionWords:
    options = tuple(line.strip() for line in row["options"].splitlines())
    return QuestionWords(
        row["kind"], row["text"], row["hint"], tuple(filter(None, options))
    )


def _errors(form: Any, lead: str) -> list[tuple[str, str]]:
    return [
        (field.id_for_label or field.auto_id, f"{lead}{field.label}: {error}")
        for field in form
        for error in field.errors
    ]
