"""The people a business works for, what was done for them, and whom not to write to."""

from feedback.customers.models.imports import (
    ColumnMatching,
    Import,
    ImportChunk,
    ImportPart,
)
from feedback.customers.models.merges import Merge, NotDuplicate
from feedback.customers.models.people import Customer
from feedback.customers.models.wishes import Suppression
from feedback.customers.models.work import Interaction

__all__ = [
    "ColumnMatching",
    "Customer",
    "Import",
    "ImportChunk",
    "ImportPart",
    "Interaction",
    "Merge",
    "NotDuplicate",
    "Suppression",
]
