"""Receipts: who, when, how many, what it said before, and in which languages."""

from datetime import timedelta

import pytest
from django.test import Client

from actions.models import DateChange
from feedback import clock
from feedback.errors import Refused
from public_wall.models import PublicReplyRevision, Update, UpdateRevision
from public_wall.selectors.receipts import role_in_public
from public_wall.services import names, updates, wordings
from public_wall.services.replies import reply_publicly
from surveys.models import Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows


def page(place: str = "") -> str:
    response = Client().get(f"/w/penrose-heating/{place}")
    assert response.status_code == 200
    return response.content.decode()


def test_an_update_has_an_address_with_its_receipt(inside: World) -> None:
    rows.open_page()
    said = rows.comment(heard_at=clock.now() - timedelta(days=3))
    made = rows.update(rows.decided_action(said))
    found = page(f"did/{made.pk}/")
    for part in (
        *("14 November 2026, Margaret", "15 November 2026", "by the owner"),
        *("1 person", "Written up", "Nobody has told us yet."),
        "It has never been edited.",
    ):
        assert part in found
    assert f"did/{made.pk}/" in page()


def test_people_are_named_only_if_they_chose_it(inside: World) -> None:
    rows.open_page()
    made = rows.update()
    assert "Ruth" not in page(f"did/{made.pk}/")
    names.show_name(inside.owner, shown=True, by=inside.by)
    assert "by Ruth" in page(f"did/{made.pk}/")
    assert "Penrose</dd>" not in page(f"did/{made.pk}/")
    inside.owner.is_active = False
    inside.owner.save(update_fields=["is_active"])
    assert "by Ruth" not in page(f"did/{made.pk}/")
    assert role_in_public(inside.member) == "one of the team"


def test_every_earlier_wording_stays_readable(inside: World) -> None:
    rows.open_page()
    made = rows.update(did="We text when we set off.")
    for hours, did in ((1, "We text and ring."), (2, "We ring.")):
        with clock.set_to(clock.now() + timedelta(hours=hours)):
            made = updates.edit_update(made, said="Late.", did=did, by=inside.by)
    found = page(f"did/{made.pk}/")
    assert found.index("We ring.") < found.index("We text and ring.")
    assert found.index("We text and ring.") < found.index("We text when we set off.")
    assert UpdateRevision.objects.count() == 2
    assert "We text and ring." not in page()


def test_saving_the_same_again_is_no_edit(inside: World) -> None:
    rows.open_page()
    made = rows.update(said="You come late.", did="We text when we set off.")
    again = updates.edit_update(made, said=made.said, did=made.did, by=inside.by)
    assert again.edited_at is None
    assert not UpdateRevision.objects.exists()


def test_an_update_that_is_not_on_the_page_has_no_page(inside: World) -> None:
    rows.open_page()
    made = rows.update(withdrawn_at=clock.now())
    for pk in (made.pk, inside.owner.pk):
        assert Client().get(f"/w/penrose-heating/did/{pk}/").status_code == 404


def test_a_public_reply_keeps_what_it_said_before(inside: World) -> None:
    rows.open_page()
    said = rows.comment()
    reply_publicly(said, words="Sorry. We are busy.", by=inside.by)
    said.refresh_from_db()
    reply_publicly(said, words="Sorry. We ring ahead now.", by=inside.by)
    found = page(f"said/{said.pk}/")
    assert "Sorry. We are busy." in found
    assert "Sorry. We are busy." not in page()
    assert PublicReplyRevision.objects.count() == 1
    Reply.objects.filter(pk=said.pk).update(consent=Reply.Consent.NO)
    assert Client().get(f"/w/penrose-heating/said/{said.pk}/").status_code == 404


def late_action(**values: object) -> object:
    action = rows.decided_action(
        rows.comment(),
        state="doing",
        outcome="",
        done_at=None,
        told_at=None,
        what_changed="",
        **values,
    )
    DateChange.objects.create(
        business_id=action.business_id,
        action=action,
        was_due_on=action.due_on - timedelta(days=7),
        due_on=action.due_on,
        because="The part comes from Italy.",
        moved_by=rows.anybody(),
    )
    return action


def test_later_because_is_an_answer_until_it_is_done(inside: World) -> None:
    rows.open_page()
    action = late_action()
    made = updates.publish_update(
        action, said="", did="The part comes from Italy.", by=inside.by
    )
    assert made.kind == Update.Kind.LATER
    found = page()
    assert "Why it is later" in found
    assert "Now by 18 November 2026." in found
    action.due_on += timedelta(days=3)
    action.save(update_fields=["due_on"])
    assert "Why it is later" not in page()
    action.state, action.outcome, action.done_at = "done", "did", clock.now()
    action.what_changed = "It is fitted."
    action.save()
    assert "Why it is later" not in page()
    made = updates.edit_update(made, said="", did="It is fitted.", by=inside.by)
    assert made.kind == Update.Kind.DID
    history = page(f"did/{made.pk}/")
    assert "The part comes from Italy." in history
    assert "Later than we said" in history


def test_an_open_action_that_was_never_late_is_no_news(inside: World) -> None:
    action = rows.decided_action(
        rows.comment(), state="doing", outcome="", done_at=None, told_at=None
    )
    with pytest.raises(Refused):
        updates.publish_update(action, said="", did="Soon.", by=inside.by)


def test_the_page_speaks_the_languages_of_its_surveys(inside: World) -> None:
    rows.open_page()
    made = rows.update(did="We text when we set off.")
    assert "hreflang" not in page()
    builders.survey(name="Auf Deutsch").versions.update(language="de")
    wordings.translate_update(
        made,
        language="de",
        said="Sie kommen spät.",
        did="Wir schreiben vorher.",
        by=inside.by,
    )
    english, german = page(), page("?lang=de")
    assert 'hreflang="de"' in english
    assert "We text when we set off." in english
    assert "Wir schreiben vorher." in german
    assert '<html lang="de"' in german
    assert "Was Kundinnen" in german or "gesagt" in german
    assert '<html lang="en-gb"' in page("?lang=fr")
    assert "lang=de" in german
    assert "?lang=de" in page("feed.json?lang=de")


def test_a_translation_waits_when_the_original_changes(inside: World) -> None:
    rows.open_page()
    builders.survey(name="Auf Deutsch").versions.update(language="de")
    made = rows.update(did="We text when we set off.")
    wordings.translate_update(
        made, language="de", said="", did="Wir schreiben vorher.", by=inside.by
    )
    updates.edit_update(made, said="", did="We ring.", by=inside.by)
    assert "Wir schreiben vorher." not in page("?lang=de")
    assert "We ring." in page("?lang=de")
    wordings.translate_update(
        made, language="de", said="", did="Wir rufen an.", by=inside.by
    )
    assert "Wir rufen an." in page("?lang=de")
    assert "Wir schreiben vorher." in page(f"did/{made.pk}/")


def test_a_translation_into_the_pages_own_language_is_refused(inside: World) -> None:
    made = rows.update()
    for language in ("en", "xx", "", "<b>"):
        with pytest.raises(Refused):
            wordings.translate_update(
                made, language=language, said="", did="x", by=inside.by
            )


def test_filters_by_kind_ignore_what_too_few_said(inside: World) -> None:
    rows.open_page()
    rows.comment(words="Alone here.")
    other = builders.interaction(builders.customer(), kind="Leak")
    rows.comment(other.customer, to=builders.invitation(other), words="A leak.")
    assert "Alone here." in page("?kind=Leak")
    assert "Alone here." not in page("?year=2025")
    assert "A leak." in page("?year=2026")
