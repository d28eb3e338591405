"""A mail lands in the right conversation, once, as what it is."""

import threading
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection

from feedback import clock, tenancy
from feedback.connect import reply_addresses
from feedback.customers.models import Customer
from feedback.mail.models import OutboundMessage
from surveys.models import (
    CustomerMessage,
    Invitation,
    MessageAttachment,
    QuestionKind,
    Reply,
    TeamAnswer,
)
from surveys.services import conversing, hearing
from tests import builders
from tests.conftest import NOON, World
from tests.connect import mails
from tests.surveys.threads.corpus import MARGARET, in_each_language, written
from tests.test_isolation import dump

What = CustomerMessage.What
State = Reply.State
pytestmark = pytest.mark.filterwarnings(
    "ignore::anymail.exceptions.AnymailNotSupportedWarning"
)


@pytest.fixture(autouse=True)
def _takes_mail_in(settings: Any) -> None:
    for name, value in mails.MAIL_SETTINGS.items():
        setattr(settings, name, value)


@pytest.fixture
def asked(world: World) -> Invitation:
    """Return somebody who was asked; nothing is entered afterwards."""
    with tenancy.enter(world.business.id):
        who = builders.customer(email="margaret@example.com")
        made = builders.invitation(builders.interaction(who))
    return made


@pytest.fixture
def answered(world: World, asked: Invitation) -> Reply:
    """Return the same, who has answered and is done with."""
    with tenancy.enter(world.business.id):
        return builders.reply(asked, waits_for_person=False, state=State.DONE)


def address(invitation: Invitation) -> str:
    return reply_addresses.written("i", invitation.pk)


def send(mail: EmailMessage, to: str, esp: str = "postmark") -> None:
    response = mails.deliver(esp, mails.PROVIDERS[esp](mail, to))
    assert response.status_code == 200
    assert not response.cookies


def replies(world: World) -> list[Reply]:
    with tenancy.enter(world.business.id):
        return list(Reply.objects.order_by("id"))


def messages(world: World) -> list[CustomerMessage]:
    with tenancy.enter(world.business.id):
        return list(CustomerMessage.objects.order_by("received_at", "id"))


def notices(world: World) -> list[OutboundMessage]:
    with tenancy.enter(world.business.id):
        rows = OutboundMessage.objects.filter(kind="notice")
        return list(rows.order_by("to_email"))


# --- The first words -----------------------------------------------------------------


@pytest.mark.parametrize("esp", mails.PROVIDERS)
def test_an_answer_by_mail_becomes_the_reply(
    world: World, asked: Invitation, esp: str
) -> None:
    send(written("He came at ten to five.\n\n> How was it?"), address(asked), esp)
    (reply,) = replies(world)
    assert (reply.invitation_id, reply.words) == (asked.pk, "He came at ten to five.")
    assert (reply.rating, reply.consent, reply.channel) == (None, "", "email")
    assert reply.waits_for_person
    with tenancy.enter(world.business.id):
        answer = reply.answers.select_related("question").get()
        assert answer.question.kind == QuestionKind.WORDS
        assert Invitation.objects.get(pk=asked.pk).status == "answered"
    (message,) = messages(world)
    assert message.is_reply
    assert message.is_from_them
    assert "> How was it?" in message.whole
    assert [mail.to_email for mail in notices(world)] == [
        "lee@penrose.example",
        "ruth@penrose.example",
    ]


def test_the_provider_s_retries_are_one_reply(world: World, asked: Invitation) -> None:
    mail = written("He came at ten to five.")
    for _ in range(20):
        send(mail, address(asked))
    assert len(replies(world)) == len(messages(world)) == 1


def test_a_second_mail_is_a_message(world: World, asked: Invitation) -> None:
    send(written("He came at ten to five."), address(asked))
    send(written("And he was kind."), address(asked))
    (reply,) = replies(world)
    assert reply.words == "He came at ten to five."
    assert [m.words for m in messages(world) if not m.is_reply] == ["And he was kind."]


@pytest.mark.parametrize(
    "values",
    [
        {"expires_at": NOON - timedelta(days=200)},
        {"status": "expired"},
        {"status": "not_asked", "reason": "not_delivered"},
    ],
)
def test_it_is_never_too_late_to_write(
    world: World, asked: Invitation, values: dict[str, Any]
) -> None:
    with tenancy.enter(world.business.id):
        Invitation.objects.filter(pk=asked.pk).update(**values)
    send(written("Sorry, I was away. He came late."), address(asked))
    assert [reply.words for reply in replies(world)] == [
        "Sorry, I was away. He came late."
    ]


