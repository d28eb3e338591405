"""However they come, a hundred at once are one reply: by the page, by the page inside
another tab, and by answering the mail.
"""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from feedback import tenancy
from feedback.connect import reply_addresses
from surveys.models import CustomerMessage, Reply
from tests import builders
from tests.conftest import World
from tests.connect import mails
from tests.surveys.guests import filled, link
from tests.surveys.test_public_parallel import TIMES, all_at_once
from tests.surveys.threads.corpus import written

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning"),
]


@pytest.fixture(autouse=True)
def _takes_mail_in(db: None, settings: Any) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")
    for name, value in mails.MAIL_SETTINGS.items():
        setattr(settings, name, value)


def test_a_hundred_by_page_and_mail_are_one_reply(world: World) -> None:
    with tenancy.enter(world.business.id):
        who = builders.customer(email="margaret@example.com")
        invitation = builders.invitation(builders.interaction(who))
        fields = filled(invitation, words="By the page.")
    to = reply_addresses.written("i", invitation.pk)
    url = link("survey", invitation)

    def send(number: int) -> HttpResponse:
        if number % 2:
            return Client().post(url, fields)
        mail = written(f"By mail, number {number}.")
        return mails.deliver("postmark", mails.PROVIDERS["postmark"](mail, to))

    answers = all_at_once(send)
    assert set(Counter(a.status_code for a in answers)) <= {200, 303, 409}
    with tenancy.enter(world.business.id):
        reply = Reply.objects.get()
        later = CustomerMessage.objects.filter(is_reply=False)
        first = reply.words.startswith("By mail")
        # What lost the race is in the thread, up to what we take in an hour.
        assert 0 < later.count() <= TIMES // 2 - first
        assert reply.answers.filter(words="").count() == (0 if first else 2)
