"""What somebody who follows one of our links may see."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from feedback.customers.models import Customer
from surveys.languages import shown_words
from surveys.models import (
    Answer,
    Invitation,
    Reply,
    ReplyPhoto,
    SurveyVersion,
    TeamAnswer,
)
from surveys.submission import field_of
from surveys.survey_page import AskedQuestion

# Nobody is asked more often than this in a decade; a page has to end somewhere.
MOST_REPLIES = 50


def invitation_behind(pk: UUID) -> Invitation | None:
    """Return the invitation with all that its pages name."""
    rows = Invitation.objects.select_related(
        "business", "customer", "interaction", "version", "reply", "draft"
    )
    return rows.filter(pk=pk).first()


def customer_behind(pk: UUID) -> Customer | None:
    """Return the customer with their business, or whom they were merged into."""
    rows = Customer.objects.select_related("business", "merged_into__business")
    found = rows.filter(pk=pk).first()
    return (found.merged_into or found) if found else None


def reply_to(invitation: Invitation) -> Reply | None:
    """Return the reply to ``invitation``, with its answers, if there is one."""
    if invitation.status != Invitation.Status.ANSWERED:
        return None
    return _replies(invitation.customer).filter(invitation=invitation).first()


def photo_of(reply: Reply, number: int) -> ReplyPhoto | None:
    """Return one photo of ``reply``, with its bytes."""
    return reply.photos.filter(position=number).first()


def said(customer: Customer) -> QuerySet[Reply]:
    """Return everything ``customer`` said to this business, newest first.

    What somebody else may have said under their name, and what the team wrote down
    after a talk, is not theirs.
    """
    rows = _replies(customer)
    return rows if customer.is_unverified else rows.filter(is_verified=True)


def _replies(customer: Customer) -> QuerySet[Reply]:
    rows = Reply.objects.filter(business=customer.business_id, customer=customer)
    answers = Answer.objects.select_related("question").order_by("question__position")
    answers = answers.prefetch_related("question__texts")
    team = TeamAnswer.objects.select_related("author__user").order_by("sent_at")
    return (
        rows.select_related(
            "business", "customer", "version", "invitation__interaction"
        )
        .prefetch_related(
            Prefetch("answers", queryset=answers),
            Prefetch("team_answers", queryset=team),
            Prefetch("photos", queryset=ReplyPhoto.objects.defer("body")),
        )
        .order_by("-submitted_at", "-pk")
    )


def asked_questions(version: SurveyVersion, language: str) -> list[AskedQuestion]:
    """Return the questions of ``version`` as they stand on the page in ``language``."""
    pairs = zip(
        version.questions.all(), shown_words(version, language).questions, strict=True
    )
    return [
        AskedQuestion(field_of(stored), q.kind, q.text, q.hint, q.options)
        for stored, q in pairs
    ]
