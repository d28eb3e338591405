"""One sweep over people who read different languages: each is asked in their own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from feedback import clock, tenancy
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Survey
from surveys.services.asking import ask_due
from tests import builders
from tests.conftest import NOON, World
from tests.languages import rows

pytestmark = pytest.mark.django_db
SPOKEN = ("de", "en", "ar", "de-AT", "", "ar-EG", "en-gb", "fr", "DE", "ar")
ASKED_IN = ("de", "en-gb", "ar", "de", "en-gb", "ar", "en-gb", "en-gb", "de", "ar")
SUBJECTS = {
    "de": "Wie war es? Boiler service am Dienstag",
    "ar": "كيف سارت الأمور؟ boiler service يوم الثلاثاء",
    "en-gb": "How was Tuesday’s boiler service?",
}
FIRST = {
    "de": rows.SAID["de"][0],
    "ar": rows.SAID["ar"][0],
    "en-gb": "Overall, how was it?",
}
VERY_GOOD = {"de": "Sehr gut: ", "ar": "جيد جدًا: ", "en-gb": "Very good: "}
WHY = {
    "de": "nie öfter als einmal in 90 Tagen",
    "ar": "كل 90 يومًا",
    "en-gb": "never more than once in 90 days",
}
GREETING = {"de": "Guten Tag", "ar": "مرحبًا", "en-gb": "Hello"}


@pytest.fixture
def asked(world: World) -> Iterator[list[Invitation]]:
    """Return ten invitations, in the order of `SPOKEN`, after one sweep."""
    with tenancy.enter(world.business.id):
        survey = rows.survey_in(world, "de", "ar")
        made = [planned(survey, language) for language in SPOKEN]
    ask_due(now=NOON)
    with tenancy.enter(world.business.id):
        for row in made:
            row.refresh_from_db()
        yield made


def planned(survey: Survey, language: str) -> Invitation:
    """Store an invitation that is due now."""
    who = builders.customer(language=language)
    return builders.invitation(
        builders.interaction(who),
        survey=survey,
        status=Invitation.Status.PLANNED,
        version=None,
        asked_at=None,
        expires_at=None,
        due_at=NOON,
    )


def mail_of(row: Invitation, kind: str = "invitation") -> OutboundMessage:
    """Return the mail to somebody."""
    return OutboundMessage.objects.get(customer_id=row.customer_id, kind=kind)


def test_each_invitation_keeps_its_language(asked: list[Invitation]) -> None:
    assert tuple(row.language for row in asked) == ASKED_IN


def test_each_mail_is_in_the_language_of_its_reader(asked: list[Invitation]) -> None:
    for row, language in zip(asked, ASKED_IN, strict=True):
        message = mail_of(row)
        assert message.subject == SUBJECTS[language]
        text = message.text
        assert f"{GREETING[language]} Margaret" in text
        for part in (FIRST, VERY_GOOD, WHY):
            assert part[language] in text
            for other in set(part) - {language}:
                assert part[other] not in text


def test_its_html_says_in_which_language_and_direction(
    asked: list[Invitation],
) -> None:
    for row, language in zip(asked, ASKED_IN, strict=True):
        html = mail_of(row).html
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in html
        assert FIRST[language] in html


def test_the_reminder_speaks_as_the_mail_did(asked: list[Invitation]) -> None:
    later = NOON + timedelta(days=6)
    OutboundMessage.objects.update(status=OutboundMessage.Status.ACCEPTED)
    with clock.set_to(later):
        ask_due(now=later)
    starts = {
        "de": "Falls es untergegangen ist",
        "ar": "لعل رسالتنا لم تصل إليك",
        "en-gb": "In case this got buried",
    }
    for row, language in zip(asked, ASKED_IN, strict=True):
        assert mail_of(row, "reminder").subject.startswith(starts[language])
