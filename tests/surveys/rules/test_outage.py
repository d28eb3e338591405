"""Two days down with five thousand people due: no storm afterwards."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer, Interaction
from feedback.mail.models import OutboundMessage, SendingProfile
from surveys.models import Invitation, Survey
from surveys.rules import LATEST, Reason
from surveys.services.asking import ask_due
from tests import builders
from tests.conftest import World

# Down since Monday at noon; up again on Wednesday at noon.
DOWN = datetime(2026, 11, 16, 12, tzinfo=UTC)
BACK = DOWN + timedelta(hours=48)
DUE, STALE, TWICE = 5000, 100, 400
SWEEP = timedelta(seconds=15)
Status = Invitation.Status


def fill(business: Business) -> None:
    """Store five thousand rows that were due in those two days, a hundred that have
    been due for longer than anybody may be late, and a second row for some people.
    """
    survey = builders.survey()
    SendingProfile.objects.update_or_create(
        business=business,
        defaults={
            "domain": "penrose.example",
            "verified_at": DOWN - timedelta(days=90),
        },
    )
    people = Customer.objects.bulk_create(
        [_person(business, number) for number in range(DUE + STALE)], batch_size=1000
    )
    visitors = [*people, *people[:TWICE]]
    works = Interaction.objects.bulk_create(
        [_work(business, who, number) for number, who in enumerate(visitors)],
        batch_size=1000,
    )
    Invitation.objects.bulk_create(
        [_planned(survey, work, number) for number, work in enumerate(works)],
        batch_size=1000,
    )


def _person(business: Business, number: int) -> Customer:
    email = f"person{number}@example.com"
    return Customer(business=business, email=email, email_key=email_key(email))


def _work(business: Business, who: Customer, number: int) -> Interaction:
    return Interaction(
        business=business,
        customer=who,
        kind="Boiler service",
        happened_at=DOWN - timedelta(days=1),
        source=Interaction.Source.CSV,
        fingerprint=f"outage-{number}",
    )


def _planned(survey: Survey, work: Interaction, number: int) -> Invitation:
    late = timedelta(seconds=number * 30)
    due = BACK - LATEST - timedelta(hours=1) if DUE <= number < DUE + STALE else None
    return Invitation(
        business_id=work.business_id,
        survey=survey,
        interaction=work,
        customer=work.customer,
        due_at=due or DOWN + late,
    )


def sweep_until_done(limit: int) -> list[int]:
    """Return how many mails each sweep put into the outbox, until none is due."""
    counts: list[int] = []
    now = BACK
    # The last sweep has nothing to do: twice as many as there could be.
    for _ in range(2 * (DUE + STALE + TWICE) // limit):
        with clock.set_to(now):
            counts.append(ask_due(now=now, limit=limit))
        now += SWEEP
    return counts


def numbers(**by: Any) -> dict[str, int]:
    rows = Invitation.objects.values("status", "reason").annotate(n=Count("pk"))
    return {row["reason"] or row["status"]: row["n"] for row in rows.filter(**by)}


def test_two_days_down_end_without_a_storm(world: World) -> None:
    with tenancy.enter(world.business.pk):
        fill(world.business)
    counts = sweep_until_done(limit=500)
    assert max(counts) <= 500
    assert sum(counts) == DUE
    with tenancy.enter(world.business.pk):
        assert numbers() == {
            "asked": DUE,
            Reason.TOO_OLD: STALE,
            Reason.RESTING: TWICE,
        }
        mails = OutboundMessage.objects.values_list("customer_id", flat=True)
        assert len(mails) == len(set(mails)) == DUE


def test_coming_back_at_night_waits_for_the_morning(world: World) -> None:
    night = BACK.replace(hour=23)
    with tenancy.enter(world.business.pk):
        fill(world.business)
    with clock.set_to(night):
        assert ask_due(now=night, limit=10_000) == 0
    with tenancy.enter(world.business.pk):
        planned = Invitation.objects.filter(status=Status.PLANNED)
        morning = datetime(2026, 11, 19, 9, tzinfo=UTC)
        assert {row.due_at for row in planned} == {morning}
        assert not OutboundMessage.objects.exists()
