"""When and who: settings of asking, rules of a survey, and what they would do."""

from typing import Any

from feedback.accounts.models import Role
from feedback.accounts.opening_days import Closure
from feedback.accounts.services import add_closure
from tests import builders
from tests.access import Access
from tests.conftest import NOON, World

DAYS = {"first": "2026-12-24", "last": "2026-12-31", "name": "Works holiday"}


def a_closure(world: World) -> dict[str, Any]:
    """Closed days that can be removed; the address names nothing."""
    today = NOON.date()
    add_closure(world.business, Closure(today, today, "Moving"), by=world.by)
    return {}


def a_survey(world: World) -> dict[str, Any]:
    """A live survey."""
    return {"pk": builders.survey().pk}


def a_customer(world: World) -> dict[str, Any]:
    """Somebody who may complain."""
    return {"pk": builders.customer().pk}


RULES = {
    "delay_hours": "4",
    "reminder_days": "0",
    "expiry_days": "30",
    "sample_percent": "50",
    "rest_days": "90",
}
ACCESS = {
    "accounts:closure-new": Access(post=Role.MANAGER, payload=DAYS),
    "accounts:closure-removal": Access(a_closure, post=Role.MANAGER, payload=DAYS),
    "surveys:survey-order": Access(get=Role.MANAGER),
    "surveys:survey-rules": Access(
        a_survey, get=Role.MANAGER, post=Role.MANAGER, payload=RULES
    ),
    "surveys:survey-place": Access(a_survey, post=Role.MANAGER, payload={"way": "up"}),
    "surveys:customer-complaint": Access(a_customer, post=Role.MEMBER),
}
