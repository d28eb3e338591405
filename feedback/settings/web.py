"""What browsers get: languages, static files, cookies, headers."""

from feedback import security
from feedback.settings.ground import BASE_URL, DEBUG, ROOT, VAR, env

# Time and language: stored in UTC, shown in each business's zone.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-gb"
# The languages that the product itself speaks; questions may be in many more.
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), ("ar", "العربية")]
# The pages behind the login speak fewer: see `make messages`.
TEAM_LANGUAGES = ["en-gb", "de"]
LOCALE_PATHS = [ROOT / "locale"]

# Static files.
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# Security.
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", False)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "SAMEORIGIN"
# Both run, in PRIVATE_MIDDLEWARE, where these checks do not look.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# The largest list of customers that we take, and room for the form around it.
UPLOAD_MAX_SIZE = 101 * 1024 * 1024
# A form with photos: three of the largest that we take, and its words.
PHOTO_FORM_MAX_SIZE = 38 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "feedback.uploads.RefuseTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# Whether answers that a machine may have sent wait until a person confirms them:
# see docs/scanners.md. Off for tests that answer with a driven browser.
SUSPECT_MACHINES = env.bool("SUSPECT_MACHINES", True)
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
