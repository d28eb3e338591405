"""What the coach says about a survey as it is being written; see `surveys.coach`."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys import coach
from surveys.coach import Finding, Rule
from surveys.forms.builder import QuestionForm
from surveys.forms.draft import Draft
from surveys.words import LONGEST_TEXT

NAMES: dict[str, Promise] = {
    Rule.LEADING: _("Leading"),
    Rule.DOUBLE_BARRELLED: _("Two questions in one"),
    Rule.BEGGING: _("Begging"),
    Rule.JARGON: _("Jargon"),
    Rule.DOUBLE_NEGATIVE: _("Double negative"),
    Rule.TOO_LONG: _("Too long"),
    Rule.HARD_TO_READ: _("Hard to read"),
    Rule.OVERLAP: _("Asked already"),
    Rule.PROMISE: _("A promise"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding, with the value of the button of each wording to use instead."""

    finding: Finding
    offers: Sequence[tuple[str, str]]

    @property
    def name(self) -> Promise:
        """What is wrong, in a word."""
        return NAMES[self.finding.rule]


@dataclass(frozen=True, slots=True)
class Coached:
    """A question of the page and what the coach says about it."""

    form: QuestionForm
    advice: Sequence[Advice]


def coached(draft: Draft) -> list[Coached]:
    """Return the questions of ``draft``, each with its advice; nothing is refused."""
    texts = [_text(form) for form in draft.questions]
    language = str(draft.form["language"].value() or "")
    advice: list[list[Advice]] = [[] for _ in texts]
    for finding in coach.review(texts, language):
        row = advice[finding.index]
        known = {text for one in row for _value, text in one.offers}
        row.append(Advice(finding, _offers(finding, len(row), known)))
    return [Coached(*pair) for pair in zip(draft.questions, advice, strict=True)]


def reworded(sent: QueryDict, draft: Draft) -> QueryDict:
    """Return what was sent with the wording that the button in ``do`` stands for put
    in its place: "use:2:0:1" is the second wording of the first finding of question
    2. A button of another text changes nothing.
    """
    chosen = sent.get("do", "")
    offers = {
        value: (one.form.add_prefix("text"), text)
        for one in coached(draft)
        for advice in one.advice
        for value, text in advice.offers
    }
    if chosen not in offers:
        return sent
    name, text = offers[chosen]
    changed = sent.copy()
    changed[name] = text
    return changed


def _offers(finding: Finding, place: int, known: set[str]) -> list[tuple[str, str]]:
    """Return the wordings that fit into the field and are not offered above, each
    with its button's value.
    """
    fitting = [
        text
        for text in finding.rewrites
        if len(text) <= LONGEST_TEXT and text not in known
    ]
    return [
        (f"use:{finding.index + 1}:{place}:{at}", text)
        for at, text in enumerate(fitting)
    ]


def _text(form: QuestionForm) -> str:
    # What is far too long to be stored is not read to its end.
    return str(form["text"].value() or "")[: 4 * LONGEST_TEXT]