def test_words_are_kept_where_no_question_asks_for_any(
    world: World, asked: Invitation
) -> None:
    with tenancy.enter(world.business.id):
        assert asked.version
        asked.version.questions.filter(kind=QuestionKind.WORDS).delete()
    send(written("He came at ten to five."), address(asked))
    assert replies(world)[0].words == "He came at ten to five."


@pytest.mark.parametrize(
    "mail",
    [
        written("I am away.", Auto_Submitted="auto-replied"),
        written("I am away.", Subject="Out of office: How was it?"),
        written("Failed.", From="mailer-daemon@example.com"),
        written("> How was it?"),
        written(""),
    ],
)
def test_what_says_nothing_is_no_reply(
    world: World, asked: Invitation, mail: EmailMessage
) -> None:
    before = dump(world)
    send(mail, address(asked))
    assert dump(world) == before


# --- Writing back --------------------------------------------------------------------


def test_writing_back_opens_what_was_done(world: World, answered: Reply) -> None:
    send(written("It leaks again."), address(answered.invitation))
    (reply,) = replies(world)
    assert (reply.state, reply.waits_for_person) == (State.NEW, True)
    assert reply.words == answered.words
    (message,) = messages(world)
    assert (message.words, message.is_reply) == ("It leaks again.", False)


def test_whoever_answered_last_hears_of_it(world: World, answered: Reply) -> None:
    with tenancy.enter(world.business.id):
        TeamAnswer.objects.create(
            business=world.business,
            reply=answered,
            author=world.member,
            words="We come tomorrow.",
        )
    send(written("It leaks again."), address(answered.invitation))
    (notice,) = notices(world)
    assert notice.to_email == "dan@penrose.example"
    assert "It leaks again." in notice.text


def test_otherwise_those_who_look_after_them(world: World, answered: Reply) -> None:
    send(written("It leaks again."), address(answered.invitation))
    assert [mail.to_email for mail in notices(world)] == [
        "lee@penrose.example",
        "ruth@penrose.example",
    ]


def test_somebody_else_s_words_are_labelled(world: World, answered: Reply) -> None:
    mail = written("My wife is right.", From="Bob <bob@work.example>")
    send(mail, address(answered.invitation))
    (message,) = messages(world)
    assert (message.words, message.is_from_them) == ("My wife is right.", False)
    assert message.from_email == "bob@work.example"
    page = world.client().get(f"/inbox/{answered.pk}/").content.decode()
    assert "bob@work.example" in page


def test_a_sender_disowned_by_its_domain_is_labelled(
    world: World, answered: Reply
) -> None:
    mail = written(
        "Call me.", Authentication_Results="mx.in.example.com; dmarc=fail (p=none)"
    )
    send(mail, address(answered.invitation))
    assert not messages(world)[0].is_from_them


def test_an_address_that_was_merged_is_theirs(world: World, answered: Reply) -> None:
    with tenancy.enter(world.business.id):
        builders.customer(email="old@example.com", merged_into=answered.customer)
    send(written("Me again.", From="OLD@Example.com"), address(answered.invitation))
    assert messages(world)[0].is_from_them


@pytest.mark.parametrize(
    ("mail", "what"),
    [
        (written("I am away.", Auto_Submitted="auto-replied"), What.AUTOMATIC),
        (written("I am away.", Precedence="bulk"), What.AUTOMATIC),
        (written("I am away.", Return_Path="<>"), What.AUTOMATIC),
        (written("Failed.", From="mailer-daemon@example.com"), What.BOUNCE),
        (written("Please call her.", From="ruth@penrose.example"), What.TEAM),
    ],
)
def test_what_no_customer_wrote_moves_nothing(
    world: World, answered: Reply, mail: EmailMessage, what: What
) -> None:
    send(mail, address(answered.invitation))
    (message,) = messages(world)
    assert (message.what, message.words) == (what, "")
    assert message.whole
    (reply,) = replies(world)
    assert (reply.state, reply.waits_for_person) == (State.DONE, False)
    assert not notices(world)


def test_the_owner_who_tries_it_out_is_the_customer(world: World) -> None:
    with tenancy.enter(world.business.id):
        who = builders.customer(email="ruth@penrose.example", is_test=True)
        to = builders.invitation(builders.interaction(who), is_test=True)
    send(written("All fine.", From="ruth@penrose.example"), address(to))
    assert [reply.words for reply in replies(world)] == ["All fine."]


