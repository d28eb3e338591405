"""Ways in for anybody: everybody reads, members write notes, managers open."""

from typing import Any
from uuid import uuid4

from feedback.accounts.models import Role
from surveys.models import ShortLink
from tests import builders
from tests.access import Access
from tests.conftest import World
from tests.surveys.channels.doors import door


def behind(kind: str) -> Any:
    """Return what makes the token of a door of ``kind``."""

    def token(world: World) -> dict[str, Any]:
        return {"token": door(kind).token}

    return token


def of_a_door(world: World) -> dict[str, Any]:
    """Return the id of a poster."""
    return {"pk": door("qr").pk}


def with_a_survey(world: World) -> dict[str, Any]:
    """Store something to which notes belong."""
    builders.survey()
    return {}


NOTE = {
    "words": "He was late.",
    "heard_on": "2026-11-17",
    "work_kind": "Visit",
    "once": str(uuid4()),
}


def texted(world: World) -> dict[str, Any]:
    """Return the code in the text of somebody who was asked."""
    to = builders.invitation(channel="sms")
    return {"code": ShortLink.objects.create(business=to.business, invitation=to).code}


def a_survey(world: World) -> dict[str, Any]:
    """Return the id of a survey."""
    return {"pk": builders.survey().pk}


ACCESS = {
    "surveys_public:short": Access(texted, public=True),
    "surveys_public:short-stop": Access(texted, public=True),
    "surveys:survey-texting": Access(a_survey, post=Role.MANAGER),
    "surveys_public:open": Access(behind("link"), public=True),
    "surveys_public:kiosk": Access(behind("kiosk"), public=True),
    "surveys_public:kiosk-thanks": Access(behind("kiosk"), public=True),
    "surveys_public:embed": Access(behind("embed"), public=True),
    "surveys_public:embed-thanks": Access(behind("embed"), public=True),
    "surveys:channel-list": Access(get=Role.READER),
    "surveys:channel-new": Access(with_a_survey, get=Role.MANAGER, post=Role.MANAGER),
    "surveys:channel-detail": Access(of_a_door, get=Role.READER, post=Role.MANAGER),
    "surveys:channel-closure": Access(of_a_door, post=Role.MANAGER),
    "surveys:channel-poster": Access(of_a_door, get=Role.READER),
    "surveys:heard-new": Access(
        with_a_survey, get=Role.MEMBER, post=Role.MEMBER, payload=NOTE
    ),
}
