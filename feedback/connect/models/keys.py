"""Keys of the API, and the answers given to requests that named themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class ApiKey(TenantModel):
    """A key with which another system speaks for the business.

    Only a hash is kept: the key itself is 256 random bits, so a plain SHA-256 cannot
    be turned back. ``prefix`` is how its beginning looked, to tell keys apart.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Read only")
        WRITE = "write", _("Read and write")

    name = models.CharField(max_length=60)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)
    prefix = models.CharField(max_length=16, editable=False)
    hashed = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    # Written at most once a minute.
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (models.UniqueConstraint(fields=["hashed"], name="api_key_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def may_write(self) -> bool:
        """Whether it may change anything."""
        return self.scope == self.Scope.WRITE


class IdempotencyKey(TenantModel):
    """A request that named itself, and what we answered: asked again, told again."""

    key = models.CharField(max_length=255)
    # SHA-256 over method, path and body: the same name for something else is refused.
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "key"], name="idempotency_key_once"
            ),
        )
        indexes = (models.Index(fields=["created_at"], name="idempotency_key_by_age"),)

    def __str__(self) -> str:
        return self.key
