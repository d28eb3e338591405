"""Rows to measure with: planned invitations, and the mails they become."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer, Interaction
from feedback.mail.models import OutboundMessage, SendingProfile
from surveys.models import Invitation, Question, QuestionKind, Survey, SurveyVersion

BATCH = 2000
NAMES = ("Margaret Ellis", "Zoë Müller", "Łukasz Nowak", "Ann O’Neil", "Bob")

QUESTIONS = (
    (QuestionKind.FACES, "Overall, how was it?"),
    (QuestionKind.YES_PARTLY_NO, "Did we turn up when we said we would?"),
    (QuestionKind.WORDS, "What could we have done better?"),
)


def business(name: str) -> Business:
    """Store a business whose domain is verified, with a live survey."""
    now = clock.now()
    made = Business.objects.create(
        name=name.title(),
        slug=name,
        sign_off="Ruth Penrose",
        reply_to="ruth@penrose.example",
        zone="UTC",
        ask_from="00:00",
        ask_until="23:59:59",
        ask_weekdays="1234567",
        keeps_holidays=False,
        trial_ends_on=(now + timedelta(days=30)).date(),
    )
    with tenancy.enter(made.pk):
        SendingProfile.objects.create(
            business=made, domain=f"{name}.example", verified_at=now
        )
        _survey(made)
    return made


def _survey(owner: Business) -> None:
    survey = Survey.objects.create(
        business=owner, name="After a visit", status=Survey.Status.LIVE
    )
    version = SurveyVersion.objects.create(business=owner, survey=survey, number=1)
    for position, (kind, text) in enumerate(QUESTIONS, start=1):
        Question.objects.create(
            business=owner, version=version, position=position, kind=kind, text=text
        )


def plan(owner: Business, count: int) -> None:
    """Store ``count`` more people with an invitation each that is due."""
    now = clock.now()
    with tenancy.enter(owner.pk):
        survey = Survey.objects.get()
        first = Customer.objects.count()
        for start in range(first, first + count, BATCH):
            numbers = range(start, min(start + BATCH, first + count))
            people = [_person(owner, number) for number in numbers]
            works = [_work(owner, person, now) for person in people]
            Customer.objects.bulk_create(people)
            Interaction.objects.bulk_create(works)
            Invitation.objects.bulk_create(
                Invitation(
                    business=owner,
                    survey=survey,
                    interaction=work,
                    customer=work.customer,
                    due_at=now - timedelta(minutes=1),
                )
                for work in works
            )


def queue(owner: Business, count: int) -> None:
    """Store ``count`` more mails that are due."""
    now = clock.now()
    with tenancy.enter(owner.pk):
        for start in range(0, count, BATCH):
            OutboundMessage.objects.bulk_create(
                OutboundMessage(
                    business=owner,
                    kind=OutboundMessage.Kind.INVITATION,
                    dedupe_key=f"invite:{uuid4()}",
                    to_email="customer@example.com",
                    subject="How was it?",
                    own_text="How was it?",
                    due_at=now - timedelta(minutes=1),
                    expires_at=now + timedelta(days=3),
                )
                for _ in range(min(BATCH, count - start))
            )


def _person(owner: Business, number: int) -> Customer:
    email = f"customer{number}@{owner.slug}.example"
    name = NAMES[number % len(NAMES)]
    return Customer(business=owner, name=name, email=email, email_key=email_key(email))


def _work(owner: Business, person: Customer, now: datetime) -> Interaction:
    lot = person.pk.int
    return Interaction(
        business=owner,
        customer=person,
        kind="Boiler service",
        happened_at=now - timedelta(days=1 + lot % 5),
        handler=("Dan", "Amy", "")[lot % 3],
        source=Interaction.Source.FORM,
        fingerprint=person.pk.hex,
    )


def plan_again() -> None:
    """Put every invitation back to where it was planned, without its mail."""
    with tenancy.every_business():
        OutboundMessage.objects.all().delete()
        Invitation.objects.update(
            status=Invitation.Status.PLANNED,
            version=None,
            asked_at=None,
            remind_at=None,
            expires_at=None,
            language="",
        )
    tidy()


def queue_again() -> None:
    """Put every mail back into the queue."""
    with tenancy.every_business():
        OutboundMessage.objects.update(
            status=OutboundMessage.Status.QUEUED, finished_at=None
        )
    tidy()


def tidy() -> None:
    """Let the database clear up what the round before left."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in ("mail_outboundmessage", "surveys_invitation", "history_event"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    connection.close()


def clear() -> None:
    """Remove every business with all that is theirs."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        # The last two have no foreign key by which they would be found.
        cursor.execute(
            "TRUNCATE accounts_business, customers_customer, customers_interaction"
            " CASCADE"
        )
    connection.close()
