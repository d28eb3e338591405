"""Words that were taken back are gone from page, feed, JSON and cards at once."""

from collections.abc import Callable

import pytest
from django.test import Client

from feedback.customers.models import Customer
from public_wall.models import Removal, Update
from surveys.models import Invitation, Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows

WORDS = "He turned up at ten to five."
ADDRESSES = ("", "feed.xml", "facts.json", "?show=unhappy", "?show=replied")


def everything() -> str:
    """Return all that the world can read about Penrose Heating."""
    found = []
    for address in ADDRESSES:
        response = Client().get(f"/w/penrose-heating/{address}")
        assert response.status_code == 200
        found.append(response.content.decode())
    return "\n".join(found)


def take_back(reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk).update(consent=Reply.Consent.NO)


def blank(reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk).update(words="")


def erase(reply: Reply) -> None:
    reply.delete()
    Customer.objects.get(pk=reply.customer_id).delete()


def remove(reply: Reply) -> None:
    rows.removal(reply, state=Removal.State.REMOVED)


def ask_for_a_check(reply: Reply) -> None:
    rows.removal(reply)


@pytest.mark.parametrize("end", [take_back, blank, erase, remove, ask_for_a_check])
def test_the_words_the_name_and_the_answer_are_gone_everywhere(
    inside: World, end: Callable[[Reply], None]
) -> None:
    rows.open_page()
    reply = rows.comment(builders.customer(name="Kerensa Ellis"), words=WORDS)
    rows.public_reply(reply, words="Sorry, Kerensa.")
    rows.update(rows.decided_action(reply), said="")
    before = everything()
    assert before.count(WORDS) >= 6
    assert "Kerensa" in before
    end(reply)
    after = everything()
    assert WORDS not in after
    assert "Kerensa" not in after
    assert "Their words are private." in after


def test_the_card_goes_on_with_the_businesss_words(inside: World) -> None:
    rows.open_page()
    reply = rows.comment(words=WORDS)
    rows.update(rows.decided_action(reply), said="People waited in.", raised_by=2)
    assert "People waited in." not in everything()
    take_back(reply)
    assert "People waited in." in everything()
    assert "Several customers" in everything()


def test_no_row_of_the_wall_keeps_a_copy(inside: World) -> None:
    reply = rows.comment(words=WORDS)
    rows.update(rows.decided_action(reply), said="")
    kept = [
        str(value)
        for model in (Update, Removal)
        for row in model.objects.values()
        for value in row.values()
    ]
    assert not any(WORDS in value for value in kept)


def test_whoever_gives_consent_again_is_shown_again(inside: World) -> None:
    rows.open_page()
    reply = rows.comment(words=WORDS, consent=Reply.Consent.NO)
    assert WORDS not in everything()
    Reply.objects.filter(pk=reply.pk).update(consent=Reply.Consent.NO_NAME)
    assert WORDS in everything()


def test_erasing_a_customer_leaves_the_update_and_its_number(inside: World) -> None:
    rows.open_page()
    reply = rows.comment()
    rows.update(rows.decided_action(reply, rows.comment()), said="", raised_by=2)
    erase(reply)
    assert not Invitation.objects.filter(customer=reply.customer_id).exists()
    assert "Said by 2 people." in everything()
