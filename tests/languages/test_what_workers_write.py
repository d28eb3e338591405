"""What a worker writes down for people to read later is in their language."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Import
from feedback.mail.stopping import TOO_LATE
from surveys.services import importing
from tests.conftest import World
from tests.languages.test_team_pages import prefer
from tests.mail.rows import queued
from tests.surveys.importing.lists import received, text_of, work

BAD_ROW = "Bad,no address,Visit,2026-11-17,Dan,,"


def checked_by_a_worker(world: World, language: str) -> Import:
    Business.objects.filter(pk=world.business.pk).update(language=language)
    of = received(world, text_of(BAD_ROW))
    importing.choose_columns(of, of.columns, by=world.by)
    work()
    return of


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("de", "„no address“ ist keine E-Mail-Adresse."),
        ("en", "“no address” is not an email address."),
        # The team's pages are not in Arabic.
        ("ar", "“no address” is not an email address."),
    ],
)
def test_why_a_row_was_not_taken(inside: World, language: str, why: str) -> None:
    of = checked_by_a_worker(inside, language)
    assert of.chunks.get().outcomes == [[2, "bad", why]]


def test_why_a_file_that_nobody_started_is_gone(inside: World) -> None:
    Business.objects.filter(pk=inside.business.pk).update(language="de")
    of = received(inside, text_of(BAD_ROW))
    Import.objects.filter(pk=of.pk).update(created_at=clock.now() - timedelta(days=2))
    work()
    of.refresh_from_db()
    assert of.problem.startswith("Niemand hat sie innerhalb eines Tages")


def test_why_a_mail_did_not_go_is_read_in_the_readers_language(world: World) -> None:
    with tenancy.enter(world.business.id):
        mail = queued(world.business, status="expired", status_reason=TOO_LATE)
    page = reverse("mail:message-detail", args=[mail.pk])
    assert TOO_LATE in world.client().get(page).content.decode()
    prefer(world, "de")
    assert "die Zeit dafür war vorbei" in world.client().get(page).content.decode()
