"""The links that open everything one person said."""

from django.db import models

from feedback import clock
from feedback.customers.models import Customer
from feedback.tenancy import TenantModel


class HistoryLink(TenantModel):
    """A link that was mailed to a customer and opens their whole history once.

    A forwarded survey mail opens its one reply; the history needs a fresh link to the
    address itself. Pressing the button on its page uses it (``used_at``) and opens the
    history until ``open_until``; looking at the page, as scanners do, does not.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="history_links"
    )
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = (
            models.Index(
                fields=["business", "customer", "made_at"],
                name="history_link_by_customer",
            ),
        )

    def __str__(self) -> str:
        return f"History link {self.pk}"
