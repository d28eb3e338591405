"""Mails to the owners about their mail itself: it stopped, or its address changed."""

from django.urls import reverse
from django.utils import translation

from feedback import clock
from feedback.accounts.models import Business, Role
from feedback.accounts.selectors import team
from feedback.links import absolute
from feedback.mail import services
from feedback.mail.email import Email, render
from feedback.mail.models import OutboundMessage, SendingProfile

PRODUCT = "Said & Done"


def tell_owners_stopped(profile: SendingProfile) -> None:
    """Tell the owners that mail to customers has stopped, why, and what helps."""
    key = f"stopped:{profile.pk}:{profile.paused_at:%Y-%m-%dT%H:%M:%S}"
    _tell(profile, "sending_stopped", key, page="mail:mail-health")


def tell_owners_domain_lost(profile: SendingProfile, domain: str) -> None:
    """Tell the owners that their own address is no longer used, and what helps."""
    key = f"domain:{profile.pk}:{clock.now():%Y-%m-%dT%H:%M:%S}"
    _tell(profile, "domain_lost", key, page="mail:sending-address", domain=domain)


def _tell(
    profile: SendingProfile, name: str, key: str, *, page: str, domain: str = ""
) -> None:
    business = profile.business
    context = {
        "business": business,
        "profile": profile,
        "domain": domain,
        "page": absolute(reverse(page)),
        "sign_off_name": PRODUCT,
    }
    for owner in team(business).filter(role=Role.OWNER):
        with translation.override(owner.user.language or business.language):
            parts = render(name, context | {"reader": owner})
        email = Email(
            to_email=owner.user.email,
            to_name=owner.user.name,
            from_name=PRODUCT,
            subject=parts["subject"],
            text=parts["text"],
            html=parts["html"],
        )
        _post(business, email, f"{key}:{owner.pk}"[:120])


def _post(business: Business, email: Email, key: str) -> None:
    posting = services.Posting(OutboundMessage.Kind.NOTICE, key)
    services.post(email, posting, business=business)
