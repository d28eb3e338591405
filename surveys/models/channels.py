"""Ways by which a reply comes in, and the doors that stand open to anybody."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel
from surveys.models.surveys import Survey

# No letters that look alike on paper or sound alike on the phone.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
TOKEN_LENGTH = 10


class Channel(models.TextChoices):
    """How a reply came to us."""

    EMAIL = "email", _("Email")
    SMS = "sms", _("Text message")
    QR = "qr", _("QR code")
    KIOSK = "kiosk", _("Kiosk")
    LINK = "link", _("Open link")
    EMBED = "embed", _("Website")
    HEARD = "heard", _("Heard and written down")


# We wrote to one person, and the reply came back over that person's own link.
ASKED_CHANNELS = (Channel.EMAIL, Channel.SMS)
OPEN_CHANNELS = (Channel.QR, Channel.KIOSK, Channel.LINK, Channel.EMBED)


def new_token() -> str:
    """Return a token for a door: 49 random bits, short enough to type in."""
    return "".join(secrets.choice(LETTERS) for _letter in range(TOKEN_LENGTH))


class OpenChannel(TenantModel):
    """A door through which anybody can answer a survey: a poster, a tablet, a link.

    Nobody is known behind it, so what comes in is unverified for good.
    """

    class Kind(models.TextChoices):
        QR = Channel.QR.value, _("QR poster")
        KIOSK = Channel.KIOSK.value, _("Kiosk on a tablet")
        LINK = Channel.LINK.value, _("Link to share")
        EMBED = Channel.EMBED.value, _("Form on your website")

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="open_channels"
    )
    kind = models.CharField(max_length=5, choices=Kind)
    name = models.CharField(max_length=60)
    # What the address has instead of a name; a new one makes old posters useless.
    token = models.CharField(max_length=16, unique=True, default=new_token)
    is_open = models.BooleanField(default=True)
    # What whoever answers here had done: the kind of the interaction it stands for.
    work_kind = models.CharField(max_length=80)
    handler = models.CharField(max_length=80, blank=True)
    # For the kind "embed": the pages that may show the form, as "https://host".
    origins = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "name"], name="open_channel_one_per_name"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) ^ Q(closed_at__isnull=False),
                name="open_channel_closed_iff_not_open",
            ),
        )

    def __str__(self) -> str:
        return self.name


class OpenSending(TenantModel):
    """One form that came in through an open channel: counted once, however often it
    is sent, and remembered for a day by where it came from.
    """

    channel = models.ForeignKey(
        OpenChannel, on_delete=models.CASCADE, related_name="sendings"
    )
    reply = models.OneToOneField(
        "surveys.Reply", on_delete=models.CASCADE, related_name="sending"
    )
    # Which page was sent: its ticket, and on a kiosk which person at that page.
    nonce = models.CharField(max_length=100)
    # A keyed hash of the address it came from; emptied after a day.
    sender_hash = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "channel", "nonce"], name="open_sending_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["channel", "received_at"], name="open_sending_by_channel"
            ),
        )

    def __str__(self) -> str:
        return f"sending {self.pk}"
