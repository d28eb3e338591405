"""What the installation is made of: applications, middleware, templates."""

from importlib.util import find_spec
from typing import Any

from feedback.settings.ground import ROOT

INSTALLED_APPS = [
    "feedback.accounts",
    "feedback.history",
    "feedback.customers",
    "feedback.mail",
    "feedback.connect",
    "surveys",
    "actions",
    "public_wall",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "anymail",
    "csp",
]
if find_spec("django_linear_migrations"):
    # A tool of ours: installed where tests and gates run, and only there.
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    # First, so that nothing else ever sees the host of somebody else.
    "public_wall.own_hosts.OwnHosts",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    # allauth insists on finding itself here; it costs public pages next to nothing.
    "allauth.account.middleware.AccountMiddleware",
    "feedback.middleware.AnswerRefusals",
    "feedback.middleware.PrivateStack",
]
# Only the pages behind a login run through these; see `PrivateStack`.
PRIVATE_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "feedback.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "feedback.middleware.BusinessMiddleware",
]
PUBLIC_PREFIXES = (
    *("/s/", "/r/", "/u/", "/w/", "/healthz", "/readyz"),
    # The looks of a business: its colour and its mark.
    "/b/",
    # Anybody: open surveys, and the same inside other people's pages.
    *("/o/", "/embed/", "/t/", "/m/"),
    # Somebody of the team, from a mail of theirs.
    "/p/",
    # Other systems: the API and what providers post to us.
    *("/api/", "/hooks/"),
    # Crawlers, and the proxy that asks for which hosts it may make certificates.
    *("/robots.txt", "/sitemap.xml", "/tls-check/"),
)

ROOT_URLCONF = "feedback.urls"
WSGI_APPLICATION = "feedback.wsgi.application"
# What stands in front of Django, the outermost first: each wraps the next.
WSGI_FRONTS = ("surveys.lane.application.FastLane", "public_wall.lane.Lane")
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "feedback.templatetags.parts",
                "feedback.templatetags.inputs",
            ],
            "libraries": {"parts": "feedback.templatetags.parts"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "feedback.accounts.context.business",
                "feedback.mail.context.alarm",
                "surveys.context.navigation",
                "actions.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "feedback.forms.Renderer"
