"""The press: the mails that ask, for many people of one business at once.

A mail is rendered once for everybody who gets the same words in the same language,
with marks where it says something of the person (see `surveys.emails.PERSONAL`), and
becomes a frame of the outbox. A mail is then a frame and a handful of values. Which
of the values are there at all decides about the words too ("Hello," without a name),
so each such shape is a frame of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from feedback.accounts.models import Business
from feedback.links import absolute, make_token
from feedback.mail import frames, gaps
from feedback.mail.bulk import Framed
from feedback.mail.email import render
from feedback.mail.models import Frame
from feedback.text import clean, one_line
from surveys.days import local_day
from surveys.emails import (
    PERSONAL,
    about_person,
    about_work,
    context,
    language_of,
    leave_headers,
)
from surveys.emails_team import sender
from surveys.languages import frame
from surveys.models import Invitation
from surveys.threads import addresses

LONGEST = 200_000
# Stands in an address until the person's own comes in its place.
_TOKEN = "TOKEN"
Shape = tuple[UUID | None, str, bool, frozenset[str]]
Work = tuple[str, str, str, date]


@dataclass(frozen=True, slots=True)
class Plate:
    """One shape of a mail, rendered: its frame, subject with gaps, and sender."""

    frame: Frame
    subject: gaps.Parts
    from_name: str


class Press:
    """Writes one of the mails ("invitation", "reminder") for people of one business.

    Lives no longer than a transaction: what the business or the survey says may
    change after. The same words as `surveys.emails` writes for one.
    """

    def __init__(self, name: str, business: Business, *, now: datetime) -> None:
        """Get ready to write mails that go at ``now``."""
        self._name = name
        self._business = business
        self._now = now
        self._today = local_day(now, business)
        self._plates: dict[Shape, Plate] = {}
        self._works: dict[Work, dict[str, str]] = {}
        self._frames: dict[str, str] = {}

    def write(
        self, invitation: Invitation, *, key: Callable[[Invitation], str]
    ) -> Framed:
        """Return the mail for ``invitation``, whose survey, version, customer and
        interaction are at hand; ``key`` gives its dedupe key.
        """
        language = language_of(invitation)
        person = about_person(invitation) | self._work(invitation, language)
        shape = self._shape(invitation, language, person)
        plate = self._plates.get(shape)
        if plate is None:
            with translation.override(self._frame(language)):
                plate = self._plates[shape] = self._plate(invitation, person)
        customer = invitation.customer
        leave = make_token("leave", self._business.pk, customer.pk)
        return Framed(
            dedupe_key=key(invitation),
            customer_id=customer.pk,
            to_email=customer.email,
            to_name=one_line(customer.name, longest=120),
            from_name=plate.from_name,
            subject=one_line(gaps.fill(plate.subject, person)),
            frame=plate.frame,
            values=person,
            reply_to=addresses.about_invitation(self._business, invitation.pk),
            headers=leave_headers(self._leave_url.replace(_TOKEN, leave)),
        )

    @cached_property
    def _leave_url(self) -> str:
        return absolute(reverse("surveys_public:leave", args=[_TOKEN]))

    def _frame(self, language: str) -> str:
        if language not in self._frames:
            self._frames[language] = frame(language, self._business)
        return self._frames[language]

    def _work(self, invitation: Invitation, language: str) -> dict[str, str]:
        """Return what the mail says of the work: the same for many of a batch."""
        work = invitation.interaction
        day = local_day(work.happened_at, self._business)
        known = (language, work.kind, work.handler, day)
        if known not in self._works:
            with translation.override(self._frame(language)):
                self._works[known] = about_work(
                    work.kind, work.handler, day, self._business, self._today
                )
        return self._works[known]

    @staticmethod
    def _shape(invitation: Invitation, language: str, person: dict[str, str]) -> Shape:
        said = frozenset(name for name, value in person.items() if value)
        return invitation.version_id, language, invitation.is_test, said

    def _plate(self, invitation: Invitation, person: dict[str, str]) -> Plate:
        marks = gaps.Marks(PERSONAL)
        marked = {name: marks.of[name] if person[name] else "" for name in PERSONAL}
        rendered = render(self._name, context(invitation, marked))
        frame = frames.keep(
            self._business,
            marks.cut(clean(rendered["text"], longest=LONGEST)),
            marks.cut(clean(rendered["html"], longest=LONGEST)),
            now=self._now,
        )
        from_name = one_line(sender(self._business), longest=60)
        return Plate(frame, marks.cut(rendered["subject"]), from_name)
