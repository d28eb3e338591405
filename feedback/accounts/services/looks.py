"""How a business looks to its customers: the mark above its pages and in its mails.

Its colour is one of the fields of `change_business`.
"""

from typing import IO
from uuid import UUID

from django.db import transaction

from feedback import pictures
from feedback.accounts.models import Business, BusinessLogo
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.pictures import Picture


def save_logo(business: Business, file: IO[bytes], *, by: Actor) -> BusinessLogo:
    """Store ``file``, drawn again, as the mark of ``business``, in place of any other.

    Raises `NotAPicture` (see `feedback.pictures.logo`).
    """
    return _store(business, pictures.logo(file), by)


@transaction.atomic
def remove_logo(business: Business, *, by: Actor) -> bool:
    """Forget the mark; False if there is none."""
    held = Business.objects.select_for_update().get(pk=business.pk)
    gone, _each = BusinessLogo.objects.filter(business=held).delete()
    if gone:
        _point(held, business, None, (0, 0))
        _record(by, before="a mark", after=None)
    return bool(gone)


@transaction.atomic
def _store(business: Business, drawn: Picture, by: Actor) -> BusinessLogo:
    held = Business.objects.select_for_update().get(pk=business.pk)
    before, _each = BusinessLogo.objects.filter(business=held).delete()
    stored = BusinessLogo.objects.create(
        business=held,
        name="logo.png",
        content_type=drawn.content_type,
        size=len(drawn.body),
        digest=drawn.digest,
        body=drawn.body,
        width=drawn.width,
        height=drawn.height,
    )
    _point(held, business, stored.pk, (drawn.width, drawn.height))
    _record(by, before="a mark" if before else None, after="another mark")
    return stored


def _point(
    held: Business, business: Business, key: UUID | None, size: tuple[int, int]
) -> None:
    for row in (held, business):
        row.logo_key = key
        row.logo_width, row.logo_height = size
    held.save(update_fields=["logo_key", "logo_width", "logo_height"])


def _record(by: Actor, *, before: str | None, after: str | None) -> None:
    """Say on the member who did it: a business is no tenant's row."""
    if by.membership is not None:
        history.record(
            "changed the business",
            by.membership,
            by=by,
            customer_id=None,
            logo=(before, after),
        )
