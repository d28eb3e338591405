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
# Which providers may post events to /hooks/mail/events/<provider>/, if ANYMAIL has a
# WEBHOOK_SECRET: the one that carries our mail, unless named otherwise.
_PROVIDER = (
    EMAIL_BACKEND.split(".")[2:3] if "anymail.backends." in EMAIL_BACKEND else []
)
MAIL_EVENTS_FROM = env.list("MAIL_EVENTS_FROM", default=_PROVIDER)
MAIL_FROM = env("MAIL_FROM", default="feedback@localhost.example")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
# The part after the @ of the addresses to which businesses send copies of their mail;
# empty: there are none. And which providers may post them to
# /hooks/mail/inbound/<provider>/, if ANYMAIL has a WEBHOOK_SECRET.
INBOUND_DOMAIN = env("INBOUND_DOMAIN", default="").lower()
INBOUND_FROM = env.list("INBOUND_FROM", default=_PROVIDER)
# SENDING_DISABLED=true: a restored copy must not write to anybody's customers.
SENDING_DISABLED = env.bool("SENDING_DISABLED", False)
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", 120)
MAIL_BODY_DAYS = 30
# Mails to customers a business may send in a day (UTC) while its domain is not
# verified; 0: any number.
WARM_UP_PER_DAY = env.int("WARM_UP_PER_DAY", 50)
# What businesses put into their DNS so that mail may come from their own domain. With
# neither a target nor a key the page says that it cannot be done here.
SENDING_SPF_INCLUDE = env("SENDING_SPF_INCLUDE", default="")
SENDING_DKIM_SELECTOR = env("SENDING_DKIM_SELECTOR", default="said")
# Either where the selector's CNAME points ("{domain}" stands for the domain with
# dashes for dots), or the public key for its TXT record.
SENDING_DKIM_TARGET = env("SENDING_DKIM_TARGET", default="")
SENDING_DKIM_PUBLIC_KEY = env("SENDING_DKIM_PUBLIC_KEY", default="")
# host:port of the DNS resolver to ask; empty: the machine's own.
SENDING_RESOLVER = env("SENDING_RESOLVER", default="")
# Where people write who need somebody that looks after the installation.
SUPPORT_EMAIL = env("SUPPORT_EMAIL", default="")
