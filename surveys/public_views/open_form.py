"""What somebody sent through an open channel, read by hand and judged as a whole."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from feedback.customers.addresses import NotAnAddress, one_address
from feedback.errors import Gone
from feedback.text import one_line
from feedback.visitors import sender_hash
from surveys import tickets
from surveys.extras import PHOTOS
from surveys.models import Reply, SurveyVersion
from surveys.public_views.doors import Door
from surveys.public_views.sent_photos import photos_sent
from surveys.selectors import channels as selectors
from surveys.selectors.answering import asked_questions
from surveys.services.open_answering import Sent
from surveys.submission import Submission, read_submission, with_photos
from surveys.survey_page import Problem
from surveys.tickets import Ticket

TICKET, NAME, EMAIL = "ticket", "who", "answer_to"
# A field that nobody sees; whoever fills it in is a program.
TRAP = "website"
# A tablet sends these with what it kept while it was offline: a mark for each person
# at its page, and how many seconds ago they answered.
PERSON, SECONDS_AGO = "person", "seconds_ago"
LONGEST_NAME, LONGEST_EMAIL, LONGEST_PERSON = 120, 254, 40


@dataclass(frozen=True, slots=True)
class OpenForm:
    """One form as it came: what it says, who they say they are, and which page."""

    submission: Submission
    version: SurveyVersion
    name: str
    typed_email: str
    ticket: Ticket | None
    is_trapped: bool
    person: str
    seconds_ago: int
    photo_problem: str = ""

    @property
    def was_kept(self) -> bool:
        """Whether a tablet kept it: whoever wrote it has gone."""
        return self.seconds_ago > 0

    @property
    def email(self) -> str:
        """The address, or nothing if it is none."""
        try:
            return one_address(self.typed_email)
        except NotAnAddress:
            return ""

    def problems(self, *, now: datetime) -> list[Problem]:
        """Return what stands in the way of taking it in, in the order of the page."""
        found = []
        if self.submission.is_blank:
            text = _(
                "You haven’t answered anything yet."
                " Pick one answer or write a few words."
            )
            found.append(Problem(_first_anchor(self.version), text))
        if self.photo_problem:
            found.append(Problem(PHOTOS, self.photo_problem))
        if not self.was_kept:
            found += self._address_problems()
        if self.is_trapped or self._is_odd(now):
            text = _("We could not tell that a person sent this. Please send it again.")
            found.append(Problem("send", text))
        return found

    def as_sent(self, request: HttpRequest, door: Door, *, now: datetime) -> Sent:
        """Return it as the service takes it; only without `problems`."""
        assert self.ticket is not None
        ago = timedelta(seconds=self.seconds_ago)
        said_at = max(self.ticket.drawn_at, now - ago)
        scope = str(door.channel.pk)
        return Sent(
            version=self.version,
            submission=self.submission,
            nonce=f"{self.ticket.nonce}{self.person}",
            said_at=min(said_at, now),
            opened_at=self.ticket.drawn_at,
            name=self.name,
            email=self.email,
            sender=sender_hash(request, scope, on=now.date()),
        )

    def _address_problems(self) -> list[Problem]:
        if self.typed_email and not self.email:
            return [Problem(EMAIL, _("This is not an email address."))]
        if self.submission.contact == Reply.Contact.EMAIL and not self.typed_email:
            text = _("Write your email address, so that we can get back to you.")
            return [Problem(EMAIL, text)]
        return []

    def _is_odd(self, now: datetime) -> bool:
        return self.ticket is None or tickets.is_too_quick(self.ticket, now=now)


def read_form(request: HttpRequest, door: Door, *, now: datetime) -> OpenForm:
    """Return what was sent; whatever is odd is left out, never an error.

    Raises `Gone` if its questions are not there any more.
    """
    post = request.POST
    ticket = tickets.read(post.get(TICKET, ""), door.channel, now=now)
    version = _version(door, ticket)
    submission, photo_problem = _said(request, door, version)
    if submission.is_blank and _answers_others(request, version):
        raise Gone(_("The questions were changed while you were answering."))
    if door.is_kiosk:
        submission = replace(submission, consent="")
    return OpenForm(
        submission=submission,
        version=version,
        name=one_line(post.get(NAME, ""), longest=LONGEST_NAME),
        typed_email=one_line(post.get(EMAIL, ""), longest=LONGEST_EMAIL + 66),
        ticket=ticket,
        is_trapped=bool(post.get(TRAP)),
        person=_person(request, door),
        seconds_ago=_seconds_ago(request, door),
        photo_problem=photo_problem,
    )


def _said(
    request: HttpRequest, door: Door, version: SurveyVersion
) -> tuple[Submission, str]:
    """Return what was answered, and what is wrong with the photos, if anything is."""
    extras = door.extras(version)
    said = read_submission(
        request.POST,
        selectors.questions_of(version),
        asks_contact=version.asks_contact,
        extras=extras,
        language=door.language,
    )
    if not extras.photos:
        return said, ""
    sent = photos_sent(request)
    return with_photos(said, sent.pictures), sent.problem


def _first_anchor(version: SurveyVersion) -> str:
    asked = asked_questions(version, version.language)
    return asked[0].anchor if asked else "main"


def _version(door: Door, ticket: Ticket | None) -> SurveyVersion:
    """Return the version that they read, if it is still there, else the one now."""
    read = selectors.version_of(door.channel, ticket.version_id) if ticket else None
    return read or door.version


def _answers_others(request: HttpRequest, version: SurveyVersion) -> bool:
    ours = {f"q-{question.pk}" for question in selectors.questions_of(version)}
    sent = {name for name in request.POST if name.startswith("q-")}
    return any(request.POST[name].strip() for name in sent - ours)


def _person(request: HttpRequest, door: Door) -> str:
    text = request.POST.get(PERSON, "") if door.is_kiosk else ""
    plain = "".join(letter for letter in text if letter.isascii() and letter.isalnum())
    return f".{plain[:LONGEST_PERSON]}" if plain else ""


def _seconds_ago(request: HttpRequest, door: Door) -> int:
    text = request.POST.get(SECONDS_AGO, "") if door.is_kiosk else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
