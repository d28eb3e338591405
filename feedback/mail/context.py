"""What every page behind the login shows of the mail: that it does not go out."""

from typing import Any

from django.http import HttpRequest

from feedback import clock
from feedback.mail import health


def alarm(request: HttpRequest) -> dict[str, Any]:
    """Return ``mail_alarm``, looked up when a template asks for it: one of
    `health.Alarm`, or None while all is well.
    """
    if getattr(request, "membership", None) is None:
        return {}
    return {"mail_alarm": lambda: health.alarm_for_business(clock.now())}
