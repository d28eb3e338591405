"""What an owner copies into a website: a badge, a custom element, a frame.

None of them can say which words are shown. All are fixed in height, so that nothing
jumps when the words come, and by attributes instead of styles, so that a page with a
strict policy keeps them.
"""

from dataclasses import dataclass

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _

from feedback.links import absolute
from public_wall.embedding import HEIGHT, WIDTH
from public_wall.sites import Site


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines of HTML to copy, and what they are for."""

    id: str
    title: str
    about: str
    html: str


def snippets(site: Site, *, framable: bool) -> list[Snippet]:
    """Return the snippets of a page; the frame only if a website is proved."""
    found = [
        Snippet(
            "badge",
            _("A badge"),
            _("A picture with the counts that leads to your page. Works everywhere."),
            _badge(site),
        ),
        Snippet(
            "element",
            _("The newest “you said, we did”"),
            _("In a box of its own. Needs scripts from us; without, the badge stays."),
            _element(site),
        ),
    ]
    if framable:
        about = _("The same as a frame, for websites that take no scripts.")
        found.append(Snippet("frame", _("A frame"), about, _frame(site)))
    return found


def script_url() -> str:
    """Return where the custom element comes from; it stays where it is."""
    return absolute(static("js/said-did.js"))


def _badge(site: Site) -> str:
    return format_html(
        '<a href="{}"><img src="{}" width="{}" height="{}" align="top" alt="{}"></a>',
        site.full("wall"),
        site.full("badge"),
        WIDTH,
        HEIGHT,
        _("What customers of %(name)s said, and what changed")
        % {"name": site.business.name},
    )


def _element(site: Site) -> str:
    return format_html(
        '<script src="{}" async></script>\n'
        '<div><said-did src="{}" lang="{}">{}</said-did></div>',
        script_url(),
        site.home,
        site.language,
        _badge(site),
    )


def _frame(site: Site) -> str:
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="200" frameborder="0"'
        ' loading="lazy" referrerpolicy="no-referrer"'
        ' sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        site.full("frame"),
        _("What customers of %(name)s said, and what changed")
        % {"name": site.business.name},
    )
