"""Sending a survey: read, weighed and stored, in two trips to the database."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.http import QueryDict
from django.urls import reverse

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Customer, Interaction
from feedback.inner import Environ
from feedback.links import Target
from surveys.extras import extras_of
from surveys.lane import database
from surveys.lane.answers import Answer, Learnt, learnt_from
from surveys.lane.asked import Asked, page_sent_to
from surveys.lane.database import Found
from surveys.lane.shelf import Shelf
from surveys.languages import WORDING
from surveys.models import Invitation, SurveyVersion
from surveys.public_views.evidence import evidence_of
from surveys.public_views.gate import LANGUAGE, reading_language
from surveys.services import suspecting
from surveys.services.answering_at_once import record_at_once
from surveys.submission import Submission, read_submission

# Five comments of the longest kind in an alphabet of three bytes, percent-encoded, are
# more; whoever writes that much takes the ordinary way.
MOST_BYTES = 64 * 1024
VERSIONS_KEPT = 500
M = TypeVar("M", bound=models.Model)
_ANY_TOKEN = "0" * 64
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """A page that came back and can be taken in. ``learnt`` is how we say thanks."""

    asked: Asked
    invitation: Invitation
    submission: Submission
    connection: BaseDatabaseWrapper
    now: datetime
    learnt: Learnt | None


def sent(environ: Environ) -> Sent | None:
    """Return what somebody sent; None if anything about it is unusual, and then the
    request is as it was.
    """
    asked = page_sent_to(environ)
    connection = database.default_connection() if asked else None
    if asked is None or connection is None or not _is_short_form(environ):
        return None
    now = clock.now()
    try:
        found = database.find(connection, asked.target, at=now)
        if found is None:
            return None
        invitation = _invitation(asked.target, found, now)
        with _body(environ) as request:
            submission = _submission(invitation, request.POST)
            if submission.is_blank or _is_doubted(request, invitation, now):
                return None
    except (Error, RequestDataTooBig, TooManyFieldsSent):
        return None
    learnt = _thanks.get(asked.is_secure)
    return Sent(asked, invitation, submission, connection, now, learnt)


def take_in(sent: Sent, learnt: Learnt) -> Answer | None:
    """Store the reply and say thanks; None if the ordinary way has to look what is the
    matter: somebody was first, perhaps in this very moment.
    """
    try:
        is_stored = record_at_once(
            sent.connection, sent.invitation, sent.submission, now=sent.now
        )
    except Error:
        return None
    to = _thanks_page().replace(_ANY_TOKEN, sent.asked.token)
    return learnt.answer(b"", to=to) if is_stored else None


def learn(sent: Sent, answered: Answer) -> None:
    """Take over how the ordinary view says thanks."""
    learnt = learnt_from(answered, status="303")
    if learnt is not None and not answered.body:
        _thanks[sent.asked.is_secure] = learnt


def forget() -> None:
    """Forget every version, and how we say thanks (for tests)."""
    _versions.clear()
    _thanks.clear()


_versions: Shelf[SurveyVersion] = Shelf(VERSIONS_KEPT)
_thanks: dict[bool, Learnt] = {}


@cache
def _thanks_page() -> str:
    return reverse("surveys_public:thanks", args=[_ANY_TOKEN])


def _is_short_form(environ: Environ) -> bool:
    length = environ.get("CONTENT_LENGTH", "")
    is_short = length.isascii() and length.isdigit() and int(length) <= MOST_BYTES
    return is_short and environ.get("CONTENT_TYPE") == _FORM


@contextmanager
def _body(environ: Environ) -> Iterator[WSGIRequest]:
    """Read the body for the block, and leave it to whoever comes after to read."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = BytesIO(body)
    try:
        yield WSGIRequest(environ)
    finally:
        environ["wsgi.input"] = BytesIO(body)


def _submission(invitation: Invitation, post: QueryDict) -> Submission:
    version = invitation.version
    assert version is not None
    return read_submission(
        post,
        version.questions.all(),
        asks_contact=version.asks_contact,
        extras=extras_of(version),
        language=reading_language(invitation, post.get(LANGUAGE, "")),
    )


def _is_doubted(request: WSGIRequest, invitation: Invitation, now: datetime) -> bool:
    scope = f"survey:{invitation.pk.hex}"
    seen = evidence_of(request, scope, invitation.pk, now=now)
    looks_up = suspecting.looks_up_arrival(invitation, seen, now=now)
    entered = tenancy.enter(invitation.business_id) if looks_up else nullcontext()
    with entered:
        return suspecting.weigh(invitation, seen, now=now).is_serious


def _invitation(target: Target, found: Found, now: datetime) -> Invitation:
    """Return the rows that were found as the services know them. What was not read is
    deferred: nobody can take it for a default.
    """
    customer, work = _customer(target, found), _work(target, found)
    version_id = UUID(found.version_id)
    invitation = _known(
        Invitation,
        id=target.object_id,
        business_id=target.business_id,
        survey_id=UUID(found.survey_id),
        version_id=version_id,
        interaction_id=work.pk,
        customer_id=customer.pk,
        status=Invitation.Status.ASKED.value,
        is_test=found.is_test,
        channel=found.channel,
        language=found.language,
        asked_at=_moment(found.asked_at),
        reminded_at=_moment(found.reminded_at),
        expires_at=_moment(found.expires_at),
    )
    invitation._state.fields_cache |= {
        "business": customer.business,
        "customer": customer,
        "interaction": work,
        "version": _version(target.business_id, version_id, now),
        # Known not to be there: see `database.find`.
        "reply": None,
        "draft": None,
    }
    return invitation


def _customer(target: Target, found: Found) -> Customer:
    customer = _known(
        Customer,
        id=UUID(found.customer_id),
        business_id=target.business_id,
        language=found.customer_language,
    )
    customer.business = _known(
        Business,
        id=target.business_id,
        language=found.business_language,
        zone=found.zone,
    )
    return customer


def _work(target: Target, found: Found) -> Interaction:
    return _known(
        Interaction,
        id=UUID(found.interaction_id),
        business_id=target.business_id,
        kind=found.kind,
        handler=found.handler,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _known(model: type[M], **values: Any) -> M:
    """Return a row as `Model.from_db` does, without a look at each of its fields."""
    row = model.__new__(model)
    vars(row).update(values)
    row._state = ModelState()
    row._state.adding, row._state.db = False, "default"
    return row


def _version(business_id: UUID, version_id: UUID, now: datetime) -> SurveyVersion:
    """Return a version with its questions in all languages, which is never changed."""
    at = now.timestamp()
    version, is_mine = _versions.take(version_id, at=at)
    if version is None or is_mine:
        with tenancy.enter(business_id):
            rows = SurveyVersion.objects.prefetch_related(*WORDING)
            version = rows.get(pk=version_id)
        _versions.put(version_id, version, at=at)
    return version
