"""The people a business works for, what was done for them, and whom not to write to."""

from feedback.customers.models.people import Customer
from feedback.customers.models.wishes import Suppression
from feedback.customers.models.work import Interaction

__all__ = ["Customer", "Interaction", "Suppression"]
