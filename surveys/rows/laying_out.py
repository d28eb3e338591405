"""Records into rows that are ready to be stored, a million of them.

A row of ordinary letters goes a short way; anything odd goes through `reading`, whose
word is the last in both. What stands in many rows (dates, kinds of work, people who
did it) is read once.
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeVar

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.customers import people
from feedback.customers.models import Customer
from feedback.customers.people import Person
from feedback.customers.phones import phone_key
from feedback.errors import Refused
from feedback.text import one_line
from surveys.rows.dates import order_shown, read_moment
from surveys.rows.headings import ATTRIBUTES, FIELDS
from surveys.rows.reading import SHORTENED, BadRow, NewRow, money, read_row
from surveys.rows.streaming import MOST_COLUMNS, is_too_wide
from surveys.rows.table import LONGEST_CELL

T = TypeVar("T")
MOST_REMEMBERED = 50_000
LONGEST_ATTRIBUTE = 200
# The halves of a plain address, about which `addresses.one_address` would say the same.
_PLAIN_NAME = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*")
_PLAIN_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_MINUTE = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A row ready to be stored; every value is text, as the database reads it.

    ``tail`` is the fingerprint's part after the customer (`records.fingerprint`).
    """

    line: str
    name: str
    email: str
    email_key: str
    phone: str
    phone_key: str
    external_id: str
    language: str
    kind: str
    happened_at: str
    handler: str
    reference: str
    value: str
    attributes: str
    tail: str


