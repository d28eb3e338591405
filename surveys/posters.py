"""What stands on paper and in other people's pages: codes, addresses, snippets."""

from dataclasses import dataclass
from io import BytesIO

import segno
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from feedback.accounts.models import Business
from feedback.links import absolute
from surveys.models import OpenChannel

SIZES = ("a4", "a5")
# A quarter of the code may be covered or torn (ISO/IEC 18004, level Q), and four
# modules around it stay white.
ERROR_LEVEL, QUIET_ZONE = "q", 4


@dataclass(frozen=True, slots=True)
class Poster:
    """One page to print."""

    channel: OpenChannel
    business: Business
    size: str
    code: SafeString
    address: str

    @property
    def short_address(self) -> str:
        """The address as somebody types it."""
        return self.address.partition("://")[2].removesuffix("/")

    @property
    def language(self) -> str:
        """What the questions behind it are written in."""
        version = self.channel.survey.versions.order_by("-number").first()
        return version.language if version else self.business.language


def poster(channel: OpenChannel, *, size: str = "") -> Poster:
    """Return the poster of a channel; ``size`` is "a4" or "a5" (else A4)."""
    url = address(channel)
    chosen = size if size in SIZES else SIZES[0]
    return Poster(channel, channel.business, chosen, code(url), url)


def address(channel: OpenChannel) -> str:
    """Return where a channel is found, whole."""
    name = {"kiosk": "kiosk", "embed": "embed"}.get(channel.kind, "open")
    path = reverse(f"surveys_public:{name}", kwargs={"token": channel.token})
    return absolute(path)


def code(url: str) -> SafeString:
    """Return a QR code for ``url`` as SVG, black on white whatever the page is."""
    out = BytesIO()
    made = segno.make(url, error=ERROR_LEVEL, boost_error=False, micro=False)
    made.save(
        out,
        kind="svg",
        border=QUIET_ZONE,
        light="#fff",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    # Made by segno out of an address of ours: nothing in it was typed by anybody.
    return SafeString(out.getvalue().decode())


def snippets(channel: OpenChannel) -> dict[str, str]:
    """Return what to paste into a website: with our loader, and without any script."""
    if channel.kind != OpenChannel.Kind.EMBED:
        return {}
    url, script = escape(address(channel)), escape(absolute(static("js/embed.js")))
    sandbox = "allow-forms allow-scripts allow-same-origin allow-popups"
    title = escape(channel.business.name)
    return {
        "script": f'<script src="{script}" data-form="{url}"'
        f' data-title="{title}" async></script>',
        "frame": f'<iframe src="{url}" title="{title}" width="100%" height="900"'
        f' loading="lazy" sandbox="{sandbox}" style="border:0"></iframe>',
    }
