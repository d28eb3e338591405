"""What stands beside an action: steps, comments, files; joining and splitting."""

from collections.abc import Sequence
from typing import IO, Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.file_kinds import ACCEPT, LARGEST, LARGEST_MB
from actions.forms.fields import said
from actions.forms.promising import PromiseForm
from actions.models import Action
from actions.services.commenting import LONGEST_COMMENT
from feedback.accounts.models import Business, Membership
from feedback.text import clean, one_line
from surveys.models import Reply


class StepForm(forms.Form):
    """One more step."""

    words = forms.CharField(label=_("Add a step"), max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="step-%s")

    def clean_words(self) -> str:
        return said(
            one_line(self.cleaned_data["words"]), gettext("Say what the step is.")
        )


class CommentForm(forms.Form):
    """What somebody says to the others."""

    words = forms.CharField(
        label=_("Say something to the team"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write @ and a name, and they hear of it."),
    )
    # Which wording was on the screen when somebody began to change it.
    expected = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None):
        super().__init__(data, initial=initial, auto_id="comment-%s")

    def clean_words(self) -> str:
        return said(
            clean(self.cleaned_data["words"]), gettext("Write a few words first.")
        )


class FileForm(forms.Form):
    """A file, with what is taken said before it is chosen."""

    file = forms.FileField(
        label=_("Add a file"),
        max_length=500,
        error_messages={"empty": _("That file is empty.")},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="file-%s")
        field = self.fields["file"]
        field.widget.attrs["accept"] = ACCEPT
        field.help_text = gettext(
            "Photos, PDF, Word, Excel, OpenDocument or plain text, up to {megabytes}"
            " megabytes. Photos are stored without where they were taken."
        ).format(megabytes=LARGEST_MB)

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            text = gettext("That file is larger than {megabytes} megabytes.")
            raise forms.ValidationError(text.format(megabytes=LARGEST_MB))
        return sent

    def sent(self) -> tuple[str, IO[bytes], int]:
        """Return its name, the file itself and its size, once the form is valid."""
        sent = self.cleaned_data["file"]
        return str(sent.name), cast(IO[bytes], sent.file), int(sent.size)


class SplitForm(PromiseForm):
    """Which replies meant something else, and what is promised about that."""

    reply = forms.MultipleChoiceField(
        label=_("Which replies are about something else?"),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one of them.")},
    )
    revision = forms.IntegerField(
        widget=forms.HiddenInput(), min_value=1, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        action: Action,
        business: Business,
        me: Membership,
        replies: Sequence[Reply],
    ) -> None:
        super().__init__(data, business=business, me=me)
        self.replies = {str(reply.pk): reply for reply in replies}
        field = self.fields["reply"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(pk, str(one.customer)) for pk, one in self.replies.items()]
        self.initial = {
            **self.initial,
            "revision": action.revision,
            "kind": action.kind,
            "owner": action.owner_id,
            "team": action.team_id,
        }
        self.order_fields(["reply", *PromiseForm.field_order])

    def clean_reply(self) -> list[Reply]:
        """Return those that go; refuse to take all."""
        chosen = [self.replies[pk] for pk in self.cleaned_data["reply"]]
        if len(chosen) == len(self.replies):
            text = gettext("Leave at least one reply where it is.")
            raise forms.ValidationError(text)
        return chosen