class Layout:
    """How the rows of one list are read: which column is what, and the order of dates.

    ``columns`` is field → column; "attributes" → columns kept under their heading;
    "all" → what stands in no column and holds for every row. ``today`` is the date at
    the business. ``orders`` counts what the dates read so far show of their order.
    """

    def __init__(
        self,
        business: Business,
        *,
        columns: Mapping[str, Any],
        headings: Sequence[str] = (),
        month_first: bool | None = None,
        today: date,
    ) -> None:
        self._business = business
        self._today = today
        self._month_first = month_first
        self._all: dict[str, str] = dict(columns.get("all", {}))
        places = [columns.get(field, -1) for field in FIELDS]
        self._pick: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*places)
        kept = columns.get(ATTRIBUTES, ())
        self._kept = [(at, _heading(headings, at)) for at in kept]
        self._width = max([*places, *kept]) + 1
        self._whens: dict[str, tuple[str, str, str] | None] = {}
        self._kinds: dict[str, tuple[str, str] | None] = {}
        self._values: dict[str, str | None] = {}
        self._domains: dict[str, bool] = {}
        self.orders: Counter[str] = Counter()

    def lay(self, line: int, cells: Sequence[str]) -> tuple[str, ...]:
        """Return one row in the order of `LaidRow`. Raises `Refused`."""
        # All cells together are seldom too long for one.
        wide = len(cells) > MOST_COLUMNS or len("".join(cells)) > LONGEST_CELL
        if wide and is_too_wide(cells):
            raise _too_wide(cells)
        # Short rows end early; the last cell stands for every column there is none of.
        padded = [*cells, ""]
        if len(cells) < self._width:
            padded += [""] * (self._width - len(cells))
        picked = self._pick(padded)
        if self._all:
            picked = self._with_all(picked)
        whole = "".join(picked)
        if whole.isascii() and whole.isprintable() and "  " not in whole:
            plain = self._plainly(line, padded, picked)
            if plain is not None:
                return plain
        return self._carefully(line, padded, picked)

    def _with_all(self, picked: tuple[str, ...]) -> tuple[str, ...]:
        pairs = zip(FIELDS, picked, strict=True)
        return tuple(cell or self._all.get(field, "") for field, cell in pairs)

    def _plainly(
        self, line: int, cells: Sequence[str], picked: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        """Return the row if nothing in it is odd."""
        name, first, last, email, phone, what, when, who, ref, value, number, tongue = (
            picked
        )
        email = email.strip()
        key = email.lower()
        if number or tongue or not self._is_plain_address(key):
            return None
        name = name.strip() or f"{first} {last}".strip()
        phone, ref, who = phone.strip(), ref.strip(), who.strip()
        if len(name) > 120 or len(who) > 80 or len(ref) > 80 or len(key) > 200:
            return None
        kind = self._kinds.get(what) or self._kind(what)
        moment = self._whens.get(when) or self._when(when)
        price = (self._values.get(value) or self._value(value)) if value else ""
        if kind is None or moment is None or price is None:
            return None
        line_key = ""
        if phone:
            if len(phone) > 40 or SHORTENED.fullmatch(phone):
                return None
            line_key = phone_key(phone, self._business.country)
        if moment[2]:
            self.orders[moment[2]] += 1
        kept = self._attributes(cells) if self._kept else ""
        tail = f"{kind[1]}\x1f{moment[1]}\x1f{ref.lower()}"
        person = (str(line), name, email, key, phone, line_key, "", "")
        return (*person, kind[0], moment[0], who, ref, price, kept, tail)

    def _carefully(
        self, line: int, cells: Sequence[str], picked: tuple[str, ...]
    ) -> tuple[str, ...]:
        said = {f: c.strip() for f, c in zip(FIELDS, picked, strict=True)}
        said["name"] = said["name"] or f"{said['first']} {said['last']}".strip()
        if "\n" in said["name"] and "@" in said["name"]:
            raise BadRow(
                _(
                    "A quotation mark makes several rows into one. "
                    "Remove it and try again."
                )
            )
        order = order_shown(said["when"])
        if order:
            self.orders[order] += 1
        row = read_row(
            said,
            line,
            self._business,
            today=self._today,
            month_first=self._month_first,
        )
        person = person_row(self._business, row)
        minute = row.happened_at.astimezone(UTC).strftime(_MINUTE)
        return (
            *(str(line), person.name, person.email, person.email_key),
            *(person.phone, person.phone_key, person.external_id, person.language),
            *(row.kind, row.happened_at.astimezone(UTC).isoformat(), row.handler),
            *(row.reference, "" if row.value is None else str(row.value)),
            self._attributes(cells) if self._kept else "",
            f"{row.kind.casefold()}\x1f{minute}\x1f{row.reference.casefold()}",
        )

    def _is_plain_address(self, key: str) -> bool:
        name, _at, domain = key.partition("@")
        plain = self._domains.get(domain)
        if plain is None:
            found = _PLAIN_DOMAIN.fullmatch(domain) is not None
            plain = _remember(self._domains, domain, found)
        return plain and _PLAIN_NAME.fullmatch(name) is not None

    def _kind(self, text: str) -> tuple[str, str] | None:
        kind = text.strip()
        found = (kind, kind.lower()) if 0 < len(kind) <= 80 else None
        return _remember(self._kinds, text, found)

    def _when(self, text: str) -> tuple[str, str, str] | None:
        try:
            moment = read_moment(
                text, self._business, today=self._today, month_first=self._month_first
            )
        except Refused:
            return _remember(self._whens, text, None)
        utc = moment.astimezone(UTC)
        found = (utc.isoformat(), utc.strftime(_MINUTE), order_shown(text))
        return _remember(self._whens, text, found)

    def _value(self, text: str) -> str | None:
        if text in self._values:
            return self._values[text]
        try:
            amount = money(text.strip())
        except Refused:
            return _remember(self._values, text, None)
        return _remember(self._values, text, "" if amount is None else str(amount))

    def _attributes(self, cells: Sequence[str]) -> str:
        kept = {
            heading: one_line(cells[at], longest=LONGEST_ATTRIBUTE)
            for at, heading in self._kept
            if cells[at].strip()
        }
        return json.dumps(kept, ensure_ascii=False) if kept else ""


def pack(rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return laid rows as PostgreSQL copies them in, packed."""
    lines = "\n".join(map("\t".join, rows))
    return zlib.compress(lines.replace("\\", "\\\\").encode(), 1)


def unpack(content: bytes) -> str:
    """Return what `pack` packed, one line for each row."""
    return zlib.decompress(content).decode()


def laid_rows(text: str) -> Iterator[LaidRow]:
    """Read the text that `unpack` returned back into rows."""
    for line in text.split("\n"):
        if line:
            yield LaidRow(*line.replace("\\\\", "\\").split("\t"))


def new_row(laid: LaidRow) -> NewRow:
    """Return the row that `collecting.take_in` would take."""
    return NewRow(
        name=laid.name,
        email=laid.email,
        kind=laid.kind,
        happened_at=datetime.fromisoformat(laid.happened_at),
        handler=laid.handler,
        reference=laid.reference,
        value=Decimal(laid.value) if laid.value else None,
        phone=laid.phone,
        line=int(laid.line),
        external_id=laid.external_id,
        language=laid.language,
        attributes=json.loads(laid.attributes) if laid.attributes else {},
    )


def person_row(business: Business, row: NewRow) -> Customer:
    """Return an unsaved row of the person that ``row`` is about."""
    person = Person(row.name, row.email, row.phone, row.external_id, row.language)
    return people.as_row(business, person)


def _remember(known: dict[str, T], text: str, found: T) -> T:
    if len(known) < MOST_REMEMBERED:
        known[text] = found
    return found


def _heading(headings: Sequence[str], at: int) -> str:
    said = one_line(headings[at], longest=60) if at < len(headings) else ""
    return said or _("Column {number}").format(number=at + 1)


def _too_wide(cells: Sequence[str]) -> BadRow:
    if len(cells) > MOST_COLUMNS:
        return BadRow(_("It has more than {most} columns.").format(most=MOST_COLUMNS))
    return BadRow(
        _("It has a cell of more than {most} characters.").format(
            most=intcomma(LONGEST_CELL)
        )
    )
