"""Who carries our text messages."""

from feedback import security
from feedback.settings.ground import DEBUG, env

SMS_BACKEND: str = env("SMS_BACKEND", default="feedback.sms.backends.LogBackend")
# Nobody is asked by text while nothing would carry it, except to try it out.
SMS_READY = DEBUG or not SMS_BACKEND.endswith(".LogBackend")
SMS_API_URL: str = env("SMS_API_URL", default="https://api.twilio.com").rstrip("/")
SMS_ACCOUNT: str = env("SMS_ACCOUNT", default="")
SMS_TOKEN: str = env("SMS_TOKEN", default="")
SMS_FROM: str = env("SMS_FROM", default="")
if SMS_BACKEND.endswith("TwilioBackend"):
    security.refuse_half_configured(
        {
            "SECRET_KEY": "x" * security.SHORTEST_KEY,
            "SMS_ACCOUNT": SMS_ACCOUNT,
            "SMS_TOKEN": SMS_TOKEN,
            "SMS_FROM": SMS_FROM,
        },
        movable_clock=False,
        trying_out=DEBUG,
    )
