"""Pages behind a personal link: anybody who holds the token, and nobody else."""

from typing import Any

from feedback.links import make_token
from tests import builders
from tests.access import Access
from tests.conftest import World


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


ACCESS = {
    "surveys_public:survey": Access(asked, public=True),
    "surveys_public:rating": Access(picked, public=True),
    "surveys_public:thanks": Access(answered, public=True),
    "surveys_public:edit": Access(answered, public=True),
    "surveys_public:mine": Access(answered, public=True),
    "surveys_public:words-withdrawal": Access(answered, public=True),
    "surveys_public:stop": Access(asked, public=True),
    "surveys_public:leave": Access(leaving("leave"), public=True),
    "surveys_public:leave-updates": Access(leaving("leave-updates"), public=True),
}
