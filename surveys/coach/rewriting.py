"""Turning a question into a better one."""

import re
from collections.abc import Mapping, Sequence
from re import Match, Pattern

from surveys.coach.language import Language

_SENTENCES = re.compile(r"[^.!?]+[.!?]*")
_ARTICLE = re.compile(r"\b([Aa])(n?) (?=([a-z]))")


def sentence(text: str) -> str:
    """Return ``text`` with one space between words, a capital, and its mark."""
    flat = " ".join(text.replace(" ?", "?").split()).replace(" ,", ",").strip(" ,;")
    if not flat:
        return ""
    ended = flat if flat[-1] in ".!?" else f"{flat}?"
    return ended[0].upper() + _ARTICLE.sub(_right_article, ended[1:])


def curly(text: str) -> str:
    """Return ``text`` with the apostrophe that is printed."""
    return text.replace("'", "’")


def asked_only(text: str, language: Language) -> str:
    """Return what ``text`` asks without the words that lead up to it, or ""."""
    if "?" not in text:
        return ""
    upto = text.rindex("?") + 1
    starts = [m.start("asked") for m in language.question.finditer(text[:upto])]
    return sentence(text[starts[-1] : upto]) if starts else ""


def plainly(text: str, words: Pattern[str], plain: Mapping[str, str]) -> str:
    """Return ``text`` with each of ``words`` in plain ones."""
    return words.sub(lambda match: plain.get(match[0].casefold(), match[0]), text)


def without_sentence(text: str, at: int) -> str:
    """Return ``text`` without the sentence that holds position ``at``."""
    kept = [m[0] for m in _SENTENCES.finditer(text) if not m.start() <= at < m.end()]
    return sentence("".join(kept)) if "".join(kept).strip() else ""


def without_twist(text: str, noes: Sequence[Match[str]], language: Language) -> str:
    """Return a question with two noes without either, or "" if we know no way."""
    for pattern, put in language.untwist:
        if pattern.search(text):
            return sentence(pattern.sub(put, text))
    positive: Mapping[str, str] = language["positive"]
    turned = [no for no in noes if no[0].casefold() in positive]
    dropped = [no for no in noes if no[0].casefold() == "not" or no[0].endswith("n't")]
    if len(noes) != 2 or len(turned) + len(dropped) != 2 or len(dropped) == 2:
        return ""
    better = text
    for no in reversed(noes):
        word = no[0].casefold()
        plain = positive.get(word, word.removesuffix("n't") if word != "not" else "")
        better = better[: no.start()] + plain + better[no.end() :]
    return sentence(better)


def _right_article(match: Match[str]) -> str:
    return f"{match[1]}n " if match[3] in "aeiou" else f"{match[1]} "
