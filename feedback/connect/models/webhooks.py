"""Endpoints of other systems that hear of events, and what was sent to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class Endpoint(TenantModel):
    """An address of another system that hears what happens here.

    No secret is stored: it is made from ``salt`` and this installation's own key (see
    `feedback.connect.signing`), so that a stolen database signs nothing.
    """

    class Off(models.TextChoices):
        NO = "", _("In use")
        BY_PERSON = "by_person", _("Turned off by the team")
        FAILING = "failing", _("Turned off by us: it took nothing for days")
        GONE = "gone", _("Turned off by us: it said that it is gone")

    name = models.CharField(max_length=60)
    url = models.CharField(max_length=2000)
    # Kinds of event that it hears of; empty: every kind.
    kinds = models.JSONField(default=list, blank=True)
    salt = models.CharField(max_length=64, editable=False)
    # The one before, which still signs too for a while after a new one was made.
    old_salt = models.CharField(max_length=64, blank=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    # Since when nothing was taken; none while all is well.
    failing_since = models.DateTimeField(null=True, blank=True)
    off = models.CharField(max_length=10, choices=Off, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(off="", off_at=None) | ~Q(off="") & Q(off_at__isnull=False),
                name="endpoint_off_since",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def hears(self) -> bool:
        """Whether anything is sent to it."""
        return not self.off and self.removed_at is None


class Delivery(TenantModel):
    """One event for one endpoint, from the transaction that caused it to its end.

    Its id is that of the message, the same over all tries. ``body`` is the very text
    that is signed: ids, times and states, never anybody's words.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting to go")
        SENDING = "sending", _("On its way")
        TAKEN = "taken", _("Taken")
        GIVEN_UP = "given_up", _("Given up")
        DROPPED = "dropped", _("Not sent: the endpoint is turned off")

    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    kind = models.CharField(max_length=40)
    # What makes it once for this endpoint.
    dedupe_key = models.CharField(max_length=120)
    body = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    due_at = models.DateTimeField(default=clock.now)
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True)
    # Tries that came to an end; what each came to, at most ten.
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    # When somebody of the team sent it once more.
    again_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "endpoint", "dedupe_key"], name="delivery_once"
            ),
        )
        indexes = (
            # Each business's queue, so that they are served in turn.
            models.Index(
                fields=["business", "due_at", "id"],
                condition=Q(status="waiting"),
                name="delivery_turns",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(status="sending"),
                name="delivery_leases",
            ),
            models.Index(fields=["endpoint", "-id"], name="delivery_newest"),
            models.Index(
                fields=["finished_at"],
                condition=Q(finished_at__isnull=False),
                name="delivery_over",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def may_go_again(self) -> bool:
        """Whether a person may send it once more."""
        return self.status in (
            self.Status.TAKEN,
            self.Status.GIVEN_UP,
            self.Status.DROPPED,
        )
