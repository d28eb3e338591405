"""Words that cannot be used for spam or phishing."""

import pytest

from feedback.mail.message import sender_name
from feedback.mail.names import forbidden


@pytest.mark.parametrize(
    "text",
    [
        "Overall, how was it?",
        "Did Dan arrive on time (9.00-17.30)?",
        "How was 2024-2026 for you?",
        "Was the work of 18.11.2026 good?",
        "Was it worth £1,250.00?",
        "Was 0800 easy to reach?",
        "Dr. Okoro and Co. are fine. So are we.",
        "e.g. at 9 a.m. or 5 p.m.",
        "Wie war’s? Schön!",
        "كيف كانت الخدمة؟",
        "می‌خواهم",
        "Happy? 😀 ❤️ 👨‍👩‍👧",
        "100 % … 3.5 of 5 … 1/2",
    ],
)
def test_words_of_a_survey_are_fine(text: str) -> None:
    assert forbidden(text) == ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Win at https://evil.example/x", "web address"),
        ("Win at hxxp://evil", "web address"),
        ("Go to evil.example", "web address"),
        ("Go to WWW.evil", "web address"),
        ("javascript:/x", "web address"),
        ("Go to evil\uff0eexample now", "web address"),
        ("Go to evil\u3002example now", "web address"),
        ("Go to evil\uff61example now", "web address"),
        ("Go to evil\u2024example now", "web address"),
        ("Go to \u24d4\u24e5\u24d8\u24db.example", "web address"),
        ("\uff48\uff54\uff54\uff50\uff1a\uff0f\uff0fevil", "web address"),
        ("Go to \u0435vil.com", "web address"),
        ("fine.So we go on", "web address"),
        ("mailto:ruth", "web address"),
        ("Write to ruth@evil.example", "email address"),
        ("Write to ruth\uff20evil", "email address"),
        ("Follow @evil", "email address"),
        ("Call 01326 555 123", "long number"),
        ("Call +44 (0)1326 555-123", "long number"),
        ("Call 0800.123.4567", "long number"),
        (
            "Call \uff10\uff18\uff10\uff10 \uff11\uff12\uff13 \uff14\uff15\uff16\uff17",
            "long number",
        ),
        ("Call \u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "long number"),
        ("Card 4111 1111 1111 1111", "long number"),
        ("Call 0 8 0 0 1 2 3 4 5 6", "long number"),
        ("evil\u202emoc.", "cannot be seen"),
        ("ev\u200bil", "cannot be seen"),
        ("ev\u00adil", "cannot be seen"),
        ("x\U000e0041", "cannot be seen"),
    ],
)
def test_ways_out_of_the_mail_are_named(text: str, word: str) -> None:
    assert word in forbidden(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ruth \uff57\uff57\uff57\uff0eevil\uff0ecom", "Ruth evil com"),
        ("evil\u2024com", "evil com"),
        ("ev\u200bil\u202emoc", "evilmoc"),
        ("\uff10\uff11\uff13\uff12\uff16 \uff15\uff15\uff15", "Said & Done"),
        ("\u24e1uth", "ruth"),
        ("Zoë Ångström", "Zoë Ångström"),
    ],
)
def test_the_name_of_a_sender_is_what_it_looks_like(name: str, shown: str) -> None:
    assert sender_name(name) == shown
