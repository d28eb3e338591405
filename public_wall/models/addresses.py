"""Where a public page is found, and which other pages may show a piece of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.tenancy import TenantModel


class FormerSlug(TenantModel):
    """An address that a page had before: it leads to the new one, and nobody else
    can ever have it.
    """

    slug = models.SlugField(max_length=60, unique=True)
    left_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.slug


class Checked(TenantModel):
    """Something that a record in the DNS proves, looked at again each day."""

    # Since when the record is known to stand; empty: not proved, or lost.
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    # Since when daily looks have found it missing; no answer is neither.
    missing_since = models.DateTimeField(null=True, blank=True)
    # What the last look found: see `public_wall.proving`.
    finding = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        abstract = True


class WallDomain(Checked):
    """A host of the business's own at which its page is read, once it is proved."""

    domain = models.CharField(_("your domain"), max_length=189)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business"], name="wall_domain_one_per_business"
            ),
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(verified_at__isnull=False),
                name="wall_domain_of_one_business",
            ),
        )

    def __str__(self) -> str:
        return self.domain


class EmbedOrigin(Checked):
    """Pages of the business's own that may put its page's card into a frame."""

    # "https://host", with a port if it is not the usual one.
    origin = models.CharField(_("your website"), max_length=210)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "origin"], name="embed_origin_once"
            ),
        )

    def __str__(self) -> str:
        return self.origin
