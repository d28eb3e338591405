"""Pages behind a personal link: anybody who holds the token, and nobody else."""

from datetime import timedelta
from typing import Any

from feedback import clock
from feedback.accounts.services import save_logo
from feedback.links import make_token
from surveys.models import HistoryLink, Reply
from tests import builders
from tests.access import Access
from tests.conftest import World
from tests.pictures import reply_with_photo, upload


def asked(world: World) -> dict[str, Any]:
    """Return the token of somebody who was asked and has not answered."""
    invitation = builders.invitation()
    return {"token": make_token("survey", invitation.business_id, invitation.pk)}


def answered(world: World) -> dict[str, Any]:
    """Return the token of somebody who has answered."""
    reply = builders.reply()
    return {"token": make_token("survey", reply.business_id, reply.invitation_id)}


def picked(world: World) -> dict[str, Any]:
    """Return the token and the word picked in the mail."""
    return {**asked(world), "rating": "4"}


def leaving(purpose: str) -> Any:
    """Return what makes the token of a customer for ``purpose``."""

    def token(world: World) -> dict[str, Any]:
        customer = builders.customer()
        return {"token": make_token(purpose, customer.business_id, customer.pk)}

    return token


def photographed(world: World) -> dict[str, Any]:
    """Return the token of somebody whose reply has a photo, and the photo's number."""
    made = reply_with_photo()
    return {"token": make_token("survey", made.business_id, made.invitation_id)} | {
        "number": 1
    }


def marked(world: World) -> dict[str, Any]:
    """Return the token of the mark of a business."""
    stored = save_logo(world.business, upload(), by=world.by)
    return {"token": make_token("logo", world.business.pk, stored.pk)}


def colored(world: World) -> dict[str, Any]:
    """Return a colour: the same for everybody."""
    return {"color": "0e5a4c"}


def suspected(world: World) -> dict[str, Any]:
    """Return the token of the mail that asks whether a person answered."""
    reply = builders.reply(is_suspicious=True)
    return {"token": make_token("confirm", reply.business_id, reply.invitation_id)}


def mailed(purpose: str) -> Any:
    """Return what makes the token of a link to everything somebody said: the mailed
    one, or that of the page which it opened.
    """

    def token(world: World) -> dict[str, Any]:
        is_open = purpose == "history-open"
        later = clock.now() + timedelta(minutes=5)
        made = HistoryLink.objects.create(
            business=world.business,
            customer=builders.reply().customer,
            expires_at=later,
            used_at=clock.now() if is_open else None,
            open_until=later if is_open else None,
        )
        return {"token": make_token(purpose, made.business_id, made.pk)}

    return token


def one_of_them(world: World) -> dict[str, Any]:
    """Return the token of an open history and one of its replies."""
    opened = mailed("history-open")(world)
    return {**opened, "reply": Reply.objects.latest("id").pk}


OPENED = Access(mailed("history-open"), public=True)
ACCESS = {
    "surveys_public:draft": Access(asked, public=True),
    "surveys_public:photo": Access(photographed, public=True),
    "accounts_public:logo": Access(marked, public=True),
    "accounts_public:color": Access(colored, public=True),
    "surveys_public:survey": Access(asked, public=True),
    "surveys_public:rating": Access(picked, public=True),
    "surveys_public:thanks": Access(answered, public=True),
    "surveys_public:edit": Access(answered, public=True),
    "surveys_public:mine": Access(answered, public=True),
    "surveys_public:words-withdrawal": Access(answered, public=True),
    "surveys_public:mine-all": Access(answered, public=True),
    "surveys_public:leave-all": Access(leaving("leave"), public=True),
    "surveys_public:confirm": Access(suspected, public=True),
    "surveys_public:history-door": Access(mailed("history"), public=True),
    "surveys_public:history": OPENED,
    "surveys_public:history-words": Access(one_of_them, public=True),
    "surveys_public:history-asking": OPENED,
    "surveys_public:history-json": OPENED,
    "surveys_public:history-html": OPENED,
    "surveys_public:history-erasure": OPENED,
    "surveys_public:stop": Access(asked, public=True),
    "surveys_public:leave": Access(leaving("leave"), public=True),
    "surveys_public:leave-updates": Access(leaving("leave-updates"), public=True),
}
