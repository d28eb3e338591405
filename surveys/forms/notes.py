"""A note for the team."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import Reply
from surveys.services.noting import LONGEST_NOTE


class NoteForm(forms.Form):
    """What somebody notes about a reply; nothing of it goes to the customer."""

    words = forms.CharField(
        label=_("A note for the team"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"id": "note", "rows": 2, "data-key": "n"}),
        error_messages={"required": _("Write a few words first.")},
    )

    def __init__(
        self, data: Any = None, *, reply: Reply, count: int = 0, draft: str = ""
    ) -> None:
        super().__init__(data, initial={"words": draft})
        attrs = self.fields["words"].widget.attrs
        # One more note changes the name of the draft: the older ones were sent.
        attrs["data-draft"] = f"note-{reply.pk}:{count}"
