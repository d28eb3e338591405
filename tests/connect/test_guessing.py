"""What we make of a mail: whose it is, what was done, or why there is no draft."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from feedback.connect.models import InboundMail
from surveys.drafts.guessing import Guessed, TooMany, guess
from surveys.drafts.mail import ReadMail, read_mail, words_of
from surveys.drafts.sorting import refusal
from tests.conftest import NOON
from tests.connect.mails import receipt

Outcome = InboundMail.Outcome
DAN = "dan@penrose.example"
TO_US = "work+aaaaaaaaaaaaaaaaaaaaaaaaaa@in.example.com"


@pytest.fixture(autouse=True)
def _domain(settings: Any) -> None:
    settings.INBOUND_DOMAIN = "in.example.com"


def read(mail: EmailMessage | bytes) -> ReadMail:
    """Return a mail as it is read off the wire."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return read_mail(AnymailInboundMessage.parse_raw_mime_bytes(raw))


def about(
    mail: EmailMessage | bytes, kinds: tuple[str, ...] = ("Boiler service", "Repair")
) -> Guessed | None:
    """Return what we think of ``mail``, coming to Penrose at noon."""
    return guess(read(mail), own={DAN}, kinds=kinds, now=NOON)


def forwarded(body: str, **headers: str) -> EmailMessage:
    """Return a mail in which Dan forwards something to us."""
    mail = receipt(
        **{"From": f"Dan Rowe <{DAN}>", "To": TO_US, "Subject": "Fwd: x", **headers}
    )
    mail.set_content(body)
    return mail


FORWARDS = {
    "gmail": (
        "See below.\n\n---------- Forwarded message ---------\n"
        "From: Penrose Heating <till@penrose.example>\n"
        "Date: Tue, 17 Nov 2026 at 14:30\nSubject: Your receipt: Boiler service\n"
        "To: Margaret Ellis <margaret@example.com>\n\n\nTotal: £129.50\n"
    ),
    "apple": (
        "Begin forwarded message:\n\n> From: Penrose <till@penrose.example>\n"
        "> Subject: Your receipt: Boiler service\n"
        "> Date: 17 November 2026 at 14:30:00 GMT\n"
        "> To: Margaret Ellis <margaret@example.com>\n> \n> Total: £129.50\n"
    ),
    "outlook": (
        "-----Original Message-----\nFrom: Penrose <till@penrose.example>\n"
        "Sent: 17 November 2026 14:30\n"
        "To: Margaret Ellis [mailto:margaret@example.com]; Dan Rowe <"
        + DAN
        + ">\nSubject: Your receipt: Boiler service\n\nTotal: £129.50\n"
    ),
    "outlook without a line": (
        "\n\nFrom: Penrose <till@penrose.example>\nSent: 17 November 2026 14:30\n"
        "To: Margaret Ellis <margaret@example.com>\n"
        "Subject: Your receipt: Boiler service\n\nTotal: £129.50\n"
    ),
    "german": (
        "-------- Weitergeleitete Nachricht --------\n"
        "Betreff: Your receipt: Boiler service\n"
        "Datum: Tue, 17 Nov 2026 14:30:00 +0000\n"
        "Von: Penrose <till@penrose.example>\n"
        "An: Margaret Ellis <margaret@example.com>\n\nSumme: 129,50 EUR\n"
    ),
}


@pytest.mark.parametrize("program", FORWARDS)
def test_the_mail_inside_a_forwarded_one_says_whose_it_is(program: str) -> None:
    guessed = about(forwarded(FORWARDS[program]))
    assert guessed is not None
    assert (guessed.name, guessed.email) == ("Margaret Ellis", "margaret@example.com")
    assert guessed.kind == "Boiler service"
    assert guessed.why["email"] == "forwarded"
    assert guessed.why["kind"] == "known_kind"
    assert str(guessed.value) == "129.50"


def test_a_mail_forwarded_as_an_attachment_is_read_too() -> None:
    mail = forwarded("See the attachment.")
    mail.add_attachment(receipt())
    guessed = about(mail)
    assert guessed is not None
    assert guessed.email == "margaret@example.com"
    assert guessed.happened_at == datetime(2026, 11, 17, 14, 30, tzinfo=UTC)


