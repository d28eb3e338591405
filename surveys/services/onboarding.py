"""The first evening: who asks, about what, and a survey that is ready to go."""

from dataclasses import dataclass

from django.db import transaction

from feedback.accounts import services as accounts
from feedback.accounts.models import Business
from feedback.history.services import Actor
from surveys.models import Survey
from surveys.services.writing import start_survey
from surveys.starters import starter_for


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a new business says about itself; ``zone`` is an IANA name."""

    trade: str
    sign_off: str
    place: str
    reply_to: str
    country: str
    zone: str


@transaction.atomic
def set_up(business: Business, welcome: Welcome, *, by: Actor) -> Survey:
    """Store who asks and start the first survey, from the starter of the trade.

    A business that has a survey keeps it: sending the page twice makes one. Raises
    `Refused` as `change_business` does.
    """
    Business.objects.select_for_update().get(pk=business.pk)
    accounts.change_business(
        business,
        by=by,
        trade=welcome.trade,
        sign_off=welcome.sign_off,
        place=welcome.place,
        reply_to=welcome.reply_to,
        country=welcome.country,
        zone=welcome.zone,
    )
    first = Survey.objects.filter(business=business).order_by("created_at", "id")
    starter = starter_for(welcome.trade)
    return first.first() or start_survey(business, starter=starter, by=by)
