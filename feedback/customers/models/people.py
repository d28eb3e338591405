"""People: one row each, however often they came."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class Customer(TenantModel):
    """One person, however often they came: one row per normalised address."""

    class Value(models.TextChoices):
        USUAL = "", _("Usual")
        MOST_VALUABLE = "most_valuable", _("Most valuable")

    # A million rows come at once; see `feedback.keys`.
    keys_in_sets = True

    # Every look-up by business has an index of its own below; one more on the column
    # alone would cost a tenth of an import.
    business = models.ForeignKey(
        "accounts.Business", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    # `services.email_key(email)`: what makes two spellings one person.
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    phone = models.CharField(max_length=40, blank=True)
    # `phones.phone_key(phone)`: E.164, empty if it cannot be read as a number.
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    # What the business's own system calls this person.
    external_id = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    relationship_owner = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    value = models.CharField(
        max_length=20, choices=Value, default=Value.USUAL, blank=True
    )
    paused_until = models.DateField(null=True, blank=True)
    # While a complaint is open nobody asks this person anything.
    complaint_open_since = models.DateTimeField(null=True, blank=True)
    # The row this one was merged into. It keeps its keys, so that whoever comes
    # again under the old address is found there (see `feedback.customers.people`). It
    # is the same person: erased with them, and never itself what others merge into.
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="merged",
        db_index=False,
    )
    # Somebody behind an open link: whoever they say they are, nobody has checked. The
    # row has no keys, so no list leads to it and it is never taken for anybody else.
    is_unverified = models.BooleanField(default=False)
    # A try-out by the team itself: counted nowhere.
    is_test = models.BooleanField(default=False)
    # The `Import` that brought it, if one did; a plain id, so that a million rows are
    # not checked against it one by one.
    came_with = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "email_key"],
                condition=~Q(email_key=""),
                name="customer_one_per_address",
            ),
            models.UniqueConstraint(
                fields=["business", "external_id"],
                condition=~Q(external_id=""),
                name="customer_one_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="customer_not_merged_into_itself",
            ),
        )
        indexes = (
            models.Index(fields=["business", "name", "id"], name="customer_by_name"),
            # Few have either.
            models.Index(
                fields=["relationship_owner"],
                condition=Q(relationship_owner__isnull=False),
                name="customer_by_owner",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="customer_by_survivor",
            ),
            # Not unique: a family or an office shares one.
            models.Index(
                fields=["business", "phone_key"],
                condition=~Q(phone_key=""),
                name="customer_by_phone",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email or str(_("Somebody"))

    @property
    def asked_at(self) -> str:
        """The address under which they are asked, and under which their wishes about
        it are kept: by mail, else the phone in E.164.
        """
        return self.email or self.phone_key

    @property
    def first_name(self) -> str:
        """How a mail greets this person; empty if we know no name."""
        return self.name.split()[0] if self.name else ""
