"""Surveys and the first page of a new business."""

from typing import Any

from feedback.accounts.models import Role
from tests import builders
from tests.access import Access
from tests.conftest import World


def a_survey(world: World) -> dict[str, Any]:
    """A live survey of three questions."""
    return {"pk": builders.survey().pk}


ACCESS: dict[str, Access] = {
    "surveys:welcome": Access(get=Role.MANAGER, post=Role.MANAGER),
    "surveys:survey-list": Access(get=Role.READER),
    "surveys:survey-new": Access(
        get=Role.MANAGER, post=Role.MANAGER, payload={"trade": "salon"}
    ),
    "surveys:survey-detail": Access(a_survey, get=Role.MANAGER, post=Role.MANAGER),
    "surveys:survey-preview": Access(a_survey, get=Role.MANAGER, post=Role.MANAGER),
    "surveys:survey-wording": Access(a_survey, post=Role.MANAGER),
    "surveys:survey-status": Access(
        a_survey, post=Role.MANAGER, payload={"status": "paused"}
    ),
    "surveys:survey-test": Access(a_survey, post=Role.MANAGER),
}
