"""What those who raised an action read, together or each for themselves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.forms.fields import RevisionForm, said
from actions.selectors.telling import Listener
from actions.services.telling import (
    LONGEST_LETTER,
    LONGEST_REASON,
    Letter,
    Manner,
    Omission,
)
from feedback.text import clean, one_line

# More fields than this in one form and the server refuses it unread.
MOST_SINGLED_OUT = 100


class TellingForm(RevisionForm):
    """The words for everybody, and for each person whether and what they read."""

    words = forms.CharField(
        label=_("What they read"),
        max_length=LONGEST_LETTER,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    today = forms.BooleanField(
        label=_("Send today’s now"),
        required=False,
        help_text=_(
            "In ten minutes, instead of with the mails of the day. Whoever had one"
            " today gets this tomorrow."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        revision: int,
        words: str,
        people: Sequence[Listener],
    ) -> None:
        super().__init__(data, initial={"revision": revision, "words": words})
        reachable = [one for one in people if not one.why_not]
        self.people = reachable[:MOST_SINGLED_OUT]
        self.others = reachable[MOST_SINGLED_OUT:]
        for one in self.people:
            self._add(one)

    def clean_words(self) -> str:
        return said(
            clean(self.cleaned_data["words"]), gettext("Write what they will read.")
        )

    def clean(self) -> dict[str, Any]:
        """Whoever is left out is so for a reason."""
        for one in self.people:
            pk = one.customer.pk
            because = one_line(self.cleaned_data.get(f"because-{pk}") or "")
            if not self.cleaned_data.get(f"send-{pk}") and not because:
                self.add_error(f"because-{pk}", gettext("Say why you leave them out."))
        return self.cleaned_data

    @property
    def count(self) -> int:
        """How many mails these are, if nobody is left out."""
        return len(self.people) + len(self.others)

    def words_for(self, customer_id: UUID) -> str:
        """Return what one person reads, as filled in so far."""
        own = clean(str(self[f"words-{customer_id}"].value() or ""))
        return own or clean(str(self["words"].value() or ""))

    def letters(self) -> list[Letter]:
        """Return a letter for each person who is not left out, once it is valid."""
        keys = (one.customer.pk for one in self.people)
        chosen = (pk for pk in keys if self.cleaned_data[f"send-{pk}"])
        rest = [Letter(o.customer.pk, self.cleaned_data["words"]) for o in self.others]
        return [Letter(pk, self.words_for(pk)) for pk in chosen] + rest

    def manner(self) -> Manner:
        """Return who is left out and why, and when it goes, once it is valid."""
        given = self.cleaned_data
        keys = [one.customer.pk for one in self.people]
        left_out = [
            Omission(pk, given[f"because-{pk}"])
            for pk in keys
            if not given[f"send-{pk}"]
        ]
        return Manner(left_out, today=given["today"])

    def _add(self, one: Listener) -> None:
        pk, name = one.customer.pk, one.customer.first_name or one.customer
        self.fields[f"send-{pk}"] = forms.BooleanField(
            label=gettext("Send to {customer}").format(customer=one.customer),
            required=False,
            initial=True,
        )
        self.fields[f"words-{pk}"] = forms.CharField(
            label=gettext("Other words for {name}").format(name=name),
            max_length=LONGEST_LETTER,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        self.fields[f"because-{pk}"] = forms.CharField(
            label=gettext("If not, why not?"),
            max_length=LONGEST_REASON,
            required=False,
            help_text=gettext("The team reads it in the history: “I rang her.”"),
        )


class ListenerForm(forms.Form):
    """A reply that says the same as what has been done."""

    reply = forms.UUIDField()


class StandForm(RevisionForm):
    """Why it stays as it is, although somebody says that it is not fixed."""

    because = forms.CharField(label=_("It stands, because"), max_length=300)


class RhythmForm(forms.Form):
    """When people are told, and whether they are asked if that fixed it."""

    tells_at = forms.IntegerField(
        label=_("From which hour the mails of a day go"),
        min_value=7,
        max_value=19,
        help_text=_("On your own clock, from 7 to 19."),
    )
    asks_if_fixed = forms.BooleanField(
        label=_("Ask “Did we fix it for you?” some days later"),
        required=False,
        help_text=_("Once, and only those who were told that something was done."),
    )
    asks_after_days = forms.IntegerField(
        label=_("How many days later"), min_value=1, max_value=90
    )
