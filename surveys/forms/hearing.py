"""What somebody of the team fills in about hearing: how soon, and by mail."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.utils.translation import gettext, gettext_lazy

from feedback import clock
from feedback.accounts.models import NoticeChoice
from feedback.text import clean, one_line
from surveys import pacing

# A person reads before they press; a machine that sends every form does not.
LEAST_SECONDS = timedelta(seconds=2)
_SALT = "page-by-mail"
BY_WHEN = (
    ("today", gettext_lazy("Today")),
    ("week", gettext_lazy("Within a week")),
    ("month", gettext_lazy("Within a month")),
)


class ChoicesForm(forms.Form):
    """How soon one person hears of what: one question a subject."""

    def __init__(self, data: Any = None, *, chosen: dict[str, str]) -> None:
        initial = {t.value: pacing.pace(chosen, t) for t in pacing.USUAL}
        super().__init__(data, initial=initial)
        for topic in NoticeChoice.Topic:
            offered = pacing.OFFERED[topic]
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label,
                choices=[(pace.value, pace.label) for pace in offered],
                widget=forms.RadioSelect,
            )

    def wanted(self) -> dict[str, str]:
        """Return topic → pace, once the form is valid."""
        return {topic.value: self.cleaned_data[topic] for topic in NoticeChoice.Topic}


class ByMailForm(forms.Form):
    """A form on a page without a login, that a machine's visit cannot send.

    Opening the page stores nothing. Of what is sent nothing counts if the field that
    nobody sees was filled in, or if it came sooner than anybody reads; a person then
    presses once more.
    """

    website = forms.CharField(required=False)
    opened = forms.CharField(required=False)

    def stamp(self) -> str:
        """Return when this page was drawn, signed."""
        return signing.Signer(salt=_SALT).sign(str(clock.now().timestamp()))

    def clean(self) -> dict[str, Any]:
        """Refuse what a machine sent, as far as one can tell."""
        if self.cleaned_data.get("website") or not self._was_read():
            text = gettext("Press once more, so that we know a person did.")
            raise forms.ValidationError(text)
        return self.cleaned_data

    def _was_read(self) -> bool:
        try:
            drawn = signing.Signer(salt=_SALT).unsign(self.cleaned_data["opened"])
            read_for = clock.now().timestamp() - float(drawn)
        except (signing.BadSignature, KeyError, ValueError):
            return False
        return read_for >= LEAST_SECONDS.total_seconds()


class AnswerByMailForm(ByMailForm):
    """An answer to the customer."""

    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_words(self) -> str:
        """Return the words; refuse a form that says nothing."""
        return _said(clean(self.cleaned_data["words"]))


class OwnAnswerForm(forms.Form):
    """An answer to a customer, from a page behind the login."""

    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_words(self) -> str:
        """Return the words; refuse a form that says nothing."""
        return _said(clean(self.cleaned_data["words"]))


class OwnPromiseForm(forms.Form):
    """What somebody will do, and by when; nothing is picked beforehand."""

    DAYS: ClassVar = {"today": 0, "week": 7, "month": 30}

    what = forms.CharField(
        label=gettext_lazy("I will…"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "field"}),
    )
    by = forms.ChoiceField(
        label=gettext_lazy("By when"),
        choices=BY_WHEN,
        widget=forms.RadioSelect,
    )

    def clean_what(self) -> str:
        """Return the promise; refuse one that says nothing."""
        return _said(one_line(self.cleaned_data["what"]))

    def days(self) -> timedelta:
        """Return how far away the date is."""
        return timedelta(days=self.DAYS[self.cleaned_data["by"]])


class PromiseByMailForm(OwnPromiseForm, ByMailForm):
    """The same on a page without a login."""

    def choices(self) -> Iterator[tuple[str, str, bool]]:
        """Yield each date as (value, words, whether it is picked)."""
        picked = self["by"].value()
        for value, label in BY_WHEN:
            yield value, str(label), value == picked


def _said(text: str) -> str:
    if not text:
        raise forms.ValidationError(gettext("Write a few words first."))
    return text
