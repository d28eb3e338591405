"""A version in a further language as a value, and what becomes of it when the
original changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from surveys.words import QuestionWords, Words


@dataclass(frozen=True, slots=True)
class TranslatedQuestion:
    """One question in a further language; ``options`` are in the original's order.

    Empty texts are not written yet. ``needs_check`` says that the original changed
    since.
    """

    text: str = ""
    hint: str = ""
    options: tuple[str, ...] = ()
    needs_check: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written anything."""
        return not (self.text or self.hint or any(self.options))


@dataclass(frozen=True, slots=True)
class Translation:
    """A version in one further language, its questions by their lineage."""

    language: str
    opening: str = ""
    opening_needs_check: bool = False
    questions: Mapping[UUID, TranslatedQuestion] = field(default_factory=dict)


def carried_over(held: Translation, before: Words, after: Words) -> Translation:
    """Return ``held``, a translation of ``before``, as one of ``after``.

    What was said of an unchanged original stays; what was said of one that changed
    stays too, to be checked. An option keeps its words wherever the same option
    stands now.
    """
    changed = before.opening != after.opening
    opening = held.opening if after.opening else ""
    old = {q.lineage: q for q in before.questions if q.lineage}
    questions = {
        q.lineage: _carried(held.questions[q.lineage], old[q.lineage], q)
        for q in after.questions
        if q.lineage in old and q.lineage in held.questions
    }
    return replace(
        held,
        opening=opening,
        opening_needs_check=bool(opening) and (changed or held.opening_needs_check),
        questions={key: said for key, said in questions.items() if key},
    )


def _carried(
    said: TranslatedQuestion, before: QuestionWords, after: QuestionWords
) -> TranslatedQuestion:
    options = dict(zip(before.options, said.options, strict=False))
    kept = replace(
        said,
        hint=said.hint if after.hint else "",
        options=tuple(options.get(option, "") for option in after.options),
    )
    same = (before.text, before.hint) == (after.text, after.hint)
    return replace(
        kept, needs_check=not kept.is_empty and (said.needs_check or not same)
    )
