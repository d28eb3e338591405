"""A promise: what, who and by when; then where it stands, a new date, other hands."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.forms.fields import USUAL_DAYS, RevisionForm, checked, day_input, said
from actions.models import OPEN, Action
from actions.services import Promise
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership
from feedback.text import one_line


class OwnerForm(forms.Form):
    """Who does it: somebody who can take on work; oneself is called "(you)"."""

    owner = forms.ChoiceField(label=_("Who"))

    def offer_owners(self, business: Business, me: Membership) -> None:
        """Fill the list of people."""
        self.owners = {str(one.pk): one for one in accounts.workers(business)}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [
            (pk, gettext("{name} (you)").format(name=one) if one == me else str(one))
            for pk, one in self.owners.items()
        ]

    def clean_owner(self) -> Membership:
        """Return the person."""
        return self.owners[self.cleaned_data["owner"]]


class PromiseForm(OwnerForm):
    """What will you do about it?"""

    what = forms.CharField(
        label=_("Action"),
        max_length=200,
        widget=forms.TextInput(attrs={"data-key": "a"}),
    )
    due_on = forms.DateField(label=_("By when"), widget=day_input())
    kind = forms.ChoiceField(
        label=_("What for"), choices=Action.Kind.choices, initial=Action.Kind.HELP
    )
    offers_to_tell = forms.BooleanField(required=False, initial=True)
    field_order = ("what", "owner", "due_on", "kind", "offers_to_tell")

    def __init__(
        self,
        data: Any = None,
        *,
        business: Business,
        me: Membership,
        customer: str = "",
    ) -> None:
        today = clock.today(business.zone)
        initial = {"owner": me.pk, "due_on": today + USUAL_DAYS}
        super().__init__(data, initial=initial, auto_id="%s")
        self.business, self.today = business, today
        self.offer_owners(business, me)
        day = self.fields["due_on"].widget
        day.attrs["min"] = today.isoformat()
        self.fields["offers_to_tell"].label = gettext(
            "Offer to tell {name} when it’s done. You’ll see the email before it goes."
        ).format(name=customer or gettext("them"))

    def clean_what(self) -> str:
        return said(
            one_line(self.cleaned_data["what"]), gettext("Say what will be done.")
        )

    def clean_due_on(self) -> date:
        return checked(self.cleaned_data["due_on"], self.today)

    def promise(self) -> Promise:
        """Return what was filled in, once it is valid."""
        fields = ("what", "owner", "due_on", "kind", "offers_to_tell")
        return Promise(**{name: self.cleaned_data[name] for name in fields})


class MoveForm(forms.Form):
    """Where an open action goes."""

    state = forms.ChoiceField(choices=[(s.value, s.label) for s in OPEN])


class DateForm(RevisionForm):
    """A new date, with the reason."""

    due_on = forms.DateField(label=_("New date"), widget=day_input())
    because = forms.CharField(
        label=_("Why it moves"),
        max_length=300,
        help_text=_("Whoever waits may be told. You’ll see the email before it goes."),
    )

    def __init__(self, data: Any = None, *, action: Action, today: date) -> None:
        later = max(action.due_on, today) + USUAL_DAYS
        initial = {"due_on": later, "revision": action.revision}
        super().__init__(data, initial=initial)
        self.today, self.action = today, action
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_due_on(self) -> date:
        due_on = checked(self.cleaned_data["due_on"], self.today)
        if due_on == self.action.due_on:
            raise forms.ValidationError(gettext("That is the date it has already."))
        return due_on

    def clean_because(self) -> str:
        return said(
            one_line(self.cleaned_data["because"]), gettext("Say why the date moves.")
        )


class HandOverForm(OwnerForm, RevisionForm):
    """Who does it instead."""

    def __init__(self, data: Any = None, *, action: Action, me: Membership) -> None:
        initial = {"owner": action.owner_id, "revision": action.revision}
        super().__init__(data, initial=initial)
        self.offer_owners(action.business, me)
