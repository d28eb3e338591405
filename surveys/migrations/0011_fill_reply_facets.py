"""Give the replies that are there the survey, kind and handler of their work."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

from feedback import tenancy

BATCH = 2000


def fill(apps: Any, schema_editor: Any) -> None:
    """Walk all replies by id, each batch in a transaction of its own."""
    last = None
    while True:
        with tenancy.every_business():
            last = _fill_after(apps, last)
        if last is None:
            return


def _fill_after(apps: Any, last: Any) -> Any:
    replies = apps.get_model("surveys", "Reply").objects
    rest = replies.filter(pk__gt=last) if last else replies.all()
    batch = list(rest.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not batch:
        return None
    asked = apps.get_model("surveys", "Invitation").objects
    of = asked.filter(pk=OuterRef("invitation_id"))
    replies.filter(pk__in=batch, survey=None).update(
        survey=Subquery(of.values("survey_id")[:1]),
        kind=Subquery(of.values("interaction__kind")[:1]),
        handler=Subquery(of.values("interaction__handler")[:1]),
    )
    return batch[-1]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("surveys", "0010_themes"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
