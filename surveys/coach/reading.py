"""How hard a text is to read."""

import re

from surveys.coach.language import Language

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")


def words_of(text: str) -> list[str]:
    """Return the words of ``text``."""
    return _WORD.findall(text)


def syllables(word: str, language: Language) -> int:
    """Return an estimate: groups of vowels, less a silent ending; at least one."""
    plain = word.casefold()
    groups = len(re.findall(rf"[{language['vowels']}]+", plain))
    if groups > 1 and re.search(language["silent_end"], plain):
        groups -= 1
    return max(groups, 1)


def grade(text: str, language: Language) -> float:
    """Return the Flesch–Kincaid grade level of ``text``: years at school.

    0.39 × words/sentences + 11.8 × syllables/words - 15.59 (Kincaid, Fishburne,
    Rogers and Chissom 1975, Navy Research Branch Report 8-75). Made for passages, so
    of one question only a high value says something, and of a few words nothing.
    """
    words = words_of(text)
    if len(words) < language["least_words_for_grade"]:
        return 0.0
    sentences = max(len(_SENTENCE_END.findall(text)), 1)
    spoken = sum(syllables(word, language) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


def long_words(text: str, language: Language) -> list[str]:
    """Return the words of four syllables and more, the longest first."""
    found = [w for w in words_of(text) if syllables(w, language) >= 4]
    return sorted(dict.fromkeys(found), key=len, reverse=True)