@pytest.mark.parametrize(
    ("sender", "what"),
    [("margaret@example.com", What.WORDS), ("bob@else.example", What.SPAM)],
)
def test_a_filter_s_guess_does_not_cost_a_customer_s_words(
    world: World, answered: Reply, sender: str, what: What
) -> None:
    mail = written("It leaks.", From=sender)
    ses = mails.amazon_ses(mail, address(answered.invitation))
    ses["data"] = ses["data"].replace('\\"PASS\\"', '\\"FAIL\\"')
    assert mails.deliver("amazon_ses", ses).status_code == 200
    assert [message.what for message in messages(world)] == [what]


# --- Addresses -----------------------------------------------------------------------


def test_an_address_fits_everywhere(asked: Invitation) -> None:
    local, _, domain = address(asked).partition("@")
    assert len(local) <= 64
    assert local == local.lower()
    assert domain == mails.DOMAIN


@pytest.mark.parametrize("change", [str.upper, str.title, str.swapcase])
def test_capitals_do_not_matter(world: World, asked: Invitation, change: Any) -> None:
    send(written("Fine."), change(address(asked)))
    assert len(replies(world)) == 1


@pytest.mark.parametrize("sign", ["-", "=", "_", "."])
def test_nor_does_the_sign_for_the_plus(
    world: World, asked: Invitation, sign: str
) -> None:
    send(written("Fine."), address(asked).replace("+", sign, 1))
    assert len(replies(world)) == 1


def test_it_is_found_in_the_heads_if_the_envelope_does_not_say(
    world: World, asked: Invitation
) -> None:
    send(written("Fine.", To=f"Ruth <{address(asked)}>"), "else@in.example.com")
    assert len(replies(world)) == 1


def test_addresses_cannot_be_made_up(world: World, asked: Invitation) -> None:
    before = dump(world)
    good = address(asked)
    other = reply_addresses.written("c", asked.customer_id)
    for wrong in (
        good[:7] + ("b" if good[7] == "a" else "a") + good[8:],
        good[:-16] + ("b" if good[-16] == "a" else "a") + good[-15:],
        good.replace("reply+i", "reply+c"),
        other.replace("reply+c", "reply+i"),
        good.replace("@in.", "@out."),
        good.replace("@", "a@"),
        "reply@in.example.com",
        "reply+@in.example.com",
    ):
        send(written("Fine."), wrong)
    assert dump(world) == before


def test_another_key_ends_them_unless_it_is_kept(
    world: World, asked: Invitation, settings: Any
) -> None:
    old, was = address(asked), settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    settings.SECRET_KEY_FALLBACKS = []
    send(written("Fine."), old)
    assert not replies(world)
    settings.SECRET_KEY_FALLBACKS = [was]
    send(written("Fine."), old)
    assert len(replies(world)) == 1


def test_a_customer_s_own_address_leads_to_what_they_said_last(
    world: World, answered: Reply
) -> None:
    with tenancy.enter(world.business.id):
        builders.invitation(builders.interaction(answered.customer))
    to = reply_addresses.written("c", answered.customer_id)
    send(written("It leaks."), to)
    assert [m.reply_id for m in messages(world)] == [answered.pk]


def test_nothing_comes_back_of_somebody_erased(world: World, answered: Reply) -> None:
    with tenancy.enter(world.business.id):
        Customer.objects.update(email="", email_key="", name="")
    before = dump(world)
    send(written("Do you know me?"), address(answered.invitation))
    with tenancy.enter(world.business.id):
        Reply.objects.all().delete()
        Invitation.objects.all().delete()
    send(written("Do you know me?"), address(answered.invitation))
    assert not messages(world)
    assert before


def test_one_business_s_address_reaches_no_other(world: World, answered: Reply) -> None:
    send(written("It leaks."), address(answered.invitation))
    with tenancy.enter(world.other_business.id):
        assert not CustomerMessage.objects.exists()


def test_copies_of_mail_still_become_drafts(world: World) -> None:
    with tenancy.enter(world.business.id):
        from_till = f"work+{mails.address_of(world.business).token}@{mails.DOMAIN}"
    send(mails.receipt(), from_till)
    assert not messages(world)


# --- Limits --------------------------------------------------------------------------


