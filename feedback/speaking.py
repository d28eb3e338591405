"""In which language the product speaks to somebody.

Customers and the team may read different ones: what a customer sees is translated
into every language of ``settings.LANGUAGES``, the pages behind the login only into
those of ``settings.TEAM_LANGUAGES``.
"""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from feedback.accounts.models import Business, User


def normal(language: str) -> str:
    """Return a language tag the way we compare it: "de-AT" and "DE_at" are "de".

    English, however it is spelt, is "en". Nothing stays nothing.
    """
    return language.strip().replace("_", "-").partition("-")[0].lower()


def same(one: str, other: str) -> bool:
    """Whether two tags mean one language."""
    return normal(one) == normal(other)


def frame(language: str, business: Business) -> str:
    """Return the language in which we speak to a customer around words in
    ``language``: that one if the product speaks it, else the business's, else English.
    """
    codes = [code for code, _name in settings.LANGUAGES]
    return _first_spoken((language, business.language), codes)


def team_language(user: User | None, business: Business | None) -> str:
    """Return the language in which we speak to somebody behind the login: the one
    they chose, else their business's, else English. Nobody in particular: the team.
    """
    own = user.language if user else ""
    usual = business.language if business else ""
    return _first_spoken((own, usual), settings.TEAM_LANGUAGES)


def browser_language(request: HttpRequest) -> str:
    """Return the language that the browser asks for, if the team's pages speak it."""
    asked = translation.get_language_from_request(request)
    return _first_spoken((asked,), settings.TEAM_LANGUAGES)


def _first_spoken(wanted: Iterable[str], codes: Iterable[str]) -> str:
    spoken = {normal(code): code for code in codes}
    found = [
        spoken[normal(language)] for language in wanted if normal(language) in spoken
    ]
    return found[0] if found else settings.LANGUAGE_CODE
