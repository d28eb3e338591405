"""What is typed and not sent: kept behind the same link, for its author alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from feedback import clock, tenancy
from surveys.models import Invitation, Reply, ReplyDraft
from surveys.services import drafting_replies as drafts
from surveys.services.answering import record_reply
from surveys.submission import Submission
from surveys.tasks import purge_drafts_task
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import filled, link, whole_database
from tests.surveys.test_extras import SAID, asking

BROWSER = Client()


def keep(to: Invitation, **values: str) -> Any:
    return BROWSER.post(link("draft", to), filled(to, **values))


def page(to: Invitation, name: str = "survey", **more: str) -> str:
    return BROWSER.get(link(name, to, **more)).content.decode()


def test_what_is_typed_is_there_again_on_any_device(inside: World) -> None:
    invitation = builders.invitation()
    assert keep(invitation, words="He was l").status_code == 204
    assert keep(invitation, words="He was late.", contact="email").status_code == 204
    again = page(invitation)
    assert "He was late." in again
    assert "You began this today at 12:00." in again
    assert 'value="email" checked' in again
    assert ReplyDraft.objects.count() == 1


def test_extras_are_kept_too(inside: World) -> None:
    invitation = asking()
    keep(invitation, **SAID)
    again = page(invitation)
    assert "Heat for the baby." in again
    assert 'value="relieved" checked' in again
    assert '<details class="q more" open>' in again


def test_it_is_no_reply_and_nobody_of_the_team_sees_it(inside: World) -> None:
    invitation = builders.invitation()
    keep(invitation, words="Between me and me.")
    assert not Reply.objects.exists()
    for address in ("/inbox/", f"/customers/{invitation.customer_id}/"):
        answer = inside.client().get(address, follow=True)
        assert "Between me and me." not in answer.content.decode()


def test_a_forwarded_link_shows_it_on_the_page_itself_only(inside: World) -> None:
    invitation = builders.invitation()
    keep(invitation, words="Between me and me.")
    for name in ("mine", "stop"):
        assert "Between me and me." not in page(invitation, name)
    other = builders.invitation()
    assert "Between me and me." not in page(other)


def test_the_word_picked_in_the_mail_counts_before_the_draft(inside: World) -> None:
    invitation = builders.invitation()
    keep(invitation, rating="4", words="He was late.")
    picked = page(invitation, "rating", rating="1")
    assert 'value="1" checked' in picked
    assert 'value="4" checked' not in picked
    assert "He was late." in picked


def test_looking_keeps_nothing(inside: World) -> None:
    invitation = builders.invitation()
    before = whole_database()
    for _look in range(3):
        BROWSER.get(link("survey", invitation))
        assert BROWSER.get(link("draft", invitation)).status_code == 405
    assert whole_database() == before


def test_an_empty_page_leaves_no_draft(inside: World) -> None:
    invitation = builders.invitation()
    keep(invitation)
    assert keep(invitation, rating="", step="", words=" ").status_code == 204
    assert not ReplyDraft.objects.exists()


def test_they_can_start_again(inside: World) -> None:
    invitation = builders.invitation()
    keep(invitation, words="He was late.")
    answer = BROWSER.post(link("draft", invitation), {"do": "discard"})
    assert answer["Location"] == link("survey", invitation)
    assert "He was late." not in page(invitation)
    assert not ReplyDraft.objects.exists()


def test_answering_ends_it(inside: World) -> None:
    invitation = builders.invitation()
    keep(invitation, words="He was l")
    BROWSER.post(link("survey", invitation), filled(invitation, words="He was late."))
    assert not ReplyDraft.objects.exists()
    assert keep(invitation, words="More.").status_code == 410
    assert not ReplyDraft.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"status": Invitation.Status.EXPIRED},
        {"status": Invitation.Status.NOT_ASKED, "reason": "opted_out"},
        {"expires_at": NOON},
    ],
)
def test_behind_a_closed_link_nothing_is_kept(
    inside: World, values: dict[str, Any]
) -> None:
    invitation = builders.invitation(**values)
    assert keep(invitation).status_code == 410
    assert not ReplyDraft.objects.exists()


def test_it_goes_with_the_link(inside: World) -> None:
    over, still_open = builders.invitation(), builders.invitation()
    Invitation.objects.filter(pk=over.pk).update(expires_at=NOON + timedelta(days=1))
    for invitation in (over, still_open):
        keep(invitation)
    assert purge_drafts_task() == 0
    with clock.set_to(NOON + timedelta(days=1)):
        assert purge_drafts_task() == 1
        assert purge_drafts_task() == 0
    assert ReplyDraft.objects.get().invitation == still_open


def test_one_kept_while_another_device_answered_goes_with_the_sweep(
    inside: World,
) -> None:
    invitation = builders.invitation()
    seen_before = Invitation.objects.select_related("draft").get(pk=invitation.pk)
    keep(invitation)
    record_reply(seen_before, Submission({}, {}, "email"), now=NOON)
    assert drafts.purge_drafts(now=NOON) == 1


def test_no_other_business_comes_into_it(world: World) -> None:
    with tenancy.enter(world.business.id):
        invitation = builders.invitation()
        keep(invitation)
    with tenancy.enter(world.other_business.id):
        assert not ReplyDraft.objects.exists()


@pytest.mark.parametrize(
    "words", ["\x00", "\u202eright", "x" * 30_000, "</textarea><script>x"]
)
def test_odd_words_are_kept_inert(inside: World, words: str) -> None:
    invitation = builders.invitation()
    assert keep(invitation, words=words).status_code == 204
    again = page(invitation)
    assert "<script>x" not in again


def test_too_much_is_refused(inside: World) -> None:
    assert keep(builders.invitation(), words="x" * 600_000).status_code == 413
    assert not ReplyDraft.objects.exists()
