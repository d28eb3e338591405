"""What is new in a mail is found, whichever program wrote it in whichever language."""

import pytest
from anymail.inbound import AnymailInboundMessage

from surveys.threads.letters import Letter, read_letter
from surveys.threads.machines import kind_of
from surveys.threads.quotes import new_words
from tests.surveys.threads.corpus import Case, in_each_language, written
from tests.surveys.threads.oddities import oddities

CASES = [*in_each_language(), *oddities()]


def read(case: Case) -> Letter:
    raw = bytes(case.mail)
    return read_letter(AnymailInboundMessage.parse_raw_mime_bytes(raw))


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_right_words(case: Case) -> None:
    letter = read(case)
    assert kind_of(letter.mail) == case.kind
    if case.kind == "words":
        assert lines(letter.words) == lines(case.words)
    assert len(letter.files) == case.files


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "page",
    ["<![" * 1000, "<a " * 60_000, "<!--" * 50_000, "</div><b>" * 30_000, "<" * 90_000],
)
def test_a_hostile_page_neither_fails_nor_takes_long(page: str) -> None:
    mail = written(html=f"<p>Hello</p>{page}")
    letter = read_letter(AnymailInboundMessage.parse_raw_mime_bytes(bytes(mail)))
    assert letter.words.startswith("Hello")


@pytest.mark.parametrize(
    "lines",
    [
        "From: a\nSent: b\nTo: c\nSubject: d\n> x\n" * 20_000,
        "a\n--\n" * 90_000,
        "\n" * 900_000,
        ("On 1 " + "a " * 180 + ":\n") * 2_000,
    ],
)
def test_hostile_lines_take_no_longer_than_others(lines: str) -> None:
    assert new_words(f"Hello\n{lines}").startswith("Hello")
