"""Files about lists: what became of each row, and a sample to fill in."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Import
from feedback.customers.selectors import recent_kinds
from surveys.selectors import importing as selectors
from surveys.selectors.importing import BAD

BOM = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, also behind blanks, quotes
# and in its full-width form (OWASP, "CSV Injection").
_FORMULA = re.compile(
    "[\\s\"'\u00a0\u3000\ufeff]*[=+\\-@\t\r\x00\uff1d\uff0b\uff0d\uff20]"
)
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")


def escaped(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet runs it: an apostrophe stands before
    what could be a formula. A number stays a number.
    """
    clean = cell.replace("\x00", "").replace("\r", " ")
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(clean):
        return f"'{clean}"
    return clean


def report_lines(of: Import) -> Iterator[str]:
    """Yield a CSV file of the rows that were not plainly added, with the reason.

    It enters the business itself: it is read after the request is over.
    """
    yield BOM + _line([_("Row"), _("What became of it"), _("Why")])
    number = 0
    while True:
        with tenancy.enter(of.business_id):
            chunk = selectors.chunks(of).filter(number=number).first()
        if chunk is None:
            return
        yield from (_line(_outcome(said)) for said in chunk.outcomes)
        number += 1


def sample_lines(business: Business, *, today: date) -> Iterator[str]:
    """Yield a CSV file with the columns we know and two rows of this business's own
    kinds of work.
    """
    kinds = [*recent_kinds(business), _("Visit"), _("Repair")][:2]
    yield BOM + _line(
        [
            *(_("Name"), _("Email"), _("What you did"), _("When"), _("Who did it")),
            *(_("Your reference"), _("Value of the sale"), _("Phone")),
        ]
    )
    people = (
        ("Margaret Ellis", "margaret@example.com"),
        ("Tom Hale", "tom@example.com"),
    )
    for number, ((name, email), kind) in enumerate(zip(people, kinds, strict=True), 1):
        day = (today - timedelta(days=number)).isoformat()
        yield _line([name, email, kind, day, "Dan", f"{1000 + number}", "120.00", ""])


def _outcome(said: Sequence[object]) -> list[str]:
    line, code, why = said
    became = _("Not taken") if code == BAD else _("Was there already")
    return [str(line), became, str(why)]


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([escaped(cell) for cell in cells])
    return out.getvalue()
