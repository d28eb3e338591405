"""People who log in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from feedback import clock


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
