"""What replies are about: themes with their quotes, contact reason and cause."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel
from surveys.models.replies import Reply


class Theme(TenantModel):
    """Something that several people say, under a name that stays."""

    # What it is among the themes of its business, for the machine: "lateness.problem",
    # "term:…" for one that the comments themselves brought up, "own:…" for one that a
    # person made.
    key = models.CharField(max_length=60)
    name = models.CharField(_("name of the theme"), max_length=60)
    # Whether a person chose the name: then no later reading changes it.
    is_named_by_person = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    # What `surveys.themes` recognises it by; its format is that package's affair.
    profile = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business", "key"], name="theme_key_once"),
        )
        indexes = (
            models.Index(
                fields=["business", "name"],
                condition=Q(merged_into=None, hidden_at=None),
                name="theme_shown",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ThemeQuote(TenantModel):
    """Exact words of one reply that belong to a theme: from ``start`` to ``end``."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="quotes")
    reply = models.ForeignKey(
        Reply, on_delete=models.CASCADE, related_name="theme_quotes"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    said_at = models.DateTimeField()
    # A person put it here, or took it out: no later reading changes that.
    placed_by = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_removed = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["theme", "reply", "start"], name="theme_quote_once"
            ),
        )
        indexes = (
            # What a reply is about, in its reading pane.
            models.Index(fields=["reply"], name="theme_quotes_of_reply"),
            models.Index(
                fields=["theme", "-said_at", "id"],
                condition=Q(is_removed=False),
                name="theme_quotes_newest",
            ),
        )

    def __str__(self) -> str:
        return f"Quote {self.pk}"


class Understanding(TenantModel):
    """Why somebody got in touch and what lay behind it: suggested, then confirmed.

    ``reason`` and ``cause`` are keys of `surveys.understanding`; empty: not known.
    """

    reply = models.OneToOneField(
        Reply, on_delete=models.CASCADE, related_name="understanding"
    )
    suggested_reason = models.CharField(max_length=30, blank=True)
    suggested_cause = models.CharField(max_length=30, blank=True)
    reason = models.CharField(_("why they got in touch"), max_length=30, blank=True)
    cause = models.CharField(_("what lay behind it"), max_length=30, blank=True)
    confirmed_by = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # When the machine last read its words, to read each change once.
    read_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = (
            models.Index(
                fields=["business", "reason"],
                condition=~Q(reason=""),
                name="understanding_by_reason",
            ),
        )

    def __str__(self) -> str:
        return f"Understanding {self.pk}"


class ThemeLedger(TenantModel):
    """How far the replies of a business have been read, and what was counted.

    ``terms`` counts words that belong to no theme yet, by a keyed hash: nobody's words
    can be read from it.
    """

    read_until = models.DateTimeField(null=True, blank=True)
    edits_until = models.DateTimeField(null=True, blank=True)
    # Whoever reads holds it until then: one at a time a business.
    leased_until = models.DateTimeField(null=True, blank=True)
    comments = models.PositiveIntegerField(default=0)
    terms = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business"], name="theme_ledger_once"),
        )

    def __str__(self) -> str:
        return f"Ledger of {self.business_id}"
