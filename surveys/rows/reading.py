"""Records into people and what was done for them, each line with its own verdict."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.accounts.models import Business
from feedback.customers.addresses import one_address
from feedback.errors import Refused
from feedback.text import one_line
from surveys.hours import local_noon
from surveys.rows.dates import read_moment
from surveys.rows.table import FIELDS, read_table

MOST_ROWS = 5000
LONGEST = {
    "name": 120,
    "what": 80,
    "who": 80,
    "reference": 80,
    "phone": 40,
    "external_id": 80,
}
_CALLED = {
    "name": gettext_lazy("the name"),
    "what": gettext_lazy("what we did"),
    "who": gettext_lazy("who did it"),
    "reference": gettext_lazy("the reference"),
    "phone": gettext_lazy("the phone number"),
    "external_id": gettext_lazy("the customer number"),
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MONEY = re.compile(r"\d{1,3}(?:[,.'’]\d{3})*(?:[.,]\d{1,2})?|\d{1,10}(?:[.,]\d{1,2})?")
_CURRENCY = re.compile(r"[£$€\s]|GBP|EUR|USD")
SHORTENED = re.compile(r"\d+[.,]?\d*e\+?\d+", re.IGNORECASE)


class BadRow(Refused):
    """One line that cannot be taken, with the reason."""

    status = 422


@dataclass(frozen=True, slots=True)
class NewRow:
    """One person and one thing done for them: what `collecting.take_in` takes.

    ``happened_at`` is aware; ``line`` is where it stood in the list, if in one.
    """

    name: str
    email: str
    kind: str
    happened_at: datetime
    handler: str = ""
    reference: str = ""
    value: Decimal | None = None
    phone: str = ""
    line: int = 0
    external_id: str = ""
    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One line that was not taken: which, what it said (columns as `FIELDS`), and why
    not.
    """

    line: int
    cells: tuple[str, ...]
    why: str

    @property
    def text(self) -> str:
        """What the line said, to recognise it by."""
        return one_line(", ".join(self.cells), longest=160)


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole list, read: the rows to take and the ones to correct."""

    rows: tuple[NewRow, ...]
    refused: tuple[RefusedRow, ...]
    zone: str = "UTC"

    @property
    def refused_text(self) -> str:
        """The refused lines as a list of their own, ready to correct and read again."""
        return _written([row.cells for row in self.refused])

    @property
    def whole_text(self) -> str:
        """Everything, as one list: what has to be corrected comes first."""
        bad = [row.cells for row in self.refused]
        return _written([*bad, *(_cells(row, self.zone) for row in self.rows)])

    @property
    def rows_text(self) -> str:
        """Return the good rows as a list that reads back as exactly these rows."""
        return _written([_cells(row, self.zone) for row in self.rows])


def read(text: str, business: Business, *, today: date) -> Reading:
    """Return every line of ``text`` as a row or as refused; ``today`` is the date at
    the business. Raises `Unreadable` if it is no list at all.
    """
    table = read_table(text, most=MOST_ROWS)
    rows, refused = [], []
    for record in table.records:
        try:
            said = {field: table.value(record, field) for field in FIELDS}
            rows.append(read_row(said, record.line, business, today=today))
        except Refused as error:
            cells = table.in_our_order(record)
            refused.append(RefusedRow(record.line, cells, error.message))
    return Reading(tuple(rows), tuple(refused), business.zone)


def read_row(
    said: Mapping[str, str],
    line: int,
    business: Business,
    *,
    today: date,
    month_first: bool | None = None,
) -> NewRow:
    """Return what a row says (its cells by field), with as few guesses as possible;
    ``month_first`` as in `dates.read_moment`. Raises `Refused` with the reason.
    """
    if any(_CONTROL.search(cell) for cell in said.values()):
        raise BadRow(_("There are characters in it that are not letters."))
    email = one_address(said["email"])
    _check_words(said, email)
    return NewRow(
        name=one_line(said["name"], longest=120),
        email=email,
        kind=one_line(said["what"], longest=80),
        happened_at=read_moment(
            said["when"], business, today=today, month_first=month_first
        ),
        handler=one_line(said["who"], longest=80),
        reference=one_line(said["reference"], longest=80),
        value=money(said["value"]),
        phone=one_line(said["phone"], longest=40),
        line=line,
        external_id=one_line(said.get("external_id", ""), longest=80),
        language=one_line(said.get("language", ""), longest=20),
    )


def _check_words(said: Mapping[str, str], email: str) -> None:
    if not said["name"] and not email:
        raise BadRow(_("It has neither a name nor an email address."))
    if "@" in said["name"] and not email:
        raise BadRow(_("The email address stands where the name should. Name first."))
    for name, longest in LONGEST.items():
        if len(said.get(name, "")) > longest:
            raise BadRow(
                _("{field} is longer than {longest} characters.").format(
                    field=_CALLED[name], longest=longest
                )
            )
    if not one_line(said["what"]):
        raise BadRow(_("It does not say what you did."))
    if not said["when"]:
        raise BadRow(_("It does not say when."))
    if SHORTENED.fullmatch(said["phone"]):
        raise BadRow(
            _("“{said}” is a phone number that a spreadsheet cut.").format(
                said=said["phone"]
            )
        )


def money(text: str) -> Decimal | None:
    """Return an amount as people write it, or None for nothing. Raises `BadRow`."""
    bare = _CURRENCY.sub("", text)
    if not bare:
        return None
    if not _MONEY.fullmatch(bare):
        raise BadRow(
            _("“{text}” is not an amount of money.").format(
                text=one_line(text, longest=40)
            )
        )
    whole, cents = bare, ""
    if len(bare) > 2 and bare[-3] in ",.":
        whole, cents = bare[:-3], bare[-2:]
    elif len(bare) > 1 and bare[-2] in ",.":
        whole, cents = bare[:-2], bare[-1:]
    amount = Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{cents or '0'}")
    if amount >= 10**10:
        raise BadRow(
            _("“{text}” is more money than we can note.").format(
                text=one_line(text, longest=40)
            )
        )
    return amount


def _cells(row: NewRow, zone: str) -> tuple[str, ...]:
    return (
        row.name,
        row.email,
        row.kind,
        _when(row.happened_at, zone),
        row.handler,
        row.reference,
        "" if row.value is None else f"{row.value:.2f}",
        row.phone,
    )


def _when(moment: datetime, zone: str) -> str:
    """Return ``moment`` as people write it, if that reads back as the same instant."""
    local = moment.astimezone(ZoneInfo(zone))
    if local_noon(local.date(), zone) == moment:
        return local.date().isoformat()
    return moment.isoformat(timespec="minutes")


def _written(lines: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    if lines:
        shorter = [_without_end(line) for line in lines]
        csv.writer(out, lineterminator="\n").writerows([FIELDS, *shorter])
    return out.getvalue()


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``cells`` without the empty ones at the end."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
