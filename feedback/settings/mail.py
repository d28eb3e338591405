"""Who carries our mail, and how."""

from feedback.settings.ground import VAR, env

EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail://{VAR / 'mail'}")
vars().update(EMAIL_CONFIG)
EMAIL_BACKEND = env("EMAIL_BACKEND", default=EMAIL_CONFIG["EMAIL_BACKEND"])
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    # Django's, able to say whether a mail had left when the line went dead.
    EMAIL_BACKEND = "feedback.mail.smtp.EmailBackend"
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_TIMEOUT = 20
ANYMAIL = env.json("ANYMAIL", default={})
MAIL_FROM = env("MAIL_FROM", default="feedback@localhost.example")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
# SENDING_DISABLED=true: a restored copy must not write to anybody's customers.
SENDING_DISABLED = env.bool("SENDING_DISABLED", False)
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", 120)
MAIL_BODY_DAYS = 30
