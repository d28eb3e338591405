"""Customers that are perhaps the same person, for somebody to look at.

Found by signs that two rows share, one grouping query for each kind of sign over the
customers of one business: no row is compared with every other, and of a sign that many
share only the first few count.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, takewhile
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, QuerySet, Value, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Left, Lower, Replace, RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.accounts.models import Business
from feedback.customers.models import Customer, NotDuplicate

PAGE = 20
# More rows than this under one sign are a switchboard or a "Mr Smith".
MOST_ALIKE = 8
MOST_SIGNS = 200
_SEPARATORS = " -/._"
_BETWEEN = Value("\t")


@dataclass(frozen=True, slots=True)
class Alike:
    """Two customers, and why they are perhaps one. ``one`` is the row to keep."""

    one: Customer
    other: Customer
    why: str | Promise


def duplicates(business: Business, *, limit: int = PAGE) -> list[Alike]:
    """Return up to ``limit`` pairs that nobody said are two people, surest first.

    Signs: the same phone in E.164 under different addresses; external ids that differ
    in case, spaces, separators or leading zeros; one name with addresses that share
    what stands before the @ or differ in a letter or two; one name and one phone.
    """
    people = Customer.objects.filter(
        business=business, is_test=False, is_unverified=False, merged_into=None
    ).select_related("relationship_owner__user")
    settled = NotDuplicate.objects.filter(business=business)
    apart = {frozenset(pair) for pair in settled.values_list("first", "second")}
    found: dict[frozenset[UUID], Alike] = {}
    for alike in _every_sign(people, MOST_SIGNS + len(apart)):
        pair = frozenset((alike.one.pk, alike.other.pk))
        if pair not in apart:
            found.setdefault(pair, alike)
        if len(found) == limit:
            break
    return list(found.values())


def near(one: str, other: str) -> bool:
    """Whether two addresses differ in one slip of the fingers: a letter or two next to
    each other that are wrong, missing, doubled or the other way round.
    """
    if one == other:
        return True
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(reversed(one), reversed(other))
    return max(len(one), len(other)) - end <= 2


def _shared(one: Iterable[str], other: Iterable[str]) -> int:
    """Return how many letters the two have in common from their beginning."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _every_sign(people: QuerySet[Customer], signs: int) -> Iterator[Alike]:
    with_id = people.exclude(external_id="")
    named = people.exclude(name="")
    with_email = named.exclude(email_key="")
    yield from _pairs(
        _alike(with_id, _plain_id(), signs), _("The same customer number, spelt apart")
    )
    yield from _pairs(
        _alike(
            with_email, Concat(Lower("name"), _BETWEEN, Left("email_key", 3)), signs
        ),
        _("The same name, and addresses that look alike"),
        _have_near_addresses,
    )
    yield from _pairs(
        _alike(people.exclude(phone_key=""), F("phone_key"), signs),
        _("The same phone number"),
    )
    yield from _pairs(
        _alike(
            named.exclude(phone="").filter(phone_key=""),
            Concat(Lower("name"), _BETWEEN, Lower("phone")),
            signs,
        ),
        _("The same name and the same phone"),
    )


def _plain_id() -> Combinable:
    """Return an external id without what people add or leave out when they type it."""
    plain: Any = Lower("external_id")
    for separator in _SEPARATORS:
        plain = Replace(plain, Value(separator), Value(""))
    return Func(plain, Value("0"), function="LTRIM")


def _alike(
    people: QuerySet[Customer], sign: Combinable, signs: int
) -> list[list[Customer]]:
    """Return the first few people of each sign that several share."""
    signed = people.annotate(sign=sign).exclude(sign="")
    shared = signed.values("sign").annotate(rows=Count("pk")).filter(rows__gt=1)
    wanted = list(shared.order_by("sign").values_list("sign", flat=True)[:signs])
    place = Window(RowNumber(), partition_by=F("sign"), order_by=F("id").asc())
    rows = signed.filter(sign__in=wanted).annotate(place=place)
    groups: dict[str, list[Customer]] = {}
    for row in rows.filter(place__lte=MOST_ALIKE).order_by("sign", "id"):
        groups.setdefault(row.sign, []).append(row)
    return list(groups.values())


def _pairs(
    groups: Iterable[list[Customer]],
    why: str | Promise,
    fits: Any = lambda one, other: True,
) -> Iterator[Alike]:
    for rows in groups:
        for one, other in combinations(rows, 2):
            if fits(one, other):
                keep, rest = sorted((one, other), key=_least_known)
                yield Alike(keep, rest, why)


def _least_known(customer: Customer) -> tuple[bool, UUID]:
    return (not customer.email, customer.pk)


def _have_near_addresses(one: Customer, other: Customer) -> bool:
    before_at = {row.email_key.partition("@")[0] for row in (one, other)}
    return len(before_at) == 1 or near(one.email_key, other.email_key)
