"""What those who raised an action read, together or each for themselves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.forms.fields import RevisionForm, said
from actions.selectors.telling import Listener
from actions.services import Letter
from actions.services.telling import LONGEST_LETTER
from feedback.text import clean

# More fields than this in one form and the server refuses it unread.
MOST_SINGLED_OUT = 100


class TellingForm(RevisionForm):
    """The words for everybody, and for each person whether and what they read."""

    words = forms.CharField(
        label=_("What they read"),
        max_length=LONGEST_LETTER,
        widget=forms.Textarea(attrs={"rows": 4}),
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
            self.fields[f"send-{one.customer.pk}"] = forms.BooleanField(
                label=gettext("Send to {customer}").format(customer=one.customer),
                required=False,
                initial=True,
            )
            self.fields[f"words-{one.customer.pk}"] = forms.CharField(
                label=gettext("Other words for {name}").format(
                    name=one.customer.first_name or one.customer
                ),
                max_length=LONGEST_LETTER,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean_words(self) -> str:
        return said(
            clean(self.cleaned_data["words"]), gettext("Write what they will read.")
        )

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
