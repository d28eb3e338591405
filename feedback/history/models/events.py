"""What happened, once and for all: nothing here is ever changed or removed."""

from django.db import models

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class Event(TenantModel):
    """One thing that somebody did to one object.

    ``before`` and ``after`` hold states, dates and ids, never a customer's words,
    name or address: those must stay erasable, and this table is append-only.
    """

    append_only = True

    class ActorKind(models.TextChoices):
        MEMBER = "member"
        CUSTOMER = "customer"
        CLOCK = "clock"
        # Another system, with a key of the business.
        KEY = "key"

    at = models.DateTimeField(default=clock.now)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=40)
    target_type = models.CharField(max_length=40)
    target_id = models.UUIDField()
    # Whose timeline it belongs to, if anybody's; a plain id so that erasing the
    # customer leaves the event.
    customer_id = models.UUIDField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        indexes = (
            models.Index(
                fields=["business", "target_id", "at"], name="event_by_target"
            ),
            models.Index(
                fields=["business", "customer_id", "at"], name="event_by_customer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type}"
