"""The words that people let us show: public replies, and what is taken off."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel
from surveys.models import Reply


class PublicReply(TenantModel):
    """The business's own words under a comment, kept apart from the customer's."""

    reply = models.OneToOneField(
        Reply, on_delete=models.CASCADE, related_name="public_reply"
    )
    words = models.TextField(_("your public reply"), max_length=2000)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.words[:60]


class Removal(TenantModel):
    """A comment taken off the page: on a listed ground, by two people, visibly."""

    class Ground(models.TextChoices):
        """The closed list; nothing else hides a comment."""

        PERSONAL_DATA = "personal_data", _("it names or identifies somebody")
        ILLEGAL = "illegal", _("it is illegal or defamatory")
        ABUSIVE = "abusive", _("it is obscene or discriminates")
        NOT_ABOUT_US = "not_about_us", _("it is not about this business")
        SPAM = "spam", _("it is advertising or spam")
        NOT_GENUINE = "not_genuine", _("it was not written by a customer")
        LEGAL_ORDER = "legal_order", _("a court or authority ordered it")

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        REMOVED = "removed", _("Removed")
        KEPT = "kept", _("Kept")
        # Nobody decided in time: the comment is shown again.
        LAPSED = "lapsed", _("Not decided in time")

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="removals")
    ground = models.CharField(max_length=15, choices=Ground)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    note = models.CharField(_("what exactly, for whoever decides"), max_length=300)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # We decided, because the business has nobody else who could.
    decided_by_staff = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "reply"],
                condition=Q(state__in=["checking", "removed"]),
                name="removal_one_per_reply",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="removal_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["checking", "lapsed"], decided_at=None)
                | Q(state__in=["removed", "kept"], decided_at__isnull=False)
                & (Q(decided_by__isnull=False) | Q(decided_by_staff=True)),
                name="removal_decided_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ground} {self.state}"
