"""What somebody writes to a customer about their reply."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from feedback.accounts.models import Membership
from feedback.text import clean
from surveys.languages import frame_of_reply
from surveys.models import CustomerMessage, Reply, TeamAnswer

LONGEST_ANSWER = 5_000


class AnswerForm(forms.Form):
    """An answer to one reply, by one person of the team.

    ``seen`` is how many answers the page showed, and ``heard`` how many mails of
    theirs, so that nobody answers after a colleague, or past what the customer wrote
    meanwhile, without knowing; the words stay in the form either way.
    """

    words = forms.CharField(
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"id": "reply", "rows": 4, "data-key": "r"}),
        error_messages={"required": gettext_lazy("Write a few words first.")},
    )
    # Drawn by the template, which always says how many there are now.
    seen = forms.IntegerField(
        required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput
    )

    heard = forms.IntegerField(
        required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput
    )

    def __init__(
        self,
        data: Any = None,
        *,
        reply: Reply,
        answers: list[TeamAnswer],
        wrote: Sequence[CustomerMessage] = (),
        draft: str = "",
    ) -> None:
        self.reply, self.answers, self.wrote = reply, answers, wrote
        first = reply.customer.first_name
        self.greeting = f"{_greeting(reply)}\n\n"
        super().__init__(data, initial={"words": draft or self.greeting})
        label = _("Reply to %(name)s") % {"name": first or reply.customer}
        self.fields["words"].label = label
        # A draft is kept per reply, until one more answer shows that it was sent.
        name = f"{reply.pk}:{len(answers)}"
        attrs = self.fields["words"].widget.attrs
        attrs |= {"data-draft": name, "data-blank": self.greeting}

    def clean_words(self) -> str:
        """Refuse a greeting with nothing after it."""
        words = clean(self.cleaned_data["words"], longest=LONGEST_ANSWER)
        if words in ("", self.greeting.strip()):
            raise forms.ValidationError(_("Write a few words first."))
        return words

    def check_nobody_came_first(self, me: Membership) -> bool:
        """Whether a colleague has answered since the page was opened; says so once."""
        heard = self.cleaned_data["heard"]
        if heard is not None and self.wrote[heard:]:
            told = _("%(name)s wrote back while you were writing. Read it first.")
            name = self.reply.customer.first_name or self.reply.customer
            self.add_error("words", told % {"name": name})
            return False
        unseen = self.answers[self.cleaned_data["seen"] or 0 :]
        others = [a for a in unseen if a.author_id != me.pk]
        if not others:
            return True
        who = others[-1].author.user.first_name
        told = _(
            "%(name)s answered while you were writing. Their words are below; "
            "send yours too if they still help."
        )
        self.add_error("words", told % {"name": who})
        return False


def _greeting(reply: Reply) -> str:
    """Return how the answer begins, in the language its reader gave the reply in."""
    name = reply.customer.first_name
    with override(frame_of_reply(reply)):
        return _("Hello %(name)s,") % {"name": name} if name else _("Hello,")
