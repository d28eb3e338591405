"""What a draft says, corrected by somebody who was there."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from feedback.customers.models import Interaction
from feedback.customers.services import NewInteraction, Person
from feedback.local_time import at_local
from surveys.forms.collecting import AddForm
from surveys.hours import local_noon
from surveys.models import InteractionDraft

GUESSED = ("name", "email", "kind", "handler", "reference", "value")


class DraftForm(AddForm):
    """One customer and one thing done for them, filled in with our guesses; each says
    where it came from.
    """

    def __init__(self, *args: Any, draft: InteractionDraft, **kwargs: Any) -> None:
        super().__init__(*args, business=draft.business, **kwargs)
        for name in ("relationship_owner", "band"):
            del self.fields[name]
        self.fields["name"].required = False
        local = draft.happened_at.astimezone(ZoneInfo(self.business.zone))
        self.initial.update({name: getattr(draft, name) for name in GUESSED})
        self.initial.update(
            happened_on=local.date(),
            happened_time=local.time().replace(second=0, microsecond=0),
        )
        whys = {name: draft.why(name) for name in GUESSED}
        whys["happened_on"] = draft.why("happened_at")
        for name, why in whys.items():
            if why:
                self.fields[name].help_text = _("Our guess, from: %(why)s") % {
                    "why": why
                }

    def clean(self) -> dict[str, Any]:
        """Keep something to know the customer by."""
        said = super().clean()
        if not said.get("name") and not said.get("email") and not self.errors:
            self.add_error("name", _("Write a name or an email address."))
        return said

    @property
    def person(self) -> Person:
        """Who it was."""
        said = self.cleaned_data
        return Person(said["name"], said["email"], said["phone"])

    @property
    def work(self) -> NewInteraction:
        """What was done; without a time it counts as done at noon."""
        said, zone = self.cleaned_data, self.business.zone
        day, at = said["happened_on"], said["happened_time"]
        return NewInteraction(
            kind=said["kind"],
            happened_at=at_local(day, at, zone) if at else local_noon(day, zone),
            handler=said["handler"],
            reference=said["reference"],
            value=said["value"],
            source=Interaction.Source.INBOUND,
        )
