"""The languages of a survey."""

from typing import Any

from feedback.accounts.models import Role
from surveys.services import translating
from tests import builders
from tests.access import Access
from tests.conftest import World


def a_survey(world: World) -> dict[str, Any]:
    """A live survey in one language."""
    return {"pk": builders.survey().pk}


def a_translation(world: World) -> dict[str, Any]:
    """A survey to which German was added."""
    survey = builders.survey()
    translating.add_language(survey, "de", by=world.by)
    return {"pk": survey.pk, "code": "de"}


ACCESS: dict[str, Access] = {
    "surveys:survey-languages": Access(
        a_survey, get=Role.MANAGER, post=Role.MANAGER, payload={"language": "de"}
    ),
    "surveys:survey-translation": Access(
        a_translation, get=Role.MANAGER, post=Role.MANAGER
    ),
    "surveys:survey-translation-preview": Access(a_translation, get=Role.MANAGER),
    "surveys:survey-translation-removal": Access(a_translation, post=Role.MANAGER),
}
