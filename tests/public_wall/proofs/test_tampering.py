"""Whatever is deleted or altered directly in the database is named.

The triggers around append-only tables are lifted first, as somebody would who owns the
database; sweeps run before and after, and must not put in order what was bent.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, models
from django.db.models import F

from feedback import clock, roles, tenancy, walls
from feedback.history.models import LogCheckpoint, LogHead, LogLeaf
from public_wall.models import (
    LoggedItem,
    LogSalt,
    PublicReply,
    Removal,
    Update,
    UpdateRevision,
    UpdateText,
    WallDay,
)
from public_wall.proofs.checking import faults_of
from public_wall.proofs.sweeping import sweep
from public_wall.services.folding import fold
from surveys.models import Answer, Invitation, Reply
from tests.conftest import World
from tests.public_wall import rows
from tests.public_wall.proofs.reading import faults

Bend = Callable[[], object]


def raw(action: Callable[[], object]) -> None:
    """Do ``action`` past the append-only triggers."""
    with roles.as_owner():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
            else:
                walls.lift_append_only()
        try:
            action()
        finally:
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET session_replication_role = origin")
                else:
                    walls.build_append_only()


@pytest.fixture
def page(world: World) -> World:
    """A page with one of everything, logged, signed and in order."""
    with tenancy.enter(world.business.id):
        rows.open_page()
        shown = rows.comment(words="Shown.", rating=5)
        rows.public_reply(shown)
        hidden = rows.comment(words="Hidden.", rating=1)
        rows.removal(hidden, state=Removal.State.REMOVED)
        rows.comment(words="Private.", consent=Reply.Consent.NO, rating=2)
        rows.comment(words="", rating=3)
        rows.comment(words="Fresh.", submitted_at=clock.now(), rating=4)
        written = rows.update()
        UpdateText.objects.create(
            business=world.business, update=written, language="de", did="Wir rufen an."
        )
        UpdateRevision.objects.create(
            business=world.business,
            update=written,
            kind=written.kind,
            did="We ring.",
            raised_by=1,
            decided_on=written.decided_on,
            written_at=clock.now(),
        )
    sweep(now=clock.now())
    assert faults(world.business.slug) == []
    assert inside(world) == []
    return world


def inside(world: World) -> list[str]:
    with tenancy.enter(world.business.id):
        return faults_of(world.business, now=clock.now())


def one(words: str) -> models.QuerySet[Reply]:
    return Reply.objects.filter(words=words)


def delete_reply(words: str) -> None:
    """Delete a reply with all that hangs on it, as with a hand on the database."""
    found = one(words).get()
    Answer.objects.filter(reply=found).delete()
    LogSalt.objects.filter(reply=found).delete()
    PublicReply.objects.filter(reply=found).delete()
    Removal.objects.filter(reply=found).delete()
    one(words).delete()


BENDS: dict[str, tuple[Bend, str]] = {
    "published words altered": (
        lambda: one("Shown.").update(words="Shown, but nicer."),
        "comment",
    ),
    "published rating altered": (lambda: one("Shown.").update(rating=4), "ratings."),
    "published date altered": (
        lambda: one("Shown.").update(submitted_at=F("submitted_at") - timedelta(1)),
        "comment",
    ),
    "published comment deleted": (lambda: delete_reply("Shown."), "comment"),
    "published comment made private": (
        lambda: one("Shown.").update(consent=Reply.Consent.NO),
        "words.private",
    ),
    "hidden comment deleted": (lambda: delete_reply("Hidden."), "words.removed"),
    "hidden comment on another ground": (
        lambda: Removal.objects.update(ground=Removal.Ground.SPAM),
        "removed_by_ground.spam",
    ),
    "hidden comment restored": (
        lambda: Removal.objects.update(state=Removal.State.KEPT),
        "words.removed",
    ),
    "shown comment hidden": (
        lambda: rows.removal(one("Shown.").get(), state=Removal.State.REMOVED),
        "words.removed",
    ),
    "private reply deleted": (lambda: delete_reply("Private."), "answered.replies"),
    "private rating altered": (lambda: one("Private.").update(rating=5), "ratings."),
    "a reply called a try-out": (
        lambda: one("Private.").update(is_test=True),
        "answered.replies",
    ),
    "a reply called a machine's": (
        lambda: one("Private.").update(is_suspicious=True),
        "answered.replies",
    ),
    "a reply invented": (lambda: rows.comment(words="Invented."), "comment"),
    "public reply altered": (
        lambda: PublicReply.objects.update(words="Never our fault."),
        "business's reply",
    ),
    "public reply deleted": (
        lambda: PublicReply.objects.all().delete(),
        "business's reply",
    ),
    "update altered": (
        lambda: Update.objects.update(did="We moved mountains."),
        "update",
    ),
    "update's count altered": (lambda: Update.objects.update(raised_by=99), "update"),
    "update taken off": (
        lambda: Update.objects.update(withdrawn_at=clock.now()),
        "changes.withdrawn",
    ),
    "update deleted": (lambda: Update.objects.all().delete(), "changes.changed"),
    "update invented": (rows.update, "update"),
    "translation altered": (
        lambda: UpdateText.objects.update(did="Wir rufen immer an."),
        "update",
    ),
    "former wording deleted": (
        lambda: UpdateRevision.objects.all().delete(),
        "update",
    ),
    "waiting time altered": (
        lambda: one("Shown.").update(heard_at=clock.now()),
        "heard.replies",
    ),
}


@pytest.mark.parametrize("name", sorted(BENDS))
def test_what_was_altered_is_named(page: World, name: str) -> None:
    bend, named = BENDS[name]
    with tenancy.enter(page.business.id):
        bend()
    found = faults(page.business.slug)
    assert any(named in fault for fault in found), found
    assert inside(page)
    sweep(now=clock.now() + timedelta(seconds=90))
    assert faults(page.business.slug) == found


def test_a_private_reply_altered_in_secret_is_named_by_the_operators_command(
    page: World,
) -> None:
    with tenancy.enter(page.business.id):
        one("Private.").update(words="They were lovely.")
        key = one("They were lovely.").get().pk
    assert any(str(key) in fault for fault in inside(page))


def test_a_count_of_asked_people_is_compared_with_what_was_logged(page: World) -> None:
    with tenancy.enter(page.business.id):
        Invitation.objects.filter(reply__words="Private.").update(
            status=Invitation.Status.NOT_ASKED,
            reason=Invitation.Reason.OPTED_OUT,
        )
    assert any("asked_times" in fault for fault in inside(page))


LEAF_BENDS: dict[str, tuple[Bend, str]] = {
    "leaf altered": (
        lambda: LogLeaf.objects.filter(index=3).update(body='{"kind":"page_shown"}'),
        "the leaves up to",
    ),
    "leaf deleted": (lambda: LogLeaf.objects.filter(index=3).delete(), "log:"),
    "last leaf deleted": (
        lambda: LogLeaf.objects.order_by("-index")[:1].get().delete(),
        "log:",
    ),
    "checkpoint's root altered": (
        lambda: LogCheckpoint.objects.update(root="00" * 32),
        "checkpoint 1",
    ),
    "checkpoint's note altered": (
        lambda: LogCheckpoint.objects.update(note="nothing\n\n"),
        "checkpoint 1",
    ),
}


@pytest.mark.parametrize("name", sorted(LEAF_BENDS))
def test_a_bent_log_is_named(page: World, name: str) -> None:
    bend, named = LEAF_BENDS[name]
    with tenancy.enter(page.business.id):
        raw(bend)
    assert any(named in fault for fault in faults(page.business.slug))
    assert inside(page)


def test_a_checkpoint_that_was_deleted_is_named(page: World) -> None:
    later = clock.now() + timedelta(days=1)
    with clock.set_to(later):
        sweep(now=later)
        assert faults(page.business.slug) == []
        with tenancy.enter(page.business.id):
            raw(lambda: LogCheckpoint.objects.filter(number=1).delete())
        found = faults(page.business.slug)
        assert any("checkpoint 1" in fault for fault in found)
        assert inside(page)


def test_a_log_written_anew_no_longer_fits_what_was_signed(page: World) -> None:
    def again() -> None:
        LogLeaf.objects.all().delete()
        LogHead.objects.all().delete()
        LoggedItem.objects.all().delete()
        LogSalt.objects.all().delete()

    with tenancy.enter(page.business.id):
        delete_reply("Private.")
        raw(again)
    sweep(now=clock.now())
    found = faults(page.business.slug)
    assert any("checkpoint 1" in fault for fault in found), found


def test_kept_numbers_that_were_altered_are_named(page: World) -> None:
    later = clock.now() + timedelta(days=5)
    with clock.set_to(later), tenancy.enter(page.business.id):
        fold(page.business)
    with clock.set_to(later):
        sweep(now=later)
        assert faults(page.business.slug) == []
        with tenancy.enter(page.business.id):
            assert WallDay.objects.all().delete()[0]
        found = faults(page.business.slug)
    assert any("answered.replies" in fault for fault in found), found


def test_an_honest_day_afterwards_raises_no_alarm(page: World) -> None:
    later = clock.now() + timedelta(days=3)
    with clock.set_to(later):
        sweep(now=later)
        assert faults(page.business.slug) == []
        assert inside(page) == []
