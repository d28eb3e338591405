"""Who may see trends, and what paid off."""

from feedback.accounts.models import Role
from tests.access import Access

ACCESS = {
    "surveys:trend-list": Access(get=Role.READER),
    "surveys:trend-words": Access(get=Role.READER),
    "actions:pay-off-list": Access(get=Role.READER),
}
