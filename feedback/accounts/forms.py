"""What people may say about themselves, their business and their team."""

from typing import Any

from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feedback.accounts import joining, places, services
from feedback.accounts.models import Membership, Role, User
from feedback.accounts.names import checked_name
from feedback.errors import Refused
from feedback.text import one_line


def initial_of(form: type[forms.Form], stored: Any) -> dict[str, Any]:
    """Return what ``stored`` has for each field of ``form``."""
    return {name: getattr(stored, name) for name in form.base_fields}


class NameField(forms.CharField):
    """A name that strangers will read; says what it cannot hold."""

    def to_python(self, value: Any) -> Any:
        """Return one line; before Django's own checks, whose messages are duller."""
        text: str = super().to_python(value) or ""
        if not text:
            return text
        try:
            return checked_name(text, longest=self.max_length or 60)
        except Refused as refusal:
            raise ValidationError(refusal.message) from refusal


class LineField(forms.CharField):
    """One line of plain text."""

    def to_python(self, value: Any) -> Any:
        """Return the text without line ends and characters that cannot be kept."""
        text = super().to_python(value)
        return one_line(text, longest=1000) if text else text


class SignupForm(forms.Form):
    """The two questions that signing up adds to address and password."""

    business_name = NameField(label=_("Your business"), max_length=60)
    name = NameField(
        label=_("Your name"),
        max_length=80,
        help_text=_("Customers will see your mails from this name."),
    )
    field_order = ("business_name", "name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if joining.is_asked(context.request):
            # Whoever follows an invitation joins a business and need not start one.
            del self.fields["business_name"]
            self.fields["name"].help_text = ""

    def signup(self, request: HttpRequest, user: User) -> None:
        """Open the business; allauth calls this once the user is stored."""
        services.change_person(user, name=self.cleaned_data["name"])
        name = self.cleaned_data.get("business_name")
        if name:
            services.open_business(name=name, owner=user)


class NewBusinessForm(forms.Form):
    """Starting another business, or a first one after leaving a team."""

    name = NameField(label=_("Your business"), max_length=60)


class BusinessForm(forms.Form):
    """What a business says about itself and where its clock stands."""

    name = NameField(label=_("Business name"), max_length=60)
    sign_off = NameField(
        label=_("Who the mails are from"),
        max_length=60,
        help_text=_("A person’s name. Customers answer people more than firms."),
    )
    about = LineField(
        label=_("What you do, in one line"),
        max_length=120,
        required=False,
        help_text=_("For the public page: “Boilers and bathrooms around Falmouth.”"),
    )
    place = LineField(label=_("Town"), max_length=60, required=False)
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", max_length=200
    )
    reply_to = forms.EmailField(
        label=_("Where answers to the mails go"),
        help_text=_("Somebody should read it. Customers answer in plain words."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=places.countries)
    language = forms.ChoiceField(label=_("Language"), choices=places.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=places.zones)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["zone"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = places.zones(self.initial.get("zone", "UTC"))


class PreferencesForm(forms.Form):
    """What one person prefers, in every business they work for."""

    name = NameField(label=_("Your name"), max_length=80)
    language = forms.ChoiceField(
        label=_("Language of these pages"),
        choices=places.TEAM_LANGUAGES,
        required=False,
        help_text=_("Your customers read theirs, whatever you choose."),
    )
    theme = forms.ChoiceField(
        label=_("Light or dark"),
        choices=User.Theme.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    uses_shortcuts = forms.BooleanField(
        label=_("Use single-key shortcuts"),
        required=False,
        help_text=_("J and K for next and previous, and so on. Press ? for the list."),
    )


class ShortcutsForm(forms.Form):
    """The one switch in the list of keys."""

    uses_shortcuts = forms.BooleanField(required=False)


class InvitationForm(forms.Form):
    """Whom to ask into the team, and as what."""

    email = forms.EmailField(label=_("Their email"), max_length=254)
    role = forms.ChoiceField(
        label=_("What they may do"),
        choices=[c for c in Role.choices if c[0] != Role.EMAIL_ONLY],
        initial=Role.MEMBER,
        widget=forms.RadioSelect,
    )


class RoleForm(forms.Form):
    """What somebody in the team may do."""

    role = forms.ChoiceField(
        label=_("What they may do"), choices=Role.choices, widget=forms.RadioSelect
    )
    handler_names = forms.CharField(
        label=_("Names under which they stand as who did the work"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line, as in your lists: “Dan”, “D. Rowe”. They hear praise about"
            " that work, and with the role “Own feedback” they see nothing else."
        ),
    )

    def clean_handler_names(self) -> list[str]:
        """Return the names, one a line."""
        lines = self.cleaned_data["handler_names"].splitlines()
        return [line for line in map(one_line, lines) if line]


class ByMailPersonForm(forms.Form):
    """Somebody who gets words by mail and has no login."""

    name = NameField(label=_("Their name"), max_length=80)
    email = forms.EmailField(label=_("Their email"), max_length=254)


class GroupForm(forms.Form):
    """A team inside the business."""

    name = NameField(label=_("What you call it"), max_length=60)
    people = forms.MultipleChoiceField(
        label=_("Who is in it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, members: list[Membership], **kw: Any):
        super().__init__(data, **kw)
        self.members = {str(member.pk): member for member in members}
        people = self.fields["people"]
        if isinstance(people, forms.MultipleChoiceField):
            people.choices = [(pk, str(one)) for pk, one in self.members.items()]

    def chosen(self) -> list[Membership]:
        """Return who was ticked, once it is valid."""
        return [self.members[pk] for pk in self.cleaned_data["people"]]
