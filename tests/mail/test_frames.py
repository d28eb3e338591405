"""Frames: stored once, filled for each, forgotten with the words."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import ProtectedError

from feedback import clock, tenancy
from feedback.mail import frames, services
from feedback.mail.bulk import Framed, Sender, post_all
from feedback.mail.delivery import deliver_due
from feedback.mail.models import Frame, OutboundMessage
from feedback.mail.tasks import purge_bodies
from tests.conftest import NOON, World
from tests.mail.rows import Kind, Status, again
from tests.mail.sink import Sink

TEXT = ["Hello ", "name", ","]
HTML = ["<p>Hello ", "name", ",</p>"]


def framed(world: World, **values: Any) -> Framed:
    frame = frames.keep(world.business, TEXT, HTML, now=NOON)
    fresh = {
        "dedupe_key": "invite:1",
        "customer_id": frame.pk,
        "to_email": "margaret@example.com",
        "to_name": "Margaret Ellis",
        "from_name": "Ruth",
        "subject": "How was it?",
        "frame": frame,
        "values": {"name": "Ann & Bob"},
        "headers": {},
    }
    return Framed(**{**fresh, **values})


def posted(world: World, *mails: Framed) -> OutboundMessage:
    sender = Sender(world.business, NOON)
    post_all(mails, Kind.INVITATION, sender=sender)
    return OutboundMessage.objects.get()


def test_a_mail_reads_as_if_it_had_words_of_its_own(inside: World) -> None:
    row = posted(inside, framed(inside))
    assert row.text == "Hello Ann & Bob,"
    assert row.html == "<p>Hello Ann &amp; Bob,</p>"
    assert (row.own_text, row.expires_at) == ("", NOON + timedelta(days=3))


def test_the_same_mail_is_stored_once(inside: World) -> None:
    mail = framed(inside)
    posted(inside, mail)
    posted(inside, mail)
    assert OutboundMessage.objects.count() == 1


def test_it_arrives_filled_in(world: World, sink: Sink) -> None:
    with tenancy.enter(world.business.pk):
        row = posted(world, framed(world))
    deliver_due()
    assert again(row).status == Status.ACCEPTED
    [mail] = sink.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().strip() == "Hello Ann & Bob,"
    assert html.get_content().strip() == "<p>Hello Ann &amp; Bob,</p>"


def test_the_same_words_are_one_frame_in_each_business(world: World) -> None:
    for business in (world.business, world.other_business):
        with tenancy.enter(business.pk):
            first = frames.keep(business, TEXT, HTML, now=NOON)
            assert frames.keep(business, TEXT, HTML, now=NOON) == first
    with tenancy.every_business():
        assert Frame.objects.count() == 2


def test_old_mails_forget_what_filled_the_gaps(world: World) -> None:
    with tenancy.enter(world.business.pk):
        row = posted(world, framed(world))
        OutboundMessage.objects.update(finished_at=NOON, status=Status.ACCEPTED)
    services.purge_bodies(now=NOON + timedelta(days=31))
    row = again(row)
    assert (row.text, row.html, row.values, row.frame_id) == ("", "", {}, None)


def test_a_frame_is_kept_while_a_mail_needs_it_and_not_much_longer(
    world: World,
) -> None:
    with tenancy.enter(world.business.pk):
        row = posted(world, framed(world))
    late = NOON + frames.UNUSED + timedelta(seconds=1)
    with clock.set_to(late):
        purge_bodies()
    with tenancy.enter(world.business.pk):
        assert again(row).text == "Hello Ann & Bob,"
        with pytest.raises(ProtectedError):
            Frame.objects.all().delete()
        OutboundMessage.objects.update(finished_at=NOON, status=Status.ACCEPTED)
    with clock.set_to(late):
        purge_bodies()
    with tenancy.every_business():
        assert not Frame.objects.exists()


def test_a_frame_in_use_is_read_from_the_database_once(
    inside: World, django_assert_num_queries: Any
) -> None:
    row = posted(inside, framed(inside))
    frames._known.clear()
    with django_assert_num_queries(1):
        frames.attach([row])
        frames.attach([OutboundMessage(frame_id=row.frame_id)])
    assert row.text == "Hello Ann & Bob,"
