"""Who uses the product: people, their businesses, and what they may do there."""

from datetime import time
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.ids import uuid7
from feedback.tenancy import TenantModel


class UserManager(BaseUserManager["User"]):
    """Makes users; the address is the login."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Store a user with a hashed password; the address is kept in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("your name"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    # Staff are us, not the businesses: they decide about removals on the wall.
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    uses_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    theme = models.CharField(
        max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True
    )
    # In which language this person reads the product; empty means the business's.
    language = models.CharField(_("language"), max_length=10, blank=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_one_per_address"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """What colleagues call this person; empty if nothing is known of them."""
        words = str(self).split("@")[0].split()
        return words[0] if words else ""


class Business(models.Model):
    """A tenant: one firm, its voice, its clock and its rules for asking."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("business name"), max_length=60)
    slug = models.SlugField(max_length=60, unique=True)
    trade = models.CharField(max_length=40, blank=True)
    about = models.CharField(_("what you do, in one line"), max_length=120, blank=True)
    place = models.CharField(_("town"), max_length=60, blank=True)
    website = models.URLField(blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default="Europe/London")
    country = models.CharField(max_length=2, default="GB")
    language = models.CharField(max_length=10, default="en-gb")
    sign_off = models.CharField(_("who the mails are from"), max_length=60, blank=True)
    reply_to = models.EmailField(_("where answers to the mails go"), blank=True)
    # When we ask: hours of the business's own clock, both ends in minutes of the day.
    ask_from = models.TimeField(_("not before"), default=time(9))
    ask_until = models.TimeField(_("not after"), default=time(18))
    # Days of the week that ask, Monday being 1 (ISO 8601): "12345".
    ask_weekdays = models.CharField(_("days"), max_length=7, default="12345")
    # Public holidays of the country, or of one region of it, are no days to ask.
    keeps_holidays = models.BooleanField(_("keep public holidays"), default=True)
    holiday_region = models.CharField(_("region"), max_length=10, blank=True)
    # Its own closed days: see `feedback.accounts.opening_days.Closure`.
    closures = models.JSONField(default=list, blank=True)
    rest_days = models.PositiveSmallIntegerField(
        _("days before we ask the same person again"), default=90
    )
    wall_is_public = models.BooleanField(_("show the public page"), default=False)
    created_at = models.DateTimeField(default=clock.now)
    trial_ends_on = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ask_from__lt=models.F("ask_until")),
                name="business_hours_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(ask_weekdays=""), name="business_asks_on_some_day"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def voice(self) -> str:
        """The first name that mails and pages speak of, or the business's."""
        return self.sign_off.split()[0] if self.sign_off else self.name


class Role(models.TextChoices):
    """What somebody may do in one business; each includes those before it."""

    READER = "reader", _("Reader: sees everything, changes nothing")
    MEMBER = "member", _("Member: answers, promises and does")
    MANAGER = "manager", _("Manager: also surveys, the wall and settings")
    OWNER = "owner", _("Owner: also the team")

    def includes(self, other: "Role") -> bool:
        """Whether somebody with this role may do what ``other`` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Membership(TenantModel):
    """A person's place in a business; what actions and events point to."""

    business = models.ForeignKey(
        Business, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "user"], name="membership_one_per_person"
            ),
        )

    def __str__(self) -> str:
        return str(self.user)

    def may(self, role: Role) -> bool:
        """Whether this person may do what ``role`` may, here."""
        return self.is_active and Role(self.role).includes(role)


class TeamInvitation(TenantModel):
    """A place in the team offered to one address, until it ends or is taken."""

    email = models.EmailField(_("their email"))
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    invited_by = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                "business",
                Lower("email"),
                condition=Q(accepted_at=None),
                name="team_invitation_one_open_per_address",
            ),
        )

    def __str__(self) -> str:
        return self.email
