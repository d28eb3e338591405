"""Rows for tests, each with sensible values for whatever the test does not name.

All work inside an entered business (the ``inside`` fixture).
"""

from datetime import timedelta
from itertools import count
from typing import Any

from feedback import clock
from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer, Interaction
from feedback.tenancy import current_business_id
from surveys.models import (
    Answer,
    Invitation,
    Question,
    QuestionKind,
    Reply,
    Survey,
    SurveyVersion,
)

_number = count(1)


def the_business() -> Business:
    """Return the business that has been entered."""
    return Business.objects.get(pk=current_business_id())


def customer(**values: Any) -> Customer:
    """Store a customer with an address of their own."""
    email = values.pop("email", f"margaret{next(_number)}@example.com")
    values = {"name": "Margaret Ellis", **values}
    return Customer.objects.create(
        business=the_business(), email=email, email_key=email_key(email), **values
    )


def interaction(who: Customer | None = None, **values: Any) -> Interaction:
    """Store a boiler service by Dan, yesterday."""
    fresh = {
        "kind": "Boiler service",
        "happened_at": clock.now() - timedelta(days=1),
        "handler": "Dan",
        "source": Interaction.Source.FORM,
        "fingerprint": f"fingerprint-{next(_number)}",
    }
    return Interaction.objects.create(
        business=the_business(), customer=who or customer(), **{**fresh, **values}
    )


def survey(**values: Any) -> Survey:
    """Store a live survey with one version of three questions."""
    fresh = {"name": f"After a visit {next(_number)}", "status": Survey.Status.LIVE}
    made = Survey.objects.create(business=the_business(), **{**fresh, **values})
    version(made)
    return made


def version(of: Survey) -> SurveyVersion:
    """Store the next version of a survey: overall, on time, own words."""
    number = of.versions.count() + 1
    made = SurveyVersion.objects.create(
        business_id=of.business_id, survey=of, number=number
    )
    texts = (
        (QuestionKind.FACES, "Overall, how was it?"),
        (QuestionKind.YES_PARTLY_NO, "Did we turn up when we said we would?"),
        (QuestionKind.WORDS, "What could we have done better?"),
    )
    for position, (kind, text) in enumerate(texts, start=1):
        Question.objects.create(
            business_id=of.business_id,
            version=made,
            position=position,
            kind=kind,
            text=text,
        )
    return made


def invitation(about: Interaction | None = None, **values: Any) -> Invitation:
    """Store an invitation that was sent yesterday and not answered yet."""
    about = about or interaction()
    asked = values.pop("survey", None) or survey()
    now = clock.now()
    fresh = {
        "version": asked.versions.order_by("-number").first(),
        "status": Invitation.Status.ASKED,
        "due_at": now - timedelta(days=1),
        "asked_at": now - timedelta(days=1),
        "expires_at": now + timedelta(days=29),
    }
    return Invitation.objects.create(
        business=the_business(),
        survey=asked,
        interaction=about,
        customer=about.customer,
        **{**fresh, **values},
    )


def reply(to: Invitation | None = None, **values: Any) -> Reply:
    """Store a poor reply with words, that waits for a person."""
    to = to or invitation()
    fresh = {
        "rating": 2,
        "words": "He turned up at ten to five.",
        "waits_for_person": True,
        "submitted_at": clock.now(),
        "survey": to.survey,
        "kind": to.interaction.kind,
        "handler": to.interaction.handler,
    }
    made = Reply.objects.create(
        business=the_business(),
        invitation=to,
        version=to.version,
        customer=to.customer,
        **{**fresh, **values},
    )
    Invitation.objects.filter(pk=to.pk).update(
        status=Invitation.Status.ANSWERED, answered_at=made.submitted_at
    )
    for question in made.version.questions.all():
        Answer.objects.create(
            business=the_business(),
            reply=made,
            question=question,
            step={"faces": made.rating, "yes_partly_no": 3}.get(question.kind),
            words=made.words if question.kind == QuestionKind.WORDS else "",
        )
    return made
