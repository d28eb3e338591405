"""Businesses: the tenants, their voice, clock, rules and looks."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.ids import uuid7
from feedback.stored_bytes import StoredBytes

USUAL_WEEK = ",".join(5 * ["09:00-17:00"] + 2 * [""])


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
    # When it works, which deadlines are counted in: seven spans on its own clock, from
    # Monday, an empty one for a day off ("09:00-17:00,,…"). Holidays and closed days
    # are as above. See `actions.working_time`.
    work_week = models.CharField(
        max_length=90, default=USUAL_WEEK, db_default=USUAL_WEEK
    )
    rest_days = models.PositiveSmallIntegerField(
        _("days before we ask the same person again"), default=90
    )
    # "#rrggbb" as the owner gave it; pages use what `accounts.branding` makes of it.
    brand_color = models.CharField(_("brand colour"), max_length=7, blank=True)
    # Which `BusinessLogo` stands above its pages, and how large it is: the pages name
    # it without reading it.
    logo_key = models.UUIDField(null=True, blank=True)
    logo_width = models.PositiveSmallIntegerField(default=0)
    logo_height = models.PositiveSmallIntegerField(default=0)
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
            models.CheckConstraint(
                condition=~Q(work_week__in=["", ",,,,,,"]),
                name="business_works_on_some_day",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def voice(self) -> str:
        """The first name that mails and pages speak of, or the business's."""
        return self.sign_off.split()[0] if self.sign_off else self.name


class BusinessLogo(StoredBytes):
    """The picture above the pages of a business, re-encoded by us."""

    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta(StoredBytes.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business"], name="logo_one_per_business"),
        )

    def __str__(self) -> str:
        return f"Logo {self.pk}"
