"""Reading open channels, and what came through them."""

from uuid import UUID

from django.db.models import Count, Max, QuerySet

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer
from surveys.languages import WORDING
from surveys.models import OpenChannel, Question, Reply, ShortLink, SurveyVersion

PAGE = 50


def channel_list(business: Business) -> QuerySet[OpenChannel]:
    """Return the doors of a business, open ones first, with ``answers`` and
    ``last_at``: how many came through, and when last.
    """
    rows = OpenChannel.objects.filter(business=business).select_related("survey")
    rows = rows.annotate(answers=Count("replies"), last_at=Max("replies__submitted_at"))
    return rows.order_by("-is_open", "name", "id")[:PAGE]


def business_behind(token: str) -> UUID | None:
    """Return whose door ``token`` is; call it outside any business."""
    with tenancy.every_business():
        rows = OpenChannel.objects.filter(token=token.lower())
        return rows.values_list("business_id", flat=True).first()


def channel_behind(token: str) -> OpenChannel | None:
    """Return the channel with its business and survey."""
    rows = OpenChannel.objects.select_related("business", "survey")
    return rows.filter(token=token.lower()).first()


def version_shown(channel: OpenChannel) -> SurveyVersion:
    """Return the words that the channel asks with now."""
    rows = SurveyVersion.objects.filter(survey=channel.survey)
    version = rows.prefetch_related(*WORDING).order_by("-number").first()
    assert version is not None  # every survey is made with its first version
    return version


def version_of(channel: OpenChannel, pk: UUID) -> SurveyVersion | None:
    """Return a version of the channel's survey by its id."""
    rows = SurveyVersion.objects.filter(survey=channel.survey, pk=pk)
    return rows.prefetch_related(*WORDING).first()


def questions_of(version: SurveyVersion) -> list[Question]:
    """Return the questions of a version in the order asked."""
    return list(version.questions.all())


def claimed_by(reply: Reply) -> Customer | None:
    """Return the customer who has the address that ``reply`` only claims to be of."""
    key = "" if reply.is_verified else email_key(reply.customer.email)
    if not key:
        return None
    rows = Customer.objects.filter(business=reply.business_id, email_key=key)
    found = rows.select_related("merged_into").exclude(pk=reply.customer_id).first()
    return found.merged_into or found if found else None


def invitation_behind_code(code: str) -> tuple[UUID, UUID] | None:
    """Return (business, invitation) of a short link; call it outside any business."""
    with tenancy.every_business():
        rows = ShortLink.objects.filter(code=code.lower())
        return rows.values_list("business_id", "invitation_id").first()