def test_two_programs_talking_are_cut_short(world: World, answered: Reply) -> None:
    for number in range(conversing.MOST_AN_HOUR + 20):
        send(written(f"I am away {number}."), address(answered.invitation))
    assert len(messages(world)) == conversing.MOST_AN_HOUR
    with clock.set_to(NOON + timedelta(hours=2)):
        send(written("Back again."), address(answered.invitation))
    assert messages(world)[-1].words == "Back again."


def test_two_hundred_customers_in_an_hour_are_all_heard(world: World) -> None:
    with tenancy.enter(world.business.id):
        survey = builders.survey()
        asked = [builders.invitation(survey=survey) for _ in range(210)]
    for number, one in enumerate(asked):
        send(written(f"Words {number}."), address(one))
    assert len(replies(world)) == 210


def test_files_are_kept_within_limits(world: World, answered: Reply) -> None:
    mail = written("See the photos.")
    for number in range(12):
        mail.add_attachment(
            bytes([number]) * 1000, maintype="image", subtype="jpeg", filename="a.jpg"
        )
    send(mail, address(answered.invitation))
    (message,) = messages(world)
    with tenancy.enter(world.business.id):
        assert MessageAttachment.objects.count() == 10
    assert message.files_left_out == 2


def test_a_mail_too_large_leaves_a_mark(
    world: World, answered: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = mails.postmark(written("x" * 5000), address(answered.invitation))
    monkeypatch.setattr("surveys.public_views.inbound_mail.MOST_BYTES", 1000)
    assert mails.deliver("postmark", post).status_code == 200
    (message,) = messages(world)
    assert message.what == What.TOO_LARGE
    assert replies(world)[0].waits_for_person


def test_a_post_that_makes_no_sense_leaves_a_mark(
    world: World, answered: Reply
) -> None:
    body = f'{{"to": "{address(answered.invitation)}", '.encode()
    assert mails.deliver("postmark", mails.json_post(body)).status_code == 200
    assert [message.what for message in messages(world)] == [What.UNREADABLE]


# --- What we send --------------------------------------------------------------------


def test_the_team_s_answer_stands_under_what_they_wrote(
    world: World, answered: Reply
) -> None:
    mail = written("It leaks again.", Subject="Re: AW: My boiler", Message_ID="<1@x.y>")
    send(mail, address(answered.invitation))
    with tenancy.enter(world.business.id):
        reply = Reply.objects.get()
        hearing.answer_customer(reply, words="We come tomorrow.", by=world.by)
        sent = OutboundMessage.objects.get(kind="answer")
    assert sent.headers["In-Reply-To"] == "<1@x.y>"
    assert sent.headers["References"].endswith("<1@x.y>")
    assert sent.subject == "Re: My boiler"
    assert sent.reply_to == address(answered.invitation)
    assert sent.to_email == "margaret@example.com"


def test_a_header_cannot_be_smuggled_in(world: World, answered: Reply) -> None:
    mail = written("Hello", Message_ID="<a b@x>, <c@d>", Subject="Hi")
    send(mail, address(answered.invitation))
    with tenancy.enter(world.business.id):
        reply = Reply.objects.get()
        hearing.answer_customer(reply, words="We come tomorrow.", by=world.by)
        assert "In-Reply-To" not in OutboundMessage.objects.get(kind="answer").headers


def test_without_a_domain_answers_go_where_the_business_says(
    world: World, answered: Reply, settings: Any
) -> None:
    settings.INBOUND_DOMAIN = ""
    with tenancy.enter(world.business.id):
        reply = Reply.objects.get()
        hearing.answer_customer(reply, words="We come tomorrow.", by=world.by)
        sent = OutboundMessage.objects.get(kind="answer")
    assert sent.reply_to == world.business.reply_to


def test_every_mail_of_the_corpus_lands_once(world: World) -> None:
    with tenancy.enter(world.business.id):
        survey = builders.survey()
    for case in [*in_each_language()][::12]:
        with tenancy.enter(world.business.id):
            who = Customer.objects.filter(email="margaret@example.com").first()
            who = who or builders.customer(email="margaret@example.com", name=MARGARET)
            asked = builders.invitation(builders.interaction(who), survey=survey)
        send(case.mail, address(asked))
        with tenancy.enter(world.business.id):
            found = Reply.objects.filter(invitation=asked).first()
            assert (found.words if found else "") == (
                case.words if case.kind == "words" else ""
            )


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_at_once_is_one_reply(world: World, asked: Invitation) -> None:
    mail = written("He came at ten to five.")
    to = address(asked)

    def post() -> None:
        send(mail, to)
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies(world)) == len(messages(world)) == 1
