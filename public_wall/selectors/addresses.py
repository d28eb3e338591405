"""Reading where pages are found: names they had, hosts and origins that are proved."""

from django.db.models import QuerySet

from feedback import tenancy
from feedback.accounts.models import Business
from public_wall.models import EmbedOrigin, FormerSlug, WallDomain


def present_slug(slug: str) -> str:
    """Return where a page went that was found at ``slug`` before, or nothing."""
    with tenancy.every_business():
        rows = FormerSlug.objects.filter(slug=slug)
        return rows.values_list("business__slug", flat=True).first() or ""


def former_slugs(business: Business) -> list[FormerSlug]:
    """Return the addresses that the page had, the last one first."""
    return list(
        FormerSlug.objects.filter(business=business).order_by("-left_at", "-id")
    )


def is_free(slug: str, business: Business) -> bool:
    """Whether ``business`` could have this address: nobody else has it, or had."""
    if Business.objects.filter(slug=slug).exclude(pk=business.pk).exists():
        return False
    with tenancy.every_business():
        rows = FormerSlug.objects.filter(slug=slug)
        return not rows.exclude(business=business).exists()


def own_host(business: Business) -> str:
    """Return the host that ``business`` has proved, or nothing."""
    domain = domain_of(business)
    return domain.domain if domain and domain.verified_at else ""


def domain_of(business: Business) -> WallDomain | None:
    """Return the host that ``business`` wants, proved or not."""
    return WallDomain.objects.filter(business=business).first()


def slug_at(host: str) -> str:
    """Return the business whose public page is at the proved ``host``, by its slug."""
    if "\0" in host:  # nobody's, and no question for PostgreSQL
        return ""
    with tenancy.every_business():
        rows = WallDomain.objects.filter(domain=host, verified_at__isnull=False)
        rows = rows.filter(business__wall_is_public=True)
        return rows.values_list("business__slug", flat=True).first() or ""


def origins(business: Business) -> QuerySet[EmbedOrigin]:
    """Return the websites that were named, by name."""
    return EmbedOrigin.objects.filter(business=business).order_by("origin", "id")


def proved_origins(business: Business) -> list[str]:
    """Return the websites that may put the card into a frame."""
    rows = origins(business).filter(verified_at__isnull=False)
    return list(rows.values_list("origin", flat=True))
