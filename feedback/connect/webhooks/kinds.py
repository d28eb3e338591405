"""What other systems can hear of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """A kind of event. Their names are a promise to other systems."""

    HOLD_OPENED = "hold.opened", _("A complaint was opened: ask and sell nothing")
    HOLD_LIFTED = "hold.lifted", _("A complaint is settled")


# Only by the button that tries an endpoint out.
TEST = "webhook.test"
