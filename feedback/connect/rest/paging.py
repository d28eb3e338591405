"""Lists, the newest first, a page at a time, by a cursor that only we can make."""

from typing import Any, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from feedback.connect.rest.fields import StrictSerializer
from feedback.tenancy import current_business_id

USUAL, MOST = 50, 100
M = TypeVar("M", bound=Model)


class PageQuery(StrictSerializer):
    """What every list takes; each adds the filters it allows."""

    cursor = serializers.CharField(
        required=False,
        max_length=200,
        help_text=_("next_cursor of the page before."),
    )
    page_size = serializers.IntegerField(
        required=False,
        default=USUAL,
        min_value=1,
        help_text=gettext(
            "How many at most; more than {most} counts as {most}."
        ).format(most=MOST),
    )

    def validate_page_size(self, size: int) -> int:
        """Return a size that we serve."""
        return min(size, MOST)

    def validate_cursor(self, cursor: str) -> UUID:
        """Return the id after which the page begins."""
        try:
            return UUID(_signer().unsign(cursor))
        except (signing.BadSignature, ValueError) as error:
            raise serializers.ValidationError(
                gettext("That is not a cursor of this list."), "bad_cursor"
            ) from error


def said_in(query: type[StrictSerializer], params: QueryDict) -> dict[str, Any]:
    """Return the valid parameters of a list; raises ``ValidationError`` also for one
    that is said twice.
    """
    twice = {name for name, values in params.lists() if len(values) > 1}
    if twice:
        raise serializers.ValidationError(
            {name[:60]: ["Say this once."] for name in sorted(twice)[:20]}, "twice"
        )
    serializer = query(data=params.dict())
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = serializer.validated_data
    return found


def page_of(rows: QuerySet[M], said: dict[str, Any]) -> tuple[list[M], str | None]:
    """Return one page of ``rows`` and the cursor of the next, if there is one."""
    if after := said.get("cursor"):
        rows = rows.filter(pk__lt=after)
    size: int = said["page_size"]
    found = list(rows.order_by("-pk")[: size + 1])
    page = found[:size]
    more = len(found) > size
    return page, _signer().sign(str(page[-1].pk)) if more else None


def _signer() -> signing.Signer:
    # The business is part of the signature: another's cursor is none here.
    return signing.Signer(salt=f"api:cursor:{current_business_id()}")
