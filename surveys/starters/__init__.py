"""Questions already written for each trade, so nobody starts from a blank page.

Pure data. Every yes/partly/no question is worded so that "yes" is the good answer:
charts can then be read without looking up which way a question points.
"""

from surveys.starters.anywhere import COMMON_LIBRARY, GENERAL
from surveys.starters.care import PHYSIOTHERAPIST, SALON, VET
from surveys.starters.homes import BUILDER, CLEANER, ELECTRICIAN, LETTINGS, PLUMBING
from surveys.starters.offices import ACCOUNTANT, SOFTWARE_SUPPORT
from surveys.starters.questions import QuestionKind, Starter, StarterQuestion
from surveys.starters.roads import DRIVING_SCHOOL, GARAGE
from surveys.starters.shops import CAFE, ONLINE_SHOP

__all__ = [
    "COMMON_LIBRARY",
    "STARTERS",
    "QuestionKind",
    "Starter",
    "StarterQuestion",
    "starter_for",
]

# In the order a person choosing a trade reads them: by label, the general one last.
STARTERS: tuple[Starter, ...] = (
    ACCOUNTANT,
    BUILDER,
    CAFE,
    CLEANER,
    DRIVING_SCHOOL,
    ELECTRICIAN,
    GARAGE,
    SALON,
    LETTINGS,
    ONLINE_SHOP,
    PHYSIOTHERAPIST,
    PLUMBING,
    SOFTWARE_SUPPORT,
    VET,
    GENERAL,
)

_BY_TRADE = {starter.trade: starter for starter in STARTERS}


def starter_for(trade: str) -> Starter:
    """Return the starter of this trade, or the general one when we have none."""
    return _BY_TRADE.get(trade, GENERAL)
