"""One business's public page as somebody reads it: in which language, and where."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.urls import reverse

from feedback.accounts.models import Business
from feedback.links import absolute
from public_wall.cards import site_line
from public_wall.selectors.addresses import own_host
from public_wall.selectors.languages import spoken
from surveys.languages import frame, name_of, normal, same
from surveys.survey_page import page_language

# The business's own host, if the request came to it: see `public_wall.own_hosts`.
OWN_HOST = "said_and_done.own_host"
# What stands where below the page; "" is the page itself.
PLACES = {
    "wall": "",
    "how": "how/",
    "feed": "feed.xml",
    "json-feed": "feed.json",
    "facts": "facts.json",
    "sitemap": "sitemap.xml",
    "image": "card.png",
    "badge": "badge.svg",
    "card": "card.json",
    "frame": "card/",
}


@dataclass(frozen=True, slots=True)
class Other:
    """The same page in another language."""

    code: str
    name: str
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Site:
    """The page of ``business`` in ``language`` (one that the product speaks).

    ``languages`` are all it is offered in, its own first; ``host`` is the business's
    own, if it has proved one.
    """

    business: Business
    language: str
    languages: tuple[str, ...]
    host: str
    root: str

    @property
    def home(self) -> str:
        """The address at which the page is found for good."""
        return f"https://{self.host}/" if self.host else address(self.business)

    @property
    def is_translated(self) -> bool:
        """Whether this is another language than the page's own."""
        return not same(self.language, self.languages[0])

    def path(self, place: str, **query: str) -> str:
        """Return the path of one of `PLACES` on the host that was asked."""
        return self.root + PLACES[place] + self.query(**query)

    def full(self, place: str) -> str:
        """Return the address of one of `PLACES` for good."""
        return self.home + PLACES[place] + self.query()

    def query(self, **pairs: str) -> str:
        """Return a query string that keeps the language."""
        given = {name: value for name, value in pairs.items() if value}
        if self.is_translated:
            given["lang"] = normal(self.language)
        return f"?{urlencode(given)}" if given else ""

    def others(self) -> list[Other]:
        """Return the languages to choose from, if there are several."""
        if len(self.languages) < 2:
            return []
        return [
            Other(
                normal(code),
                name_of(code),
                "" if code == self.languages[0] else f"?lang={normal(code)}",
                current=code == self.language,
            )
            for code in self.languages
        ]

    def context(self, place: str = "") -> dict[str, Any]:
        """Return what every page of it prints; ``place`` is the page's own below the
        page, without a query.
        """
        business = self.business
        website = business.website if business.website.startswith("http") else ""
        return {
            "site": self,
            "business": business,
            "place": place,
            "site_line": site_line(business),
            "website": website,
            "host": (urlsplit(website).hostname or "").removeprefix("www."),
            "canonical": self.home + place + self.query(),
            "others": self.others(),
            **page_language(self.language),
        }


def site_of(request: HttpRequest, business: Business) -> Site:
    """Return the page that ``request`` asks for; a language that it is not offered in
    is as if none had been named.
    """
    languages = spoken(business)
    wanted = request.GET.get("lang", "")[:20]
    found = [code for code in languages if same(code, wanted)] if wanted else []
    is_own = OWN_HOST in request.META
    return Site(
        business=business,
        language=found[0] if found else languages[0],
        languages=languages,
        host=own_host(business),
        root="/"
        if is_own
        else reverse("public_wall_public:wall", args=[business.slug]),
    )


def usual_site(business: Business) -> Site:
    """Return the page in its own language at its own address."""
    return Site(
        business=business,
        language=frame(business.language, business),
        languages=spoken(business),
        host=own_host(business),
        root=reverse("public_wall_public:wall", args=[business.slug]),
    )


def address(business: Business, place: str = "wall") -> str:
    """Return the full address of one of `PLACES` below this installation's own."""
    root = reverse("public_wall_public:wall", args=[business.slug])
    return absolute(root) + PLACES[place]
