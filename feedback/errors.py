"""Expected failures: small named exceptions that the edge turns into answers.

Each carries a sentence for the person who caused it. `feedback.middleware` answers
with ``status`` and that sentence; a form view may show it beside the field instead.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Refused(Exception):
    """The request cannot be carried out, for a reason the person can understand."""

    status = 400

    def __init__(self, message: str | Promise) -> None:
        self.message = str(message)
        super().__init__(self.message)


class NotAllowed(Refused):
    """The person is known but their role does not allow this."""

    status = 403


class BadLink(Refused):
    """A public link that was never issued, or was altered."""

    status = 404

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("This link does not work."))


class Gone(Refused):
    """A public link that was good once and has ended."""

    status = 410


class Conflict(Refused):
    """Someone else changed the same thing first."""

    status = 409


class TooLarge(Refused):
    """More was sent than we accept."""

    status = 413
