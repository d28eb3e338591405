"""What the languages page asks: which language, and every text beside its original."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from surveys.languages import NAMES, direction, normal
from surveys.models import Question, SurveyVersion
from surveys.selectors.translating import translation_of
from surveys.starters.translated import ready_made
from surveys.translations import TranslatedQuestion, Translation
from surveys.words import LONGEST_OPENING, LONGEST_OPTION, LONGEST_TEXT


class AddLanguageForm(forms.Form):
    """Which language to add."""

    language = forms.ChoiceField(label=_("Language to add"))

    def __init__(self, *args: Any, taken: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            known = {normal(language) for language in taken}
            named = sorted(NAMES.items(), key=lambda pair: pair[1].casefold())
            left = [(code, name) for code, name in named if code not in known]
            field.choices = left


class AroundForm(forms.Form):
    """What stands around the questions, and what the writer had before them."""

    revision = forms.CharField(widget=forms.HiddenInput, max_length=64)
    opening = forms.CharField(max_length=LONGEST_OPENING, required=False)
    is_right = forms.BooleanField(
        label=_("This still says the same as the original"), required=False
    )


class QuestionTextForm(forms.Form):
    """One question in the further language; its labels are the original."""

    text = forms.CharField(max_length=LONGEST_TEXT, required=False)
    hint = forms.CharField(max_length=LONGEST_TEXT, required=False)
    is_right = forms.BooleanField(
        label=_("This still says the same as the original"), required=False
    )

    def __init__(
        self, question: Question, said: TranslatedQuestion, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.said = question, said
        self.fields["text"].label = question.text
        self.fields["hint"].label = question.hint
        for index, option in enumerate(question.options):
            self.fields[f"option{index}"] = forms.CharField(
                label=option, max_length=LONGEST_OPTION, required=False
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        """The fields in which something of the original is to be said again."""
        hint = [self["hint"]] if self.question.hint else []
        return [self["text"], *hint, *self._options()]

    def translated(self) -> TranslatedQuestion:
        """Return what was written; only once the form is valid.

        Words that were changed are looked at again by that; others take the tick.
        """
        typed = self.cleaned_data
        options = tuple(typed.get(field.name, "") for field in self._options())
        hint = typed["hint"] if self.question.hint else ""
        before = (self.said.text, self.said.hint, _padded(self.said.options, options))
        is_new = (typed["text"], hint, options) != before
        waits = self.said.needs_check and not (is_new or typed["is_right"])
        return TranslatedQuestion(typed["text"], hint, options, waits)

    def _options(self) -> list[forms.BoundField]:
        return [self[f"option{index}"] for index in range(len(self.question.options))]


@dataclass(frozen=True, slots=True)
class TranslationDraft:
    """The forms of one language's page."""

    language: str
    around: AroundForm
    questions: Sequence[QuestionTextForm]
    held: Translation
    problem: str = ""

    @property
    def direction(self) -> str:
        """In which direction the language is written."""
        return direction(self.language)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Everything wrong, as the anchor of its field and a sentence."""
        found = [("questions", self.problem)] if self.problem else []
        for form in (self.around, *self.questions):
            found += [
                (field.id_for_label, f"{field.label}: {error}")
                for field in form
                for error in field.errors
            ]
        return found

    def is_valid(self) -> bool:
        """Whether it can be stored. Every form is asked, so that all errors show."""
        valid = [form.is_valid() for form in (self.around, *self.questions)]
        return all(valid)

    def translation(self) -> Translation:
        """Return what was written; only of a valid draft."""
        opening = self.around.cleaned_data["opening"]
        same = opening == self.held.opening
        right = self.around.cleaned_data["is_right"]
        return Translation(
            language=self.language,
            opening=opening,
            opening_needs_check=self.held.opening_needs_check and same and not right,
            questions={
                form.question.lineage: form.translated() for form in self.questions
            },
        )


def draft_stored(
    version: SurveyVersion, language: str, revision: str
) -> TranslationDraft:
    """Return the draft of what is stored. Where nothing is yet, words of ours stand
    ready if we have some for that very text; they count once they are saved.
    """
    held = translation_of(version, language)
    opening = held.opening or ready_made(version.opening, language)
    around = AroundForm(initial={"revision": revision, "opening": opening})
    forms_ = [
        QuestionTextForm(q, said, prefix=f"q{at}", initial=_initial(q, said, language))
        for at, q, said in _numbered(version, held)
    ]
    return TranslationDraft(language, around, forms_, held)


def draft_sent(
    version: SurveyVersion,
    language: str,
    sent: QueryDict,
    *,
    problem: str = "",
    revision: str = "",
) -> TranslationDraft:
    """Return the draft that was sent. With ``revision`` it stands on top of what is
    stored now, with the ``problem`` told: sending it again is then a decision.
    """
    typed = sent.copy()
    if revision:
        typed["revision"] = revision
    held = translation_of(version, language)
    forms_ = [
        QuestionTextForm(question, said, typed, prefix=f"q{at}")
        for at, question, said in _numbered(version, held)
    ]
    return TranslationDraft(language, AroundForm(typed), forms_, held, problem)


def _numbered(
    version: SurveyVersion, held: Translation
) -> list[tuple[UUID, Question, TranslatedQuestion]]:
    # Named by the question, so that what was typed stays with it if they moved.
    empty = TranslatedQuestion()
    return [
        (q.lineage, q, held.questions.get(q.lineage, empty))
        for q in version.questions.all()
    ]


def _initial(
    question: Question, said: TranslatedQuestion, language: str
) -> Mapping[str, str]:
    written = _padded(said.options, question.options)
    pairs = zip(question.options, written, strict=True)
    options = {
        f"option{at}": text or ready_made(option, language)
        for at, (option, text) in enumerate(pairs)
    }
    return {
        "text": said.text or ready_made(question.text, language),
        "hint": said.hint or ready_made(question.hint, language),
        **options,
    }


def _padded(written: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    return tuple([*written, *[""] * len(wanted)][: len(wanted)])