def test_a_customer_s_mail_that_is_forwarded_says_whose_it_is() -> None:
    guessed = about(
        forwarded(
            "---------- Forwarded message ---------\n"
            "From: Margaret Ellis <margaret@example.com>\nDate: today\n"
            "Subject: Boiler service on Tuesday\nTo: Office <info@penrose.example>\n\n"
        )
    )
    assert guessed is not None
    assert (guessed.email, guessed.why["email"]) == ("margaret@example.com", "sender")


@pytest.mark.parametrize(
    ("headers", "email"),
    [
        ({"To": "margaret@example.com"}, "margaret@example.com"),
        ({"To": '"Ellis, Margaret" <m@example.com>'}, "m@example.com"),
        ({"To": f"{DAN}, m@example.com"}, "m@example.com"),
        ({"To": DAN, "Cc": "m@example.com"}, "m@example.com"),
        ({"To": f"{TO_US}, m@example.com"}, "m@example.com"),
        ({"To": "office@penrose.example, m@example.com"}, "m@example.com"),
        ({"To": "a@example.com, b@example.com"}, "a@example.com"),
        ({"To": "=?utf-8?q?Zo=C3=AB?= <zoe@example.com>"}, "zoe@example.com"),
        ({"To": "undisclosed-recipients:;", "Cc": "m@example.com"}, "m@example.com"),
        ({"To": "M@EXAMPLE.com, m@example.com"}, "M@EXAMPLE.com"),
    ],
)
def test_the_customer_is_whoever_it_went_to_outside_the_business(
    headers: dict[str, str], email: str
) -> None:
    guessed = about(receipt(**headers))
    assert guessed is not None
    assert guessed.email == email


def test_a_sender_at_a_free_provider_does_not_make_its_customers_colleagues() -> None:
    guessed = about(
        receipt(From="penrose@gmail.com", To="Margaret <margaret@gmail.com>")
    )
    assert guessed is not None
    assert guessed.email == "margaret@gmail.com"


@pytest.mark.parametrize(
    "headers",
    [
        {"To": TO_US},
        {"To": ""},
        {"To": "undisclosed-recipients:;"},
        {"To": DAN},
        {"To": "not an address"},
        {"To": "<>"},
        {"To": "office@penrose.example"},
    ],
)
def test_without_a_customer_s_address_there_is_no_draft(headers: Any) -> None:
    assert about(receipt(**headers)) is None


def test_the_only_address_in_the_words_will_do() -> None:
    mail = receipt(To=TO_US)
    mail.set_content("Booked by margaret@example.com (see margaret@example.com).")
    guessed = about(mail)
    assert guessed is not None
    assert (guessed.email, guessed.why["email"]) == ("margaret@example.com", "body")
    mail.set_content("Booked by a@example.com or b@example.com.")
    assert about(mail) is None


def test_a_circular_to_ten_people_is_no_work() -> None:
    everybody = ", ".join(f"c{n}@example.com" for n in range(10))
    with pytest.raises(TooMany):
        about(receipt(To=everybody))


