"""Where the looks of a business are found: its colour and its mark."""

from django import template
from django.urls import reverse

from feedback.accounts import branding
from feedback.accounts.models import Business
from feedback.links import make_token

register = template.Library()


@register.filter
def brand_url(business: Business) -> str:
    """Return the address of the stylesheet with the colour of ``business``.

    The colour stands in the address, so that it never goes stale in a cache.
    """
    color = branding.normal_color(business.brand_color).removeprefix("#").lower()
    return reverse("accounts_public:color", kwargs={"color": color})


@register.filter
def logo_url(business: Business) -> str:
    """Return the address of the mark of ``business``, which has one."""
    if business.logo_key is None:
        return ""
    token = make_token("logo", business.pk, business.logo_key)
    return reverse("accounts_public:logo", kwargs={"token": token})


@register.simple_tag
def mail_brand(business: Business | None) -> dict[str, str]:
    """Return the colours of the button in a mail of ``business``, on light and on dark
    ground. A mail has no logo: whoever fetches a picture tells that they read it.
    """
    chosen = business.brand_color if business else ""
    if not chosen:
        return _STANDARD
    light = branding.shade(chosen, branding.LIGHT)
    dark = branding.shade(chosen, branding.DARK)
    names = ("color", "on", "dark", "on_dark")
    return dict(zip(names, (light.color, light.on, dark.color, dark.on), strict=True))


_STANDARD = {
    "color": branding.STANDARD,
    "on": "#FFFFFF",
    "dark": "#6FD0B6",
    "on_dark": "#06251D",
}
