"""Bytes put together in pieces are the message that is built in one."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.ids import uuid7
from feedback.mail import gaps
from feedback.mail.compiled import letter
from feedback.mail.message import build
from feedback.mail.models import Frame, OutboundMessage
from feedback.text import clean, one_line

# What breaks programs that write mail: ends of lines and words, dots at the start of
# a line, what quoted-printable and encoded words are made of, and all of Unicode.
HOSTILE = st.one_of(
    st.sampled_from(
        (
            ".",
            "..",
            "\r\n.\r\n",
            "=",
            "=3D",
            "=?utf-8?q?x?=",
            "From me",
            "a" * 75,
            "a" * 76,
            "a" * 77,
            "é" * 90,
            "\u202eevil",
            "Ann\r\nBcc: all@example.com",
            "<b>&amp;'\"</b>",
            "--=_said_and_done_=",
            "trailing ",
            "\t",
            "😀" * 40,
            "",
        )
    ),
    st.text(max_size=120),
)
VALUES = st.fixed_dictionaries({"name": HOSTILE, "work": HOSTILE})
PARTS = st.lists(HOSTILE, min_size=3, max_size=3)
SLOW = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def _our_address(settings: Any) -> None:
    settings.MAIL_FROM = "post@said.example"


def parts(words: list[str]) -> list[str]:
    first, second, third = (clean(text) for text in words)
    return [first, "name", second, "work", third]


def row(frame: Frame | None, values: dict[str, str], **more: Any) -> OutboundMessage:
    plain = {name: one_line(value) for name, value in values.items()}
    fresh = {
        "to_email": "margaret@example.com",
        "to_name": one_line(values["name"], longest=120),
        "from_name": one_line(values["work"], longest=60),
        "reply_to": "ruth@penrose.example",
        "subject": one_line(f"How was {values['work']}?"),
        "headers": {"List-Unsubscribe": "<https://said.example/u/x/>"},
        "frame": frame,
        "values": plain if frame else {},
    }
    return OutboundMessage(**{**fresh, **more})


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


def bodies(mail: EmailMessage) -> list[tuple[str, str]]:
    """Return the type and the words of each part, with the line ends of Unix."""
    return [
        (
            part.get_content_type(),
            bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
            .decode()
            .replace("\r\n", "\n")
            .removesuffix("\n"),
        )
        for part in mail.walk()
        if not part.is_multipart()
    ]


def heads(raw: bytes) -> dict[str, str]:
    """Return what the headers say; where they are folded means nothing."""
    own = ("Content-Type", "Content-Transfer-Encoding", "Date")
    return {
        name: " ".join(str(make_header(decode_header(text))).split())
        for name, text in message_from_bytes(raw).items()
        if name not in own
    }


def check(message: OutboundMessage) -> None:
    raw = letter(message).data
    built = build(message).message().as_bytes(linesep="\r\n")
    mail, slow = parsed(raw), parsed(built)
    assert mail.defects == []
    assert heads(raw) == heads(built)
    assert bodies(mail) == bodies(slow)
    assert [text for _, text in bodies(mail)] == [
        words.replace("\r\n", "\n").removesuffix("\n")
        for words in (message.text, message.html)
        if words
    ]
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@SLOW
@given(PARTS, PARTS, VALUES)
def test_a_framed_mail_says_what_the_built_one_says(
    text: list[str], html: list[str], values: dict[str, str]
) -> None:
    # No mail of ours has an empty body.
    text, html = [*text[:2], text[2] + "."], [*html[:2], html[2] + "."]
    check(row(Frame(pk=uuid7(), text=parts(text), html=parts(html)), values))


@SLOW
@given(HOSTILE, HOSTILE, VALUES)
def test_a_mail_with_words_of_its_own_says_what_the_built_one_says(
    text: str, html: str, values: dict[str, str]
) -> None:
    own = {"own_text": clean(text) or "x", "own_html": clean(html)}
    check(row(None, values, **own))


@pytest.mark.parametrize("value", ["a" * n for n in (68, 69, 70, 71, 75, 76, 77, 200)])
def test_no_line_of_a_body_is_longer_than_its_encoding_allows(value: str) -> None:
    frame = Frame(pk=uuid7(), text=["b" * 76, "name", "c" * 75, "work", ""], html=["x"])
    raw = letter(row(frame, {"name": value, "work": value})).data
    body = raw.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76


def test_values_cannot_add_markup_to_html() -> None:
    frame = Frame(pk=uuid7(), text=["", "name", ""], html=["<p>", "name", "</p>"])
    mail = parsed(letter(row(frame, {"name": "<b>&", "work": "x"})).data)
    assert bodies(mail) == [
        ("text/plain", "<b>&"),
        ("text/html", "<p>&lt;b&gt;&amp;</p>"),
    ]


def test_the_envelope_is_bare() -> None:
    sent = letter(
        row(None, {"name": "Ann Ö", "work": "x"}, own_text="x", to_email="a@bücher.de")
    )
    assert (sent.sender, sent.recipient) == ("post@said.example", "a@xn--bcher-kva.de")


def test_a_businesss_own_address_is_the_sender() -> None:
    sent = letter(
        row(
            None,
            {"name": "", "work": "x"},
            own_text="x",
            from_email="hi@penrose.example",
        )
    )
    assert sent.sender == "hi@penrose.example"
    assert parsed(sent.data)["From"] == "x <hi@penrose.example>"


@pytest.mark.parametrize("address", ["", "margaret", "a@example.com\nBcc: b@c.de"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        letter(row(None, {"name": "", "work": ""}, to_email=address))


def test_marks_are_found_wherever_a_template_puts_them() -> None:
    marks = gaps.Marks(["one", "two"])
    text = f"{marks.of['two']} and {marks.of['one']}{marks.of['two']}"
    cut = marks.cut(text)
    assert cut == ["", "two", " and ", "one", "", "two", ""]
    assert gaps.fill(cut, {"one": "{1}", "two": marks.of["one"]}) == (
        f"{marks.of['one']} and {{1}}{marks.of['one']}"
    )
