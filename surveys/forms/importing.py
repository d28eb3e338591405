"""Forms of a list that comes in as a file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.customers.models import Import
from surveys.rows.files import MOST_BYTES
from surveys.rows.headings import ATTRIBUTES, FIELDS, MOST_ATTRIBUTES

LABELS = {
    "name": gettext_lazy("Name"),
    "first": gettext_lazy("First name"),
    "last": gettext_lazy("Last name"),
    "email": gettext_lazy("Email"),
    "phone": gettext_lazy("Phone"),
    "what": gettext_lazy("What you did"),
    "when": gettext_lazy("When"),
    "who": gettext_lazy("Who did it"),
    "reference": gettext_lazy("Your reference"),
    "value": gettext_lazy("Value of the sale"),
    "external_id": gettext_lazy("Customer number"),
    "language": gettext_lazy("Language"),
}
_WHO = ("name", "first", "last", "email")
_KEEP = "keep"


class UploadForm(forms.Form):
    """A list as a file."""

    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file"),
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv", "class": "field"}
        ),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is larger than we take before anybody reads it."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("That file is larger than 100 MB. Split it into parts.")
            )
        return file


class ColumnsForm(forms.Form):
    """Which column of a list is what."""

    has_headings = forms.BooleanField(
        label=gettext_lazy("The first line names the columns"), required=False
    )
    all_what = forms.CharField(
        label=gettext_lazy("What you did, if no column says it"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("It then holds for every row, for example: Visit."),
    )
    all_when = forms.DateField(
        label=gettext_lazy("When, if no column says it"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, of: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._of = of
        self.fields["has_headings"].initial = of.has_headings
        said = dict(of.columns.get("all", {}))
        self.fields["all_what"].initial = said.get("what", "")
        self.fields["all_when"].initial = said.get("when", "")
        now = _by_column(of.columns)
        for at in range(self.width):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=self.heading(at),
                required=False,
                choices=_choices(),
                initial=now.get(at, ""),
            )

    @property
    def width(self) -> int:
        """How many columns the list has."""
        lines: Sequence[Sequence[str]] = [self._of.headings, *self._of.first_lines]
        return max((len(line) for line in lines), default=0)

    def heading(self, at: int) -> str:
        """Return what a column is called in the list."""
        headings = self._of.headings
        said = headings[at] if at < len(headings) else ""
        return said or _("Column %(number)d") % {"number": at + 1}

    def rows(self) -> Iterator[tuple[forms.BoundField, list[str]]]:
        """Yield each column's field with what stands in it, to recognise it by."""
        for at in range(self.width):
            cells = [line[at] for line in self._of.first_lines if at < len(line)]
            yield self[f"column_{at}"], [cell for cell in cells if cell][:3]

    def clean(self) -> dict[str, Any]:
        """Refuse a column twice, and a list that leaves out what a row needs."""
        chosen = self._chosen()
        fields = [field for field in chosen.values() if field != _KEEP]
        for field in {field for field in fields if fields.count(field) > 1}:
            twice = _("Two columns cannot both be “%(what)s”.")
            self.add_error(None, twice % {"what": LABELS[field]})
        if not set(fields) & set(_WHO):
            self.add_error(None, _("Say which column holds the names or addresses."))
        for field in ("what", "when"):
            if field not in fields and not self.cleaned_data.get(f"all_{field}"):
                missing = _("Say it here, or choose a column for it above.")
                self.add_error(f"all_{field}", missing)
        if list(chosen.values()).count(_KEEP) > MOST_ATTRIBUTES:
            most = _("At most %(most)d columns can be kept as they are.")
            self.add_error(None, most % {"most": MOST_ATTRIBUTES})
        return self.cleaned_data

    @property
    def columns(self) -> dict[str, Any]:
        """Return the matching as an `Import` keeps it."""
        chosen = self._chosen()
        columns: dict[str, Any] = {
            field: at for at, field in chosen.items() if field != _KEEP
        }
        kept = [at for at, field in chosen.items() if field == _KEEP]
        if kept:
            columns[ATTRIBUTES] = kept
        when = self.cleaned_data.get("all_when")
        said = {
            "what": self.cleaned_data.get("all_what", ""),
            "when": when.isoformat() if when else "",
        }
        filled = {field: text for field, text in said.items() if text}
        if filled:
            columns["all"] = filled
        return columns

    def _chosen(self) -> dict[int, str]:
        found = {at: self.cleaned_data.get(f"column_{at}") for at in range(self.width)}
        return {at: field for at, field in found.items() if field}


class DatesForm(forms.Form):
    """How to read a date that can be read in two ways."""

    order = forms.ChoiceField(
        label=gettext_lazy("How does this list write 3/4/2026?"),
        widget=forms.RadioSelect,
        choices=(
            (Import.DateOrder.DAY_FIRST, gettext_lazy("3 April: the day comes first")),
            (
                Import.DateOrder.MONTH_FIRST,
                gettext_lazy("4 March: the month comes first"),
            ),
        ),
    )


def _by_column(columns: Mapping[str, Any]) -> dict[int, str]:
    found = {columns[field]: field for field in FIELDS if field in columns}
    return {**dict.fromkeys(columns.get(ATTRIBUTES, ()), _KEEP), **found}


def _choices() -> list[tuple[str, Any]]:
    return [
        ("", gettext_lazy("Leave it out")),
        *((field, LABELS[field]) for field in FIELDS),
        (_KEEP, gettext_lazy("Keep it as it is")),
    ]
