"""Who belongs to a business, and what they may do there."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models.businesses import Business
from feedback.accounts.models.users import User
from feedback.tenancy import TenantModel


class Role(models.TextChoices):
    """What somebody may do in one business; each includes those before it."""

    EMAIL_ONLY = "email_only", _("By mail only: gets words by mail, has no login")
    OWN_ONLY = "own_only", _("Own feedback: sees only what is about them")
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
    # The names under which this person stands as "who did it" in the work.
    handler_names = models.JSONField(default=list, blank=True)
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
