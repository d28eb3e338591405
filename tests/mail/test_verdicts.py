"""What each answer of a provider means."""

import smtplib

import pytest
import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.exceptions import ValidationError
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from feedback.mail.verdicts import Verdict, judge


def recipient(code: int) -> Exception:
    return smtplib.SMTPRecipientsRefused({"m@example.com": (code, b"words")})


def http(status: int) -> Exception:
    response = requests.Response()
    response.status_code = status
    return AnymailRequestsAPIError(response=response)


def unanswered(cause: Exception) -> Exception:
    error = AnymailAPIError("Error posting")
    error.__cause__ = cause
    return error


def nobody_there() -> Exception:
    reason = NewConnectionError(None, "refused")  # type: ignore[arg-type]
    gone = MaxRetryError(None, "/", reason)  # type: ignore[arg-type]
    return unanswered(requests.ConnectionError(gone))


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (ValidationError("no"), Verdict.REFUSED),
        (recipient(550), Verdict.REFUSED),
        (recipient(450), Verdict.LATER),
        (recipient(421), Verdict.NO_LINE),
        (smtplib.SMTPDataError(554, b"spam"), Verdict.REFUSED),
        (smtplib.SMTPDataError(451, b"busy"), Verdict.LATER),
        (smtplib.SMTPDataError(421, b"closing"), Verdict.NO_LINE),
        (smtplib.SMTPDataError(251, b"will forward"), Verdict.ACCEPTED),
        (smtplib.SMTPDataError(-1, b"gibberish"), Verdict.UNCLEAR),
        (smtplib.SMTPSenderRefused(550, b"quota", "us"), Verdict.NO_LINE),
        (smtplib.SMTPSenderRefused(451, b"busy", "us"), Verdict.NO_LINE),
        (smtplib.SMTPSenderRefused(552, b"too large", "us"), Verdict.REFUSED),
        (smtplib.SMTPAuthenticationError(535, b"no"), Verdict.NO_LINE),
        (smtplib.SMTPHeloError(500, b"who"), Verdict.NO_LINE),
        (smtplib.SMTPServerDisconnected("gone"), Verdict.NO_LINE),
        (TimeoutError(), Verdict.NO_LINE),
        (ConnectionRefusedError(), Verdict.NO_LINE),
        (AnymailRecipientsRefused(), Verdict.REFUSED),
        (AnymailInvalidAddress(), Verdict.REFUSED),
        (AnymailConfigurationError(), Verdict.NO_LINE),
        (AnymailUnsupportedFeature(), Verdict.BROKEN),
        (AnymailSerializationError(), Verdict.BROKEN),
        (http(401), Verdict.NO_LINE),
        (http(429), Verdict.NO_LINE),
        (http(503), Verdict.NO_LINE),
        (http(422), Verdict.REFUSED),
        (http(408), Verdict.UNCLEAR),
        (http(500), Verdict.UNCLEAR),
        (http(200), Verdict.UNCLEAR),
        (nobody_there(), Verdict.NO_LINE),
        (unanswered(requests.ConnectTimeout()), Verdict.NO_LINE),
        (unanswered(requests.exceptions.SSLError()), Verdict.NO_LINE),
        (unanswered(requests.ReadTimeout()), Verdict.UNCLEAR),
        (unanswered(requests.ConnectionError(ProtocolError("cut"))), Verdict.UNCLEAR),
        (AttributeError(), Verdict.BROKEN),
        (UnicodeEncodeError("ascii", "é", 0, 1, "no"), Verdict.BROKEN),
    ],
    ids=repr,
)
def test_what_an_error_before_the_mail_left_means(
    error: Exception, verdict: Verdict
) -> None:
    assert judge(error, may_have_left=False).verdict is verdict


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPServerDisconnected("gone"), TimeoutError(), OSError(), KeyError()],
    ids=repr,
)
def test_without_an_answer_after_the_mail_left_nobody_can_tell(
    error: Exception,
) -> None:
    assert judge(error, may_have_left=True).verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("error", "verdict"),
    [(recipient(550), Verdict.REFUSED), (http(401), Verdict.NO_LINE)],
    ids=repr,
)
def test_an_answer_counts_whatever_left(error: Exception, verdict: Verdict) -> None:
    assert judge(error, may_have_left=True).verdict is verdict


@pytest.mark.parametrize(
    "said",
    [
        b"5.1.1 <margaret@example.com>: unknown",
        b"5.1.1 margaret@example.com unknown",
        "5.1.1 MARGARET@EXAMPLE.COM\r\nunknown",
    ],
)
def test_the_reason_names_the_code_and_nobodys_address(said: bytes | str) -> None:
    error = smtplib.SMTPRecipientsRefused({"margaret@example.com": (550, said)})  # type: ignore[dict-item]
    reason = judge(error, may_have_left=False).reason
    assert reason.startswith("550 5.1.1 …")
    assert "example" not in reason.lower()
    assert "\n" not in reason


def test_a_long_reason_fits_its_column() -> None:
    error = smtplib.SMTPDataError(554, b"x" * 5000)
    assert len(judge(error, may_have_left=True).reason) == 200


def test_the_reason_of_a_programming_error_names_only_its_type() -> None:
    error = ValueError("margaret@example.com is no number")
    assert judge(error, may_have_left=False).reason == "ValueError"


def test_the_reason_of_an_api_error_names_its_status() -> None:
    assert judge(http(422), may_have_left=True).reason.endswith(" 422")
