"""Replies: what one customer said, in their own words, and what was written back."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.models import Customer
from feedback.tenancy import TenantModel
from surveys.models.channels import ASKED_CHANNELS, Channel, OpenChannel
from surveys.models.invitations import Invitation
from surveys.models.surveys import Question, Survey, SurveyVersion

EDIT_DAYS = 7


class Reply(TenantModel):
    """What one customer said after one interaction."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        ACTING = "acting", _("Being acted on")
        DONE = "done", _("Done")

    class Contact(models.TextChoices):
        NO = "", _("No need")
        EMAIL = "email", _("By email")
        PHONE = "phone", _("By phone")

    class Consent(models.TextChoices):
        UNASKED = "", _("Not answered")
        FIRST_NAME = "first_name", _("Yes, with my first name")
        NAME = "name", _("Yes, with my full name")
        NO_NAME = "no_name", _("Yes, without my name")
        NO = "no", _("No, keep them between us")

    MAY_SHOW = (Consent.FIRST_NAME, Consent.NAME, Consent.NO_NAME)

    class Rating(models.IntegerChoices):
        VERY_POOR = 1, _("Very poor")
        POOR = 2, _("Poor")
        OK = 3, _("OK")
        GOOD = 4, _("Good")
        VERY_GOOD = 5, _("Very good")

    invitation = models.OneToOneField(
        Invitation, on_delete=models.RESTRICT, related_name="reply"
    )
    version = models.ForeignKey(
        SurveyVersion, on_delete=models.PROTECT, related_name="replies"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="replies"
    )
    # What the inbox filters by, taken over when it comes: the survey, and the kind and
    # handler of the work. To join three tables for each row of a list costs too much.
    survey = models.ForeignKey(
        Survey,
        null=True,
        on_delete=models.CASCADE,
        related_name="replies",
        db_index=False,
    )
    kind = models.CharField(max_length=80, blank=True)
    handler = models.CharField(max_length=80, blank=True)
    is_test = models.BooleanField(default=False)
    channel = models.CharField(
        max_length=5, choices=Channel, default=Channel.EMAIL.value
    )
    # Whether it came over a link that only this customer was given. Anything else is
    # labelled wherever it stands and counted apart.
    is_verified = models.BooleanField(default=True)
    # Perhaps a machine sent it: counted nowhere and shown nowhere in public until a
    # person says that they did (see `Suspicion`).
    is_suspicious = models.BooleanField(default=False)
    open_channel = models.ForeignKey(
        OpenChannel, null=True, on_delete=models.PROTECT, related_name="replies"
    )
    # Who of the team heard it and wrote it down, for the channel "heard".
    noted_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # In which of the version's languages the questions were read when it was sent.
    language = models.CharField(max_length=10, blank=True)
    submitted_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # The first answer of kind "faces", and all own words in the order asked.
    rating = models.PositiveSmallIntegerField(null=True, blank=True, choices=Rating)
    words = models.TextField(blank=True)
    # The owner's extras: one word, what they were trying to do, and whether anybody
    # asked them for a particular score (None: not said).
    feeling = models.CharField(max_length=30, blank=True)
    goal = models.CharField(max_length=500, blank=True)
    was_pressed = models.BooleanField(null=True, blank=True)
    contact = models.CharField(max_length=5, choices=Contact, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    # By when a person will have answered, if contact was asked for.
    contact_by = models.DateField(null=True, blank=True)
    consent = models.CharField(max_length=10, choices=Consent, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    # Asked for contact or rated poor or very poor, and nobody has dealt with it.
    waits_for_person = models.BooleanField(default=False)
    # Since when, if not since the reply came: they wrote back after it was dealt with.
    waits_since = models.DateTimeField(null=True, blank=True)
    # First time a person did anything about it: answered, promised or closed.
    heard_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5),
                name="reply_rating_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(is_verified=False)
                | Q(channel__in=[channel.value for channel in ASKED_CHANNELS]),
                name="reply_verified_only_if_asked",
            ),
            models.CheckConstraint(
                condition=~Q(channel="heard") ^ Q(noted_by__isnull=False),
                name="reply_heard_by_somebody",
            ),
        )
        indexes = (
            # The sections of the inbox, and what it filters by: each begins with the
            # business and ends in the order in which pages follow each other.
            models.Index(
                fields=["business", "state", "submitted_at", "id"],
                name="reply_by_state",
            ),
            models.Index(
                fields=["business", "submitted_at", "id"],
                condition=Q(waits_for_person=True, is_suspicious=False),
                name="reply_waiting",
            ),
            models.Index(
                fields=["business", "submitted_at", "id"],
                condition=Q(
                    state="new",
                    waits_for_person=False,
                    heard_at__isnull=True,
                    is_suspicious=False,
                ),
                name="reply_new",
            ),
            models.Index(
                fields=["business", "submitted_at", "id"],
                condition=Q(
                    state="new",
                    waits_for_person=False,
                    heard_at__isnull=False,
                    is_suspicious=False,
                ),
                name="reply_answered",
            ),
            models.Index(
                fields=["business", "kind", "submitted_at", "id"],
                name="reply_by_kind",
            ),
            models.Index(
                fields=["business", "handler", "submitted_at", "id"],
                name="reply_by_handler",
            ),
            models.Index(
                fields=["business", "survey", "submitted_at", "id"],
                name="reply_by_survey",
            ),
            models.Index(
                fields=["business", "rating", "submitted_at", "id"],
                name="reply_by_rating",
            ),
            models.Index(
                fields=["business", "channel", "submitted_at", "id"],
                condition=~Q(channel="email"),
                name="reply_by_channel",
            ),
            models.Index(
                fields=["business", "submitted_at", "id"],
                condition=Q(is_verified=False),
                name="reply_unverified",
            ),
            models.Index(
                fields=["business", "submitted_at", "id"],
                condition=Q(is_suspicious=True),
                name="reply_suspicious",
            ),
            models.Index(
                fields=["business", "submitted_at", "id"],
                condition=Q(is_test=True),
                name="reply_tests",
            ),
            models.Index(
                fields=["business", "customer", "submitted_at"],
                name="reply_by_customer",
            ),
            models.Index(
                fields=["business", "submitted_at", "id"], name="reply_newest"
            ),
            models.Index(
                fields=["open_channel", "submitted_at"],
                condition=Q(open_channel__isnull=False),
                name="reply_by_open_channel",
            ),
            # Changes of late, of which what was read from the words must hear.
            models.Index(
                fields=["business", "edited_at"],
                condition=~Q(edited_at=None),
                name="reply_edited",
            ),
        )

    def __str__(self) -> str:
        return f"Reply {self.pk}"

    @property
    def waiting_since(self) -> datetime:
        """When its author began to wait for a person, if they wait."""
        return self.waits_since or self.submitted_at

    @property
    def editable_until(self) -> datetime:
        """The end of the days in which the customer may change it."""
        return self.submitted_at + timedelta(days=EDIT_DAYS)

    @property
    def said_in(self) -> str:
        """The language of the questions it answers, and most likely of its words."""
        return self.language or self.version.language

    @property
    def is_heard(self) -> bool:
        """Whether these are words of whoever wrote them down, not the customer's."""
        return self.channel == Channel.HEARD

    @property
    def may_be_shown(self) -> bool:
        """Whether the customer let us show their words. Their rating plays no part."""
        return self.consent in self.MAY_SHOW


class Answer(TenantModel):
    """The answer to one question: a step of a scale, an option, or words."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="answers"
    )
    # faces: 1–5. yes_partly_no: 1 yes, 2 partly, 3 no. choice: 1-based option.
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "reply", "question"], name="answer_one_per_question"
            ),
        )

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class ReplyRevision(TenantModel):
    """What a reply said before its author changed it: erasable, unlike history."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="revisions")
    replaced_at = models.DateTimeField(default=clock.now)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    feeling = models.CharField(max_length=30, blank=True)
    goal = models.CharField(max_length=500, blank=True)
    was_pressed = models.BooleanField(null=True, blank=True)
    consent = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"Revision {self.pk}"


class TeamAnswer(TenantModel):
    """A mail that somebody of the team wrote to the customer about their reply."""

    reply = models.ForeignKey(
        Reply, on_delete=models.CASCADE, related_name="team_answers"
    )
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    sent_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"Answer to {self.reply_id}"
