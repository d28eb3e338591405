"""In which languages a public page can be read."""

from django.conf import settings

from feedback.accounts.models import Business
from surveys.languages import WORDING, frame, languages_of, normal
from surveys.models import Survey, SurveyVersion


def spoken(business: Business) -> tuple[str, ...]:
    """Return the languages of the page: the business's own first, then those in which
    its surveys ask, as far as the product speaks them. Four queries at most.
    """
    own = frame(business.language, business)
    asked = {
        normal(language)
        for version in _newest_versions(business)
        for language in languages_of(version)
    }
    others = [
        code
        for code, _name in settings.LANGUAGES
        if code != own and normal(code) in asked
    ]
    return (own, *others)


def _newest_versions(business: Business) -> list[SurveyVersion]:
    live = Survey.objects.filter(business=business, status=Survey.Status.LIVE)
    rows = SurveyVersion.objects.filter(survey__in=live).order_by("survey", "number")
    newest = {version.survey_id: version.pk for version in rows.only("pk", "survey_id")}
    found = SurveyVersion.objects.filter(pk__in=newest.values())
    return list(found.prefetch_related(*WORDING))
