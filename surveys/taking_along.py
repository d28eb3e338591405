"""What somebody takes along: everything we keep about them, as plain values.

Higher layers add what they keep about a person (promises, what they were told) with
`also`, because imports run one way.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from feedback.customers.models import Customer
from feedback.customers.wishing import wishes_of
from surveys.models import Answer, Invitation, Reply
from surveys.selectors.my_feedback import Kept, kept_about
from surveys.survey_page import step_labels

Source = Callable[[Customer], dict[str, Any]]
_further: list[Source] = []


def also(source: Source) -> None:
    """Let ``source`` add its part to every download; once, when an app is ready."""
    if source not in _further:
        _further.append(source)


def everything(customer: Customer, *, now: datetime) -> dict[str, Any]:
    """Return all that we keep about ``customer``, by names that people understand."""
    kept = kept_about(customer)
    found = {
        "made_at": now,
        "business": customer.business.name,
        "you": _you(customer),
        "wishes": _wishes(customer),
        "what_was_done_for_you": [_work(row) for row in kept.work],
        "when_you_were_asked": [_asked(row) for row in kept.asked],
        "what_you_said": [_reply(row) for row in kept.replies],
        "mails_to_you": _mails(kept),
    }
    for source in _further:
        found |= source(customer)
    return found


def as_json(found: dict[str, Any]) -> str:
    """Return ``found`` as JSON that people can read too."""
    return json.dumps(found, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)


def _you(customer: Customer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "language": customer.language,
        "number_in_their_system": customer.external_id,
        "known_since": customer.created_at,
    }


def _wishes(customer: Customer) -> dict[str, Any]:
    wishes = wishes_of(customer)
    return {
        "said": sorted(str(reason) for reason in wishes.reasons),
        "paused_until": wishes.paused_until,
        "days_between_questions": wishes.every_days or None,
    }


def _work(row: Any) -> dict[str, Any]:
    return {
        "what": row.kind,
        "when": row.happened_at,
        "by": row.handler,
        "reference": row.reference,
        "value": row.value,
        "more": row.attributes,
    }


def _asked(row: Invitation) -> dict[str, Any]:
    return {
        "about": row.interaction.kind,
        "state": row.get_status_display(),
        "asked_at": row.asked_at,
        "reminded_at": row.reminded_at,
        "answered_at": row.answered_at,
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "about": reply.invitation.interaction.kind,
        "said_at": reply.submitted_at,
        "changed_at": reply.edited_at,
        "rating": reply.get_rating_display() if reply.rating else None,
        "answers": [_answer(reply, answer) for answer in reply.answers.all()],
        "feeling": reply.feeling,
        "goal": reply.goal,
        "asked_for_a_score": reply.was_pressed,
        "get_back_to_me": reply.get_contact_display(),
        "phone": reply.contact_phone,
        "may_be_shown": reply.get_consent_display(),
        "counted": not reply.is_suspicious,
        "state": reply.get_state_display(),
        "said_before": [
            {"until": former.replaced_at, "words": former.words}
            for former in reply.revisions.all()
        ],
        "photos": [
            {"width": photo.width, "height": photo.height, "bytes": photo.size}
            for photo in reply.photos.all()
        ],
        "you_wrote": [
            {"at": message.received_at, "words": message.words, "whole": message.whole}
            for message in reply.messages.all()
        ],
        "they_wrote": [
            {"at": a.sent_at, "by": a.author.user.first_name, "words": a.words}
            for a in reply.team_answers.all()
        ],
    }


def _answer(reply: Reply, answer: Answer) -> dict[str, Any]:
    question = answer.question
    labels = step_labels(question.kind, question.options)
    picked = labels[answer.step - 1] if answer.step and labels else ""
    return {"asked": question.text, "answered": picked or answer.words}


def _mails(kept: Kept) -> list[dict[str, Any]]:
    return [
        {
            "at": mail.created_at,
            "what": mail.get_kind_display(),
            "subject": mail.subject,
        }
        for mail in kept.mails
    ]
