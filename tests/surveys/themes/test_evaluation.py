"""How good the themes are, on held-out comments of five trades and in German, against
k-means on TF-IDF. The table stands in docs/themes.md; these are its floors.
"""

import pytest

from surveys.themes import meaning
from surveys.themes.by_phrases import PhraseReader
from surveys.themes.reader import Comment, Reader
from tests.surveys.themes.corpus import TRADES, Labelled, comments, sentences
from tests.surveys.themes.measures import adjusted_rand, k_means, pairwise_f1

ALL = (*TRADES, "german")
CODES = {"german": "de", "french": "fr", "spanish": "es"}


def found(reader: Reader, said: list[Labelled], trade: str) -> list[frozenset[str]]:
    """Return the themes of each comment; one without any stands alone."""
    readings = reader.read([Comment(one.words, CODES.get(trade, "en")) for one in said])
    return [frozenset(r.keys or [f"alone {at}"]) for at, r in enumerate(readings)]


def plainest(reader: Reader, said: list[Labelled], trade: str) -> list[str]:
    """Return the plainest theme of each comment; one without any stands alone."""
    readings = reader.read([Comment(one.words, CODES.get(trade, "en")) for one in said])
    return [(r.keys or [f"alone {at}"])[0] for at, r in enumerate(readings)]


def test_the_index_knows_same_and_chance() -> None:
    assert adjusted_rand("aabbcc", "xxyyzz") == 1
    assert adjusted_rand("aabb", "abab") == pytest.approx(-0.5)
    # The worked example of scikit-learn's documentation.
    assert adjusted_rand([0, 0, 1, 1], [0, 0, 1, 2]) == pytest.approx(0.5714, abs=1e-4)


def test_pairs_share_one_of_several() -> None:
    a, b, ab = frozenset("a"), frozenset("b"), frozenset("ab")
    assert pairwise_f1([a, ab, b], [a, ab, b]) == 1
    assert pairwise_f1([a, ab, b], [a, b, b]) == pytest.approx(0.5, abs=0.17)


@pytest.mark.parametrize("trade", ALL)
def test_sentences_are_grouped_far_better_than_by_k_means(trade: str) -> None:
    said = sentences(trade)
    true = [one.label for one in said]
    plain = k_means([one.words for one in said], len(set(true)))
    ours = adjusted_rand(true, plainest(PhraseReader(), said, trade))
    assert ours >= 0.65
    assert ours >= adjusted_rand(true, plain) + 0.4


@pytest.mark.parametrize("trade", ALL)
def test_comments_that_say_several_things_too(trade: str) -> None:
    said = list(comments(trade, 80))
    true = [one.labels for one in said]
    k = len({one.label for one in sentences(trade)})
    plain = [frozenset({str(n)}) for n in k_means([one.words for one in said], k)]
    ours = pairwise_f1(true, found(PhraseReader(), said, trade))
    assert ours >= 0.65
    assert ours >= pairwise_f1(true, plain) + 0.2


@pytest.mark.skipif(not meaning.is_installed(), reason="needs the extra “meaning”")
@pytest.mark.parametrize("trade", ["french", "spanish"])
def test_meaning_reads_other_languages_better_than_k_means(trade: str) -> None:
    said = sentences(trade)
    true = [one.label for one in said]
    plain = k_means([one.words for one in said], len(set(true)))
    ours = adjusted_rand(true, plainest(meaning.MeaningReader(), said, trade))
    assert ours >= adjusted_rand(true, plain) + 0.1


class PlainEmbedder:
    """Stands for the extra: vectors of letters, so that like looks like like."""

    def passage(self, texts: list[str]) -> "Rows":
        return Rows([_letters(text) for text in texts])


class Rows(list[list[float]]):
    """The little of a matrix that the reader needs."""

    def __matmul__(self, other: "Rows") -> "Rows":
        return Rows([[sum(map(float.__mul__, a, b)) for b in other] for a in self])

    @property
    def T(self) -> "Rows":
        return self

    def tolist(self) -> "Rows":
        return self


def _letters(text: str) -> list[float]:
    pairs = [text[at : at + 3].casefold() for at in range(len(text) - 2)]
    counts = [0.0] * 512
    for pair in pairs:
        counts[sum(ord(c) * 31**n for n, c in enumerate(pair)) % 512] += 1.0
    length = sum(value * value for value in counts) ** 0.5 or 1.0
    return [value / length for value in counts]


def test_meaning_reads_only_languages_without_phrases() -> None:
    reader = meaning.MeaningReader(PlainEmbedder())
    known, unknown, foreign = reader.read(
        [
            Comment("He came two hours late.", "en"),
            Comment("Thee receptionnist wass rudde", "en"),
            Comment("Thee receptionnist wass rudde", "xx"),
        ]
    )
    assert known.keys == ["lateness.problem"]
    assert unknown.keys == []
    assert len(unknown.unread) == 1
    assert foreign.keys == ["kindness.problem"]
    assert foreign.findings[0].end == len("Thee receptionnist wass rudde")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Never late.", "lateness.praise"),
        ("He wasn't rude.", "kindness.praise"),
        ("Not friendly.", "kindness.problem"),
        ("Not only friendly but quick.", "kindness.praise"),
        ("The floor wasn’t clean.", "tidiness.problem"),
        ("No mess at all.", "tidiness.praise"),
        ("Please be on time.", "lateness.problem"),
        ("Nie zu spät.", "lateness.praise"),
        ("Nicht freundlich.", "kindness.problem"),
        ("Kein Dreck, nichts.", "tidiness.praise"),
    ],
)
def test_a_not_turns_it_round(words: str, key: str) -> None:
    language = "de" if words[0] in "NK" and ("ch" in words or "zu" in words) else "en"
    (reading,) = PhraseReader().read([Comment(words, language)])
    assert key in reading.keys


@pytest.mark.parametrize(
    ("rating", "side"), [(1, "problem"), (5, "praise"), (None, "problem")]
)
def test_the_rating_decides_what_words_leave_open(
    rating: int | None, side: str
) -> None:
    (reading,) = PhraseReader().read([Comment("The price.", "en", rating)])
    assert reading.keys == [f"price.{side}"]
