"""Making the sample businesses, once, and saying how to get into them."""

from dataclasses import dataclass

from django.db import transaction

from actions.services.paying_off import pay_off_due
from feedback import clock, tenancy
from feedback.accounts.models import Business, Membership
from public_wall.samples import (
    acting,
    dates,
    hearing,
    opening,
    promising,
    reacting,
    receipts,
    telling,
    visiting,
)
from public_wall.samples.penrose import PENROSE
from public_wall.samples.salon import SALON
from public_wall.samples.script import Story
from public_wall.samples.stage import Stage
from surveys.services.tallying import tally_due
from surveys.services.theming import read_themes

STORIES = (PENROSE, SALON)


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample business, with its team in the order of the story."""

    story: Story
    business: Business


def seed() -> list[Sample]:
    """Store the sample businesses that are not there yet; return all of them.

    Each is one transaction: it is there as a whole or not at all.
    """
    return [Sample(story, _found(story) or _make(story)) for story in STORIES]


def _found(story: Story) -> Business | None:
    """Return the business whose owner has the address in the story, if any."""
    with tenancy.every_business():
        rows = Membership.objects.filter(user__email=story.firm.team[0].email)
        place = rows.select_related("business").order_by("joined_at").first()
    return place.business if place else None


@transaction.atomic
def _make(story: Story) -> Business:
    stage = Stage(story, clock.now())
    business = opening.open_business(stage)
    with tenancy.enter(business.id):
        opening.schedule(stage)
        visiting.schedule(stage)
        promising.schedule(stage)
        dates.schedule(stage)
        acting.schedule(stage)
        telling.schedule(stage)
        reacting.schedule_objections(stage)
        hearing.schedule(stage)
        stage.play()
    opening.close_books(stage)
    # What a worker does within a minute, so that the pages are full at once.
    read_themes(now=clock.now())
    tally_due(now=clock.now())
    pay_off_due(now=clock.now())
    with tenancy.enter(business.id):
        receipts.arrange(stage)
    return business
