"""Who may do what about themes."""

from typing import Any

from feedback.accounts.models import Role
from surveys.models import Theme, ThemeQuote
from tests import builders
from tests.access import Access
from tests.access.inbox import a_reply
from tests.conftest import World


def a_theme(world: World) -> dict[str, Any]:
    """Return the arguments that name a theme of the world's business."""
    theme, _made = Theme.objects.get_or_create(
        business=world.business, key="lateness.problem", name="Late or missed visits"
    )
    return {"pk": theme.pk}


def a_quote(world: World) -> dict[str, Any]:
    """Return the arguments that name a quote of the world's business."""
    reply = builders.reply()
    quote = ThemeQuote.objects.create(
        business=world.business,
        theme_id=a_theme(world)["pk"],
        reply=reply,
        start=0,
        end=len(reply.words),
        said_at=reply.submitted_at,
    )
    return {"pk": quote.pk}


def _named(**payload: str) -> Access:
    return Access(a_theme, get=Role.READER, post=Role.MEMBER, payload=payload)


ACCESS = {
    "surveys:theme-list": Access(get=Role.READER),
    "surveys:theme-detail": Access(a_theme, get=Role.READER),
    "surveys:theme-name": _named(name="Late again"),
    "surveys:theme-merge": _named(),
    "surveys:theme-hiding": _named(),
    "surveys:theme-split": _named(name="The van"),
    "surveys:theme-quote": Access(a_quote, get=Role.READER, post=Role.MEMBER),
    "surveys:reply-understanding": Access(
        a_reply, get=Role.READER, post=Role.MEMBER, payload={"reason": "complaint"}
    ),
    "surveys:reply-theme": Access(a_reply, get=Role.READER, post=Role.MEMBER),
}
