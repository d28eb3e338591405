from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from actions.models import Action, ActionComment, CommentWording
from actions.selectors import work
from actions.services import comment, edit_comment, remove_comment, restore_comment
from actions.services.commenting import LONGEST_COMMENT
from feedback import clock, tenancy
from feedback.accounts.models import NoticeChoice
from feedback.customers.models import Customer
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history.models import Event
from feedback.history.services import Actor
from feedback.mail.models import OutboundMessage
from surveys.models import Notice
from surveys.services.digests import send_digests
from surveys.services.erasing import erase
from surveys.services.notices import choose
from tests import builders
from tests.actions.builders import action
from tests.conftest import NOON, World

MINUTE = timedelta(minutes=1)


def said(made: Action) -> list[str]:
    return [
        one.now.words for one in work.comments([made]) if not one.comment.removed_at
    ]


def mails(world: World) -> list[OutboundMessage]:
    rows = OutboundMessage.objects.filter(business=world.business)
    return list(rows.filter(kind=OutboundMessage.Kind.NOTICE).order_by("created_at"))


def test_a_comment_is_read_by_the_team(inside: World) -> None:
    made = action(inside)
    comment(made, words=" I rang her.\r\nShe is fine. ", by=inside.by)
    assert said(made) == ["I rang her.\nShe is fine."]


def test_a_double_click_says_it_once(inside: World) -> None:
    made = action(inside)
    first = comment(made, words="I rang her", by=inside.by)
    assert comment(made, words="I rang her", by=inside.by) == first
    with clock.set_to(NOON + 2 * MINUTE):
        assert comment(made, words="I rang her", by=inside.by) != first


@pytest.mark.parametrize("nothing", ["", " \n\t", "\x00\x01"])
def test_a_comment_says_something(inside: World, nothing: str) -> None:
    with pytest.raises(Refused):
        comment(action(inside), words=nothing, by=inside.by)


def test_a_long_comment_is_cut_and_never_an_error(inside: World) -> None:
    made = action(inside)
    comment(made, words="x" * (LONGEST_COMMENT + 9), by=inside.by)
    assert len(said(made)[0]) == LONGEST_COMMENT


def test_editing_keeps_what_was_said_before(inside: World) -> None:
    made = action(inside)
    first = comment(made, words="She is angry", by=inside.by)
    with clock.set_to(NOON + MINUTE):
        assert edit_comment(first, words="She is sad", by=inside.by)
    (shown,) = work.comments([made])
    assert shown.now.words == "She is sad"
    assert [one.words for one in shown.before] == ["She is angry"]


def test_the_same_words_again_are_no_edit(inside: World) -> None:
    first = comment(action(inside), words="She is sad", by=inside.by)
    assert not edit_comment(first, words="She is sad ", by=inside.by)


def test_only_its_author_changes_a_comment(inside: World) -> None:
    first = comment(action(inside), words="Mine", by=inside.by)
    with pytest.raises(NotAllowed):
        edit_comment(first, words="Yours", by=Actor.member(inside.manager))


def test_of_two_edits_from_one_screen_the_second_is_told(inside: World) -> None:
    first = comment(action(inside), words="One", by=inside.by)
    seen = work.newest_wording(first).pk
    with clock.set_to(NOON + MINUTE):
        edit_comment(first, words="Two", by=inside.by, expected=seen)
    with pytest.raises(Conflict):
        edit_comment(first, words="Three", by=inside.by, expected=seen)


def test_its_author_and_managers_take_a_comment_away_and_put_it_back(
    inside: World,
) -> None:
    made, dan = action(inside), Actor.member(inside.member)
    first = comment(made, words="Mine", by=inside.by)
    with pytest.raises(NotAllowed):
        remove_comment(first, by=dan)
    assert remove_comment(first, by=Actor.member(inside.manager))
    assert not remove_comment(first, by=inside.by)
    (shown,) = work.comments([made])
    assert [one.words for one in shown.before] == ["Mine"]
    first.refresh_from_db()
    with pytest.raises(Conflict):
        edit_comment(first, words="Other", by=inside.by)
    assert restore_comment(first, by=inside.by)
    assert said(made) == ["Mine"]


