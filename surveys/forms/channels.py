"""What somebody fills in to open a way in, or to write down what they heard."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.accounts.selectors import team
from feedback.text import clean, one_line
from surveys.models import OpenChannel, Reply, Survey
from surveys.services.channels import ChannelDetails

MOST_ORIGINS = 10
_HOST = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)


class ChannelForm(forms.Form):
    """A door: what it is called, what it asks, and what it stands for."""

    name = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        max_length=60,
        help_text=gettext_lazy("For you, so that you know where an answer came from."),
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Front desk")}),
    )
    survey: "forms.ModelChoiceField[Survey]" = forms.ModelChoiceField(
        label=gettext_lazy("Which questions?"), queryset=None, empty_label=None
    )
    work_kind = forms.CharField(
        label=gettext_lazy("What did they come for?"),
        max_length=80,
        help_text=gettext_lazy("The page asks “How was your visit?” with this word."),
    )
    handler = forms.CharField(
        label=gettext_lazy("Who serves them there, if it is always the same person?"),
        max_length=80,
        required=False,
    )
    origins = forms.CharField(
        label=gettext_lazy("Which websites may show the form?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy("One address a line, such as https://www.example.com."),
    )

    def __init__(self, data: Any = None, *, business: Business, kind: str, **more: Any):
        super().__init__(data, **more)
        surveys: Any = self.fields["survey"]
        surveys.queryset = Survey.objects.filter(business=business).order_by("name")
        self.kind = kind
        if kind != OpenChannel.Kind.EMBED:
            del self.fields["origins"]
        else:
            self.fields["origins"].required = True

    def clean_origins(self) -> tuple[str, ...]:
        """Return the origins, each "https://host" or "https://host:port"."""
        lines = self.cleaned_data["origins"].split()
        if len(lines) > MOST_ORIGINS:
            raise ValidationError(_("Ten websites at most."))
        return tuple(dict.fromkeys(_origin(line) for line in lines))

    @property
    def details(self) -> ChannelDetails:
        """What was filled in."""
        said = self.cleaned_data
        return ChannelDetails(
            name=one_line(said["name"], longest=60),
            survey=said["survey"],
            work_kind=one_line(said["work_kind"], longest=80),
            handler=one_line(said["handler"], longest=80),
            origins=said.get("origins", ()),
        )


class HeardForm(forms.Form):
    """What somebody of the team was told, by whom and when."""

    words = forms.CharField(
        label=gettext_lazy("What did they say?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("As near to their own words as you remember."),
    )
    rating = forms.TypedChoiceField(
        label=gettext_lazy("How did they find it, if they said so?"),
        choices=[("", gettext_lazy("They did not say")), *Reply.Rating.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    heard_by: "forms.ModelChoiceField[Membership]" = forms.ModelChoiceField(
        label=gettext_lazy("Who heard it?"), queryset=None, empty_label=None
    )
    heard_on = forms.DateField(
        label=gettext_lazy("When?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    work_kind = forms.CharField(
        label=gettext_lazy("What was it about?"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "kinds", "autocomplete": "off"}),
    )
    waits = forms.BooleanField(
        label=gettext_lazy("They expect to hear from us"), required=False
    )
    # Made with the page, so that a double click writes it down once.
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, business: Business, **more: Any):
        super().__init__(data, **more)
        self.business = business
        people: Any = self.fields["heard_by"]
        people.queryset = team(business)

    def clean_words(self) -> str:
        """Refuse words that are none once cleaned."""
        words = clean(self.cleaned_data["words"])
        if not words:
            raise ValidationError(_("Write down what they said."))
        return words

    def clean_work_kind(self) -> str:
        """Return it as one line."""
        kind = one_line(self.cleaned_data["work_kind"], longest=80)
        if not kind:
            raise ValidationError(_("Say in a word or two what it was about."))
        return kind

    def clean_heard_on(self) -> Any:
        """Refuse the future and what nobody remembers."""
        day = self.cleaned_data["heard_on"]
        today = clock.today(self.business.zone)
        if day > today:
            raise ValidationError(_("That is in the future."))
        if (today - day).days > 365:
            raise ValidationError(_("That is more than a year ago."))
        return day


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text.lower())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (UnicodeError, ValueError) as error:
        raise ValidationError(_not_an_origin(text)) from error
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment)
    is_plain = bare and parts.username is None and "*" not in text
    if parts.scheme != "https" or not is_plain or not _HOST.fullmatch(host):
        raise ValidationError(_not_an_origin(text))
    return f"https://{host}:{port}" if port and port != 443 else f"https://{host}"


def _not_an_origin(text: str) -> str:
    return _(
        "“%(text)s” is not the address of a website, such as https://www.example.com."
    ) % {"text": one_line(text, longest=60)}
