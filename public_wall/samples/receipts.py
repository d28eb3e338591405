"""What the public page has besides: a name that is shown, an update that was edited,
one that is late, and a website that is not proved yet.
"""

from actions.models import OPEN, Action
from public_wall.models import Update
from public_wall.samples.stage import Stage
from public_wall.services import folding, names, proving, updates
from public_wall.writing_up import last_move

LOOKED_AGAIN = "We looked again after a month, and it holds."


def arrange(stage: Stage) -> None:
    """Do it all, inside the business, after its story."""
    first = next(iter(stage.team))
    by = stage.by(first)
    names.show_name(stage.team[first], shown=True, by=by)
    _edit(stage)
    _put_off(stage)
    proving.add_origin(stage.business, origin=stage.business.website, by=by)
    folding.fold(stage.business)


def _edit(stage: Stage) -> None:
    rows = Update.objects.filter(business=stage.business, kind=Update.Kind.DID)
    oldest = rows.select_related("action__business").order_by("decided_on").first()
    if oldest and stage.business.language.startswith("en"):
        did = f"{oldest.did} {LOOKED_AGAIN}"
        updates.edit_update(
            oldest,
            said=oldest.said,
            did=did,
            by=stage.by(next(iter(stage.team))),
        )


def _put_off(stage: Stage) -> None:
    rows = Action.objects.filter(business=stage.business, state__in=OPEN, update=None)
    for action in rows.exclude(date_changes=None).select_related("business"):
        moved = last_move(action)
        if moved and action.links.exists():
            updates.publish_update(
                action,
                said=action.what,
                did=moved.because,
                by=stage.by(next(iter(stage.team))),
            )
            return
