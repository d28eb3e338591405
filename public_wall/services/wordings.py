"""Keeping what an update said before, and saying it in further languages."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.errors import NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import clean
from public_wall.models import Update, UpdateRevision, UpdateText
from surveys.languages import NAMES, normal, same

LONGEST_SAID, LONGEST_DID = 300, 1000


def keep_wording(was: Update, *, now: datetime) -> UpdateRevision:
    """Store what ``was`` said until ``now``, in the caller's transaction."""
    return UpdateRevision.objects.create(
        business_id=was.business_id,
        update=was,
        kind=was.kind,
        said=was.said,
        did=was.did,
        raised_by=was.raised_by,
        decided_on=was.decided_on,
        due_on=was.due_on,
        written_at=was.edited_at or was.published_at,
        replaced_at=now,
    )


@transaction.atomic
def translate_update(
    update: Update, *, language: str, said: str, did: str, by: Actor
) -> UpdateText | None:
    """Store what the business says in ``language``; without ``did`` take it away.

    What it said there before stays readable. Raises `Refused` for a language that we
    do not know or that the update is written in.
    """
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can publish."))
    wanted = normal(language)
    if wanted not in NAMES or same(wanted, update.business.language):
        raise Refused(_("Choose another language than the page's own."))
    words = clean(said, longest=LONGEST_SAID), clean(did, longest=LONGEST_DID)
    held = UpdateText.objects.select_for_update().filter(update=update, language=wanted)
    before = held.first()
    if before and (before.said, before.did) == words and not before.needs_check:
        return before
    if before:
        _keep_translation(update, before)
        held.delete()
    text = _store(update, wanted, words) if words[1] else None
    if before or text:
        history.record(
            "translated", update, by=by, language=(wanted, wanted if text else "")
        )
    return text


def _store(update: Update, language: str, words: tuple[str, str]) -> UpdateText:
    return UpdateText.objects.create(
        business_id=update.business_id,
        update=update,
        language=language,
        said=words[0],
        did=words[1],
    )


def _keep_translation(update: Update, was: UpdateText) -> None:
    UpdateRevision.objects.create(
        business_id=update.business_id,
        update=update,
        language=was.language,
        kind=update.kind,
        said=was.said,
        did=was.did,
        raised_by=update.raised_by,
        decided_on=update.decided_on,
        due_on=update.due_on,
        written_at=was.written_at,
        replaced_at=clock.now(),
    )