@pytest.mark.parametrize(
    ("subject", "kind", "why"),
    [
        ("Re: Fwd: WG: boiler SERVICE done", "Boiler service", "known_kind"),
        ("Boiler service and repair", "Boiler service", "known_kind"),
        ("Fwd: Your booking", "Your booking", "subject"),
        ("", "", "nothing"),
        ("x" * 300, "x" * 80, "subject"),
        ("=?utf-8?b?w5Z0?=", "Öt", "subject"),
    ],
)
def test_the_subject_says_what_was_done(subject: str, kind: str, why: str) -> None:
    guessed = about(receipt(Subject=subject))
    assert guessed is not None
    assert (guessed.kind, guessed.why["kind"]) == (kind, why)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Total: £129.50", "129.50"),
        ("Total 1,234.50", "1234.50"),
        ("Gesamtbetrag: 1.234,50 EUR", "1234.50"),
        ("Grand total (incl. VAT): $ 0.99", "0.99"),
        ("Subtotal 10.00\nTotal 12.00", "12.00"),
        ("Total 12.00\nTotal 12.00", "12.00"),
        ("Total 12.00\nTotal due 99.00", None),
        ("Total: 12", None),
        ("Your total satisfaction", None),
        ("Total 123456789012345.00", None),
        ("Total 12.005", None),
    ],
)
def test_a_plain_total_is_the_value(text: str, value: str | None) -> None:
    mail = receipt()
    mail.set_content(text)
    guessed = about(mail)
    assert guessed is not None
    assert (str(guessed.value) if guessed.value else None) == value


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("Tue, 17 Nov 2026 14:30:00 +0000", 17),
        ("Tue, 17 Nov 2099 14:30:00 +0000", 18),
        ("Tue, 17 Nov 1926 14:30:00 +0000", 18),
        ("Tue, 31 Feb 2026 14:30:00 +0000", 18),
        ("Tue, 17 Nov 2026 14:30:00", 18),
        ("yesterday", 18),
        ("", 18),
    ],
)
def test_the_day_is_the_mail_s_unless_that_cannot_be(date: str, day: int) -> None:
    guessed = about(receipt(Date=date))
    assert guessed is not None
    assert guessed.happened_at.day == day


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({}, ""),
        ({"Auto-Submitted": "auto-generated"}, ""),
        ({"Precedence": "bulk"}, ""),
        ({"Auto-Submitted": "auto-replied"}, Outcome.AUTOMATIC),
        ({"Precedence": "auto_reply"}, Outcome.AUTOMATIC),
        ({"X-Autoreply": "yes"}, Outcome.AUTOMATIC),
        ({"Subject": "Out of office: back on Monday"}, Outcome.AUTOMATIC),
        ({"Subject": "Automatic reply: Your receipt"}, Outcome.AUTOMATIC),
        ({"From": "MAILER-DAEMON@mx.example.com"}, Outcome.BOUNCE),
        ({"From": "Mail System <postmaster@example.com>"}, Outcome.BOUNCE),
        ({"X-Failed-Recipients": "m@example.com"}, Outcome.BOUNCE),
        ({"From": "feedback@localhost.example"}, Outcome.OWN),
        ({"X-Entity-Ref-ID": "u-1", "Message-ID": "<u-1@send.example>"}, Outcome.OWN),
        ({"X-Entity-Ref-ID": "other", "Message-ID": "<u-1@send.example>"}, ""),
    ],
)
def test_replies_of_machines_bounces_and_our_own_are_no_work(
    headers: dict[str, str], outcome: str
) -> None:
    assert refusal(read(receipt(**headers))) == outcome


def test_a_delivery_report_is_a_bounce() -> None:
    raw = (
        b"From: x@example.com\r\nTo: y@example.com\r\nSubject: Report\r\n"
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b--\r\n"
    )
    assert refusal(read(raw)) == Outcome.BOUNCE


def test_html_without_a_text_is_read_without_scripts_and_styles() -> None:
    mail = receipt()
    mail.set_content(
        "<style>p{}</style><script>Total: 99.00</script><p>Thank you</p>"
        "<table><tr><td>Total:</td><td>&pound;129.50</td></tr></table>",
        subtype="html",
    )
    guessed = about(mail)
    assert guessed is not None
    assert str(guessed.value) == "129.50"


def test_words_of_a_page_are_its_words() -> None:
    assert words_of("<p>a<br>b</p><p>c &lt;d&gt;") == "a\nb\n\nc <d>"


@pytest.mark.parametrize(
    "charset", ["utf-8", "iso-8859-1", "windows-1252", "no-such-charset", "utf-16"]
)
def test_any_encoding_is_read(charset: str) -> None:
    raw = (
        b"From: till@penrose.example\r\nTo: m@example.com\r\nSubject: Repair\r\n"
        b"Content-Type: text/plain; charset=" + charset.encode() + b"\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\nZo\xeb Total: 12.00\r\n"
    )
    guessed = about(raw)
    assert guessed is not None
    assert guessed.email == "m@example.com"


def test_a_header_that_smuggles_another_becomes_text() -> None:
    raw = (
        b"From: till@penrose.example\r\n"
        b"To: =?utf-8?q?Ann=0D=0ABcc=3A_evil=40example.com?= <ann@example.com>\r\n"
        b"Subject: =?utf-8?q?Repair=0D=0AX-Evil=3A_1?=\r\n\r\nhello\r\n"
    )
    guessed = about(raw)
    assert guessed is not None
    assert guessed.email == "ann@example.com"
    assert "\n" not in guessed.name + guessed.kind
    assert "\r" not in guessed.name + guessed.kind


@given(some.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_some_mail(raw: bytes) -> None:
    mail = read(raw)
    assert len(mail.dedupe_key) == 64


@given(some.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_words_are_guessed_at_without_failing(text: str) -> None:
    mail = receipt()
    mail.set_content(text.encode("utf-8", "replace").decode())
    assert about(mail) is not None


def test_a_huge_text_costs_little() -> None:
    mail = receipt()
    mail.set_content("Total Total total: 1 " * 200_000)
    assert about(mail) is not None