CHANGES: dict[str, Callable[[QuerySet[CommentWording]], object]] = {
    "other words": lambda rows: rows.update(words="She is happy"),
    "another day": lambda rows: rows.update(masked_at=NOON, said_at=NOON + MINUTE),
    "no mark": lambda rows: rows.update(words="…", masked_at=None),
    "gone": lambda rows: rows.delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_what_was_said(
    inside: World, change: Callable[[QuerySet[CommentWording]], object]
) -> None:
    first = comment(action(inside), words="She is angry", by=inside.by)
    rows = CommentWording.objects.filter(comment=first)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(rows)
    assert rows.get().words == "She is angry"


def test_masking_says_in_the_row_that_it_was_done(inside: World) -> None:
    first = comment(action(inside), words="Margaret is angry", by=inside.by)
    rows = CommentWording.objects.filter(comment=first)
    rows.update(words="… is angry", masked_at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(words="Margaret is happy")


def test_erasing_a_customer_masks_them_in_what_the_team_said(inside: World) -> None:
    reply = builders.reply()
    Customer.objects.filter(pk=reply.customer_id).update(name="Margaret Ellery")
    made = action(inside, reply)
    first = comment(made, words="Margaret Ellery rang. So did I.", by=inside.by)
    erase(Customer.objects.get(pk=reply.customer_id), by=inside.by, now=NOON)
    (shown,) = work.comments([made])
    assert "Ellery" not in shown.now.words
    assert "So did I." in shown.now.words
    assert work.newest_wording(first).masked_at is not None


def test_whoever_is_named_hears_of_it_once_however_often_it_is_edited(
    inside: World,
) -> None:
    made = action(inside)
    first = comment(made, words="@Dan can you ring?", by=inside.by)
    with clock.set_to(NOON + MINUTE):
        edit_comment(first, words="@Dan can you ring today?", by=inside.by)
    (mail,) = mails(inside)
    assert mail.to_email == inside.member.user.email
    assert "can you ring" in mail.text


def test_whoever_is_named_later_hears_then(inside: World) -> None:
    first = comment(action(inside), words="@Dan can you?", by=inside.by)
    with clock.set_to(NOON + MINUTE):
        edit_comment(first, words="@Dan or @Lee, can you?", by=inside.by)
    named = {one.membership for one in Notice.objects.all()}
    assert named == {inside.member, inside.manager}


def test_nobody_hears_of_naming_themselves(inside: World) -> None:
    comment(action(inside), words="@Ruth must remember", by=inside.by)
    assert not Notice.objects.exists()


def test_whoever_wants_mentions_once_a_day_gets_them_so(inside: World) -> None:
    wanted = {NoticeChoice.Topic.MENTION.value: NoticeChoice.Pace.DAILY.value}
    choose(inside.member, wanted, by=Actor.member(inside.member))
    comment(action(inside, what="The van"), words="@Dan look", by=inside.by)
    assert not mails(inside)
    tomorrow = NOON + timedelta(days=1)
    assert send_digests(now=tomorrow) == 1
    assert send_digests(now=tomorrow) == 0
    (mail,) = mails(inside)
    assert "The van" in mail.text


def test_whoever_has_no_login_gets_a_page_without_one(inside: World) -> None:
    made = action(inside)
    jo = inside.email_only
    comment(made, words="@Jo can you?", by=inside.by)
    (mail,) = mails(inside)
    assert f"/p/action/{jo.pk}/" in mail.text
    assert f"/actions/{made.pk}/" not in mail.text


def test_history_has_no_words_of_a_comment(inside: World) -> None:
    first = comment(action(inside), words="Secret words", by=inside.by)
    with clock.set_to(NOON + MINUTE):
        edit_comment(first, words="Other words", by=inside.by)
    kept = [str((one.before, one.after)) for one in Event.objects.all()]
    assert not [one for one in kept if "words" in one.lower()]


def test_a_comment_is_inert_on_the_page(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)
        comment(made, words="<script>alert(1)</script>", by=world.by)
    url = reverse("actions:action-detail", args=[made.pk])
    page = world.client().get(url).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_on_the_page_a_comment_is_written_changed_and_taken_away(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made = action(world)
    url = reverse("actions:action-comments", args=[made.pk])
    assert client.post(url, {"words": " "}).status_code == 422
    page = client.post(url, {"words": "I rang her"}, follow=True).content.decode()
    assert "I rang her" in page
    with tenancy.enter(world.business.id):
        first = ActionComment.objects.get()
        seen = work.newest_wording(first).pk
    one = reverse("actions:action-comment", args=[made.pk, first.pk])
    assert "I rang her" in client.get(one).content.decode()
    with clock.set_to(NOON + MINUTE):
        words = {"words": "I rang twice", "expected": str(seen)}
        page = client.post(one, words, follow=True).content.decode()
        assert "What it said before" in page
        again = client.post(one, {**words, "words": "I rang thrice"})
    assert (again.status_code, b"I rang thrice" in again.content) == (409, True)
    page = client.post(one, {"do": "remove"}, follow=True).content.decode()
    assert f'action="{one}?do=restore"' in page
    client.post(f"{one}?do=restore")
    with tenancy.enter(world.business.id):
        assert said(made) == ["I rang twice"]
