"""What goes in and out, field by field: nothing else can be set or seen."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from feedback import clock
from feedback.connect.rest.fields import (
    Amount,
    Attributes,
    Bound,
    Email,
    Id,
    Moment,
    StrictSerializer,
    Text,
)
from feedback.connect.rest.paging import PageQuery
from feedback.customers.models import Customer, Interaction
from feedback.customers.people import Person
from surveys.models import ComplaintHold, Invitation

BANDS = {"usual": "", "most_valuable": "most_valuable"}
HOLD_STATES = ("open", "lifted")
_LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,6})?$"


def _language() -> serializers.RegexField:
    return serializers.RegexField(
        _LANGUAGE,
        required=False,
        max_length=10,
        help_text="A language tag like “en” or “pt-br”.",
    )


class PersonIn(StrictSerializer):
    """Somebody as your system knows them; who it is we find by external_id, then by
    email, then by phone, then by name and phone.
    """

    name = Text(required=False, allow_blank=True, max_length=120)
    email = Email(required=False)
    phone = Text(required=False, allow_blank=True, max_length=40)
    external_id = Text(required=False, allow_blank=True, max_length=80)
    language = _language()

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """Ask for something to know them by."""
        if not any(said.get(name) for name in ("name", "email", "external_id")):
            raise serializers.ValidationError(
                "Give a name, an email or an external_id.", "nobody"
            )
        return said


class CustomerIn(PersonIn):
    """A customer to find or add."""


class CustomerPatch(StrictSerializer):
    """What to change; what is left out stays."""

    name = Text(required=False, allow_blank=True, max_length=120)
    email = Email(required=False)
    phone = Text(required=False, allow_blank=True, max_length=40)
    external_id = Text(required=False, allow_blank=True, max_length=80)
    language = _language()
    band = serializers.ChoiceField(choices=list(BANDS), required=False)


class WorkCustomer(PersonIn):
    """For whom: the id of a customer alone, or the person as you know them."""

    id = Id(required=False)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """Take one way of saying who, not both."""
        if "id" not in said:
            return super().validate(said)
        if len(said) > 1:
            raise serializers.ValidationError(
                "Give the id alone, or the person without it.", "two_ways"
            )
        return said


class InteractionIn(StrictSerializer):
    """Something that was done for a customer."""

    customer = WorkCustomer()
    kind = Text(max_length=80, help_text="What was done: “Boiler service”.")
    happened_at = Moment(help_text="When, with its zone; not in the future.")
    handler = Text(required=False, allow_blank=True, max_length=80)
    reference = Text(required=False, allow_blank=True, max_length=80)
    value = Amount(required=False, allow_null=True)
    attributes = Attributes(required=False)

    def validate_happened_at(self, moment: datetime) -> datetime:
        """Refuse work that is not done yet: after today in the business's zone."""
        zone = self.context["zone"]
        if moment.astimezone(zone).date() > clock.now().astimezone(zone).date():
            raise serializers.ValidationError("That is in the future.", "future")
        return moment


class CustomerHold(serializers.Serializer[Any]):
    """What an open complaint means: ask nothing, sell nothing."""

    id = serializers.UUIDField(allow_null=True)
    why = serializers.CharField()
    opened_at = Moment()
    no_surveys = serializers.BooleanField()
    no_review_requests = serializers.BooleanField()
    no_marketing = serializers.BooleanField()


class CustomerOut(serializers.Serializer[Any]):
    """A customer."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    external_id = serializers.CharField()
    language = serializers.CharField()
    band = serializers.ChoiceField(choices=list(BANDS))
    do_not_ask = serializers.ListField(
        child=serializers.CharField(),
        help_text="Why nobody may write to them: opted_out, bounced, complained …"
        " Only the person can change that.",
    )
    paused_until = serializers.DateField(allow_null=True)
    hold = CustomerHold(
        allow_null=True,
        help_text="While a complaint of theirs is open; null if none is.",
    )
    created_at = Moment()


class CustomerPage(serializers.Serializer[Any]):
    """A page of customers, the newest first."""

    results = CustomerOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class HoldOut(serializers.Serializer[Any]):
    """A complaint, from when it opened until it was lifted."""

    id = serializers.UUIDField()
    customer_id = serializers.UUIDField()
    external_id = serializers.CharField(help_text="What you call the customer.")
    state = serializers.ChoiceField(choices=HOLD_STATES)
    why = serializers.ChoiceField(choices=ComplaintHold.Why.values)
    opened_at = Moment()
    lifted_at = Moment(allow_null=True)
    lifted_how = serializers.CharField(
        help_text="customer, fixed, override or merged; empty while it is open."
    )
    no_surveys = serializers.BooleanField()
    no_review_requests = serializers.BooleanField()
    no_marketing = serializers.BooleanField()
    changed_at = Moment()


class HoldPage(serializers.Serializer[Any]):
    """A page of holds, the last opened first."""

    results = HoldOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class DecisionOut(serializers.Serializer[Any]):
    """What was decided for one survey: will be asked, was, or not and why."""

    survey = serializers.CharField()
    survey_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Invitation.Status.values)
    reason = serializers.CharField(help_text="A stable word; empty if they are asked.")
    explanation = serializers.CharField(help_text="The same for people.")
    planned_for = Moment(allow_null=True)
    asked_at = Moment(allow_null=True)


class AboutCustomer(serializers.Serializer[Customer]):
    """For whom it was done."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    external_id = serializers.CharField()


class InteractionOut(serializers.Serializer[Any]):
    """Something that was done, and whether its customer is asked about it."""

    id = serializers.UUIDField()
    customer = AboutCustomer()
    kind = serializers.CharField()
    happened_at = Moment()
    handler = serializers.CharField()
    reference = serializers.CharField()
    value = Amount(allow_null=True)
    attributes = Attributes()
    source = serializers.ChoiceField(  # type: ignore[assignment]  # not DRF's `source`
        choices=Interaction.Source.values
    )
    asking = DecisionOut(many=True)
    asked_nothing_because = serializers.CharField(
        help_text="Why no survey asks about it; empty if “asking” says it."
    )
    created_at = Moment()


class InteractionPage(serializers.Serializer[Any]):
    """A page of interactions, the last entered first."""

    results = InteractionOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class NoQuery(StrictSerializer):
    """An address that takes no parameters."""


@extend_schema_serializer(many=False)
class CustomerQuery(PageQuery):
    """Which customers."""

    email = Email(required=False)
    external_id = Text(required=False, max_length=80)


@extend_schema_serializer(many=False)
class HoldQuery(PageQuery):
    """Which holds."""

    customer = Id(required=False)
    state = serializers.ChoiceField(choices=HOLD_STATES, required=False)
    since = Bound(
        required=False,
        help_text="Only what was opened or lifted at that moment or later.",
    )


@extend_schema_serializer(many=False)
class InteractionQuery(PageQuery):
    """Which interactions."""

    customer = Id(required=False)
    kind = Text(required=False, max_length=80)
    reference = Text(required=False, max_length=80)
    happened_from = Bound(required=False)
    happened_before = Bound(required=False)


def person_in(said: dict[str, Any]) -> Person:
    """Return the person that ``said`` describes."""
    names = ("name", "email", "phone", "external_id", "language")
    return Person(**{name: said.get(name, "") for name in names})
