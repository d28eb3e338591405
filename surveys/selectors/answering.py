"""What somebody who follows one of our links may see."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from feedback.customers.models import Customer
from surveys.models import Answer, Invitation, Question, Reply, TeamAnswer
from surveys.submission import field_of
from surveys.survey_page import AskedQuestion

# Nobody is asked more often than this in a decade; a page has to end somewhere.
MOST_REPLIES = 50


def invitation_behind(pk: UUID) -> Invitation | None:
    """Return the invitation with all that its pages name."""
    rows = Invitation.objects.select_related(
        "business", "customer", "interaction", "version"
    )
    return rows.filter(pk=pk).first()


def customer_behind(pk: UUID) -> Customer | None:
    """Return the customer with their business."""
    return Customer.objects.select_related("business").filter(pk=pk).first()


def reply_to(invitation: Invitation) -> Reply | None:
    """Return the reply to ``invitation``, with its answers, if there is one."""
    if invitation.status != Invitation.Status.ANSWERED:
        return None
    return said(invitation.customer).filter(invitation=invitation).first()


def said(customer: Customer) -> QuerySet[Reply]:
    """Return everything ``customer`` said to this business, newest first."""
    rows = Reply.objects.filter(business=customer.business_id, customer=customer)
    answers = Answer.objects.select_related("question").order_by("question__position")
    team = TeamAnswer.objects.select_related("author__user").order_by("sent_at")
    return (
        rows.select_related(
            "business", "customer", "version", "invitation__interaction"
        )
        .prefetch_related(
            Prefetch("answers", queryset=answers),
            Prefetch("team_answers", queryset=team),
        )
        .order_by("-submitted_at", "-pk")
    )


def asked_questions(questions: list[Question]) -> list[AskedQuestion]:
    """Return ``questions`` as they stand on the page."""
    return [
        AskedQuestion(field_of(q), q.kind, q.text, q.hint, q.options) for q in questions
    ]
