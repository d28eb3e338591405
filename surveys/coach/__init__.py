"""The survey coach: what is wrong with the wording of a question, and a better one.

Pure functions over texts; nothing here stores, sends or asks anybody. What a language
adds (words to look for, sentences, rewrites) is in `languages/<tag>.json`: another
language needs a file there and no code. `review` never refuses anything: it advises.
"""

from collections.abc import Sequence

from surveys.coach.findings import RULES, Finding, Rule
from surveys.coach.language import language_of
from surveys.coach.overlaps import overlaps
from surveys.coach.wording import wording

__all__ = ["RULES", "Finding", "Rule", "review"]


def review(questions: Sequence[str], language: str) -> list[Finding]:
    """Return what to change in ``questions``, in their order.

    ``language`` is a tag such as "en-gb"; for a language without rules there are no
    findings. An empty text has none.
    """
    words = language_of(language)
    if words is None:
        return []
    found = [f for at, text in enumerate(questions) for f in wording(at, text, words)]
    found += overlaps(questions, words)
    return sorted(found, key=lambda f: (f.index, RULES.index(f.rule), f.start))
