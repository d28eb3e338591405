"""A row as a message: headers that cannot be abused, words that arrive."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address

from feedback.mail.message import build, sender_name
from feedback.mail.models import OutboundMessage


def sent(**values: Any) -> EmailMessage:
    """Return the message as its reader's program parses it."""
    fresh = {
        "to_email": "margaret@example.com",
        "to_name": "Margaret Ellis",
        "from_name": "Ruth at Penrose Heating",
        "reply_to": "ruth@penrose.example",
        "subject": "How was it?",
        "text": "Dear Margaret",
        "html": "<p>Dear Margaret</p>",
    }
    row = OutboundMessage(**{**fresh, **values})
    raw = build(row).message().as_bytes(linesep="\r\n")
    return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def _our_address(settings: Any) -> None:
    settings.MAIL_FROM = "post@said.example"


def test_it_comes_from_our_address_in_the_businesss_name() -> None:
    mail = sent()
    assert mail["From"] == "Ruth at Penrose Heating <post@said.example>"
    assert mail["Reply-To"] == "ruth@penrose.example"
    assert mail["To"] == "Margaret Ellis <margaret@example.com>"


def test_its_uid_is_in_the_message_id_and_for_the_provider() -> None:
    row = OutboundMessage(to_email="m@example.com", subject="x", text="x")
    message = build(row)
    assert message.extra_headers["Message-ID"] == f"<{row.uid}@said.example>"
    assert message.extra_headers["X-Entity-Ref-ID"] == str(row.uid)
    assert message.metadata == {"uid": str(row.uid)}  # type: ignore[attr-defined]


def test_robots_are_asked_not_to_answer() -> None:
    assert sent()["Auto-Submitted"] == "auto-generated"


def test_it_has_a_text_twin() -> None:
    mail = sent(text="Wörds …", html="<p>Wörds …</p>")
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().strip() == "Wörds …"


def test_without_html_it_is_plain_text() -> None:
    assert sent(html="").get_content_type() == "text/plain"


def test_the_rows_headers_are_added_but_cannot_replace_ours() -> None:
    mail = sent(headers={"List-Unsubscribe": "<https://x>", "Auto-Submitted": "no"})
    assert mail["List-Unsubscribe"] == "<https://x>"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("field", ["subject", "to_name", "from_name"])
def test_a_line_break_adds_no_header(field: str) -> None:
    mail = sent(**{field: "Hello\r\nBcc: everybody@example.com"})
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject", [])) == 1


def test_a_line_break_in_a_header_adds_no_header() -> None:
    assert sent(headers={"X-Kind": "a\nBcc: everybody@example.com"})["Bcc"] is None


@pytest.mark.parametrize(
    "name", ["Æthelflæd " * 12, 'A "quoted", (odd) <name>', "名前" * 40, ",;:"]
)
def test_any_name_of_the_reader_leaves_one_recipient(name: str) -> None:
    row = OutboundMessage(to_email="m@example.com", to_name=name, subject="x", text="x")
    [recipient] = build(row).recipients()
    assert sanitize_address(recipient, "utf-8").endswith("m@example.com>")
    assert [a.addr_spec for a in sent(to_name=name)["To"].addresses] == [
        "margaret@example.com"
    ]


@pytest.mark.parametrize(
    "address",
    ["", "margaret", "a@b@c", "a b@example.com", "a@example.com\nBcc: b@c.de"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        sent(to_email=address)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ruth at Penrose Heating", "Ruth at Penrose Heating"),
        ("Studio 54", "Studio 54"),
        ("Dr. Müller & Söhne", "Dr. Müller & Söhne"),
        ("https://evil.example/login", "evil example login"),
        ("www.paypal.com", "paypal com"),
        ("security@paypal.com", "security paypal com"),
        ("security＠paypal．com", "security paypal com"),  # noqa: RUF001
        ("Call 0800 123 4567 now", "Call now"),
        ("+44 (20) 7946-0958", "Said & Done"),
        ("Ruth\r\nBcc: x@y.de", "Ruth Bcc: x y de"),
        ("\u202eHtuR", "HtuR"),
        ("<b>Ruth</b>", "b Ruth b"),
        ("", "Said & Done"),
    ],
)
def test_a_sender_is_shown_as_nothing_but_a_name(name: str, shown: str) -> None:
    assert sender_name(name) == shown


def test_a_long_sender_is_cut() -> None:
    assert len(sender_name("Penrose " * 40)) <= 60
