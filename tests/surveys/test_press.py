"""The press writes for many what `surveys.emails` writes for one."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.mail.bulk import Framed
from feedback.mail.email import Email
from feedback.mail.models import Frame
from feedback.text import clean, one_line
from surveys.emails import invitation_email, reminder_email
from surveys.models import Invitation, QuestionText, VersionText
from surveys.press import Press
from tests import builders
from tests.conftest import NOON, World

MAILS = {"invitation": invitation_email, "reminder": reminder_email}
NAMES = st.one_of(
    st.sampled_from(
        (
            "",
            "Margaret Ellis",
            "Zoë",
            "\u1112\u1161\u11ab",
            "<b>Ann</b>",
            "Ann & Söhne",
            "{{ business.name }}",
            "%(work)s %s",
            "gap0000n000",
            "Ann\r\nBcc: all@example.com",
            "\u202eevil",
            "=?utf-8?q?x?=",
        )
    ),
    st.text(max_size=60),
)
PEOPLE = st.fixed_dictionaries(
    {
        "name": NAMES,
        "kind": NAMES.filter(lambda text: bool(one_line(text))),
        "handler": NAMES,
        "days": st.integers(min_value=-1, max_value=400),
        "is_test": st.booleans(),
    }
)


def invitation() -> Invitation:
    return builders.invitation(asked_at=NOON, reminded_at=NOON)


def framed(name: str, row: Invitation) -> Framed:
    return Press(name, row.business, now=NOON).write(row, key=lambda _: "key")


def as_stored(email: Email) -> tuple[str, ...]:
    """Return the mail as `feedback.mail.services.post` stores it."""
    return (
        one_line(email.subject),
        clean(email.text),
        clean(email.html, longest=200_000),
        email.to_email,
        one_line(email.to_name, longest=120),
        one_line(email.from_name, longest=60),
        str(sorted(email.headers.items())),
    )


def as_filled(mail: Framed) -> tuple[str, ...]:
    return (
        mail.subject,
        mail.frame.text_for(mail.values),
        mail.frame.html_for(mail.values),
        mail.to_email,
        mail.to_name,
        mail.from_name,
        str(sorted(mail.headers.items())),
    )


@pytest.mark.parametrize("name", MAILS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(person=PEOPLE)
def test_whoever_it_is_the_words_are_those_written_for_one(
    inside: World, name: str, person: dict[str, object]
) -> None:
    row = Invitation.objects.first() or invitation()
    row.customer.name = one_line(str(person["name"]))
    row.interaction.kind = str(person["kind"])
    row.interaction.handler = str(person["handler"])
    row.interaction.happened_at = NOON - timedelta(days=int(str(person["days"])))
    row.is_test = bool(person["is_test"])
    row.asked_at = row.reminded_at = NOON
    assert as_filled(framed(name, row)) == as_stored(MAILS[name](row))


def test_a_mixed_batch_is_written_to_each_in_their_own_language(inside: World) -> None:
    rows = [invitation() for _ in range(2)]
    version = rows[1].version = rows[0].version
    assert version is not None
    VersionText.objects.create(business=inside.business, version=version, language="de")
    for question in version.questions.all():
        QuestionText.objects.create(
            business=inside.business,
            question=question,
            language="de",
            text="Wie war es?",
        )
    rows[1].language = "de"
    press = Press("invitation", inside.business, now=NOON)
    mails = [press.write(row, key=lambda row: str(row.pk)) for row in rows]
    english, german = (mail.frame.html_for(mail.values) for mail in mails)
    assert "Overall, how was it?" in english
    assert "Wie war es?" in german
    assert 'lang="de"' in german
    for row, mail in zip(rows, mails, strict=True):
        assert as_filled(mail) == as_stored(invitation_email(row))


def test_a_batch_shares_one_frame_for_each_shape(inside: World) -> None:
    rows = [invitation() for _ in range(6)]
    for row in rows:
        row.version = rows[0].version
    rows[5].customer.name = ""
    press = Press("invitation", inside.business, now=NOON)
    mails = [press.write(row, key=lambda row: str(row.pk)) for row in rows]
    assert len({mail.frame.pk for mail in mails}) == 2
    again = Press("invitation", inside.business, now=NOON + timedelta(days=1))
    assert again.write(rows[0], key=str).frame == mails[0].frame
    assert Frame.objects.count() == 2


def test_a_frame_holds_nothing_of_a_person(inside: World) -> None:
    mail = framed("invitation", invitation())
    stored = Frame.objects.get()
    for value in ("Margaret", "Boiler", "boiler", "Dan", mail.values["token"]):
        assert value not in f"{stored.text} {stored.html}"
