"""The middle of a story: work is done, customers are asked, and some reply."""

from datetime import datetime, time, timedelta

from django.utils.text import slugify

from feedback import clock
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import CustomerDetails, edit_customer, pause_asking
from feedback.history.services import CUSTOMER
from public_wall.samples import reacting
from public_wall.samples.opening import owner_name
from public_wall.samples.script import Said, Visit
from public_wall.samples.stage import Stage
from surveys.models import Invitation, Question, QuestionKind
from surveys.rows import NewRow
from surveys.services import claiming, reminding
from surveys.services.answering import record_reply
from surveys.services.collecting import take_in
from surveys.services.leaving import stop_asking
from surveys.submission import Submission

# When work is done and entered, and how many hours customers take to reply.
DONE_AT = (time(8, 30), time(10), time(11, 15), time(13, 30), time(15), time(16, 15))
ENTERED_AT = time(17, 40)
HOURS_TO_REPLY = (1.5, 3, 6.25, 9, 25, 31, 101)
STEPS = {"y": 1, "p": 2, "n": 3}
PAUSE = timedelta(days=180)
Status = Invitation.Status


def schedule(stage: Stage) -> None:
    """Bring on every visit, and what customers and team wish about being asked."""
    story = stage.story
    for number, visit in enumerate(story.visits):
        entered = stage.day(visit.days, ENTERED_AT)
        moment = stage.present if visit.ago else entered
        stage.at(moment, _enter, stage, number, visit)
    for who, days in story.left:
        stage.at(stage.day(days, time(19, 20)), _leave, stage, who)
    for who, days in story.paused:
        stage.at(stage.day(days), _pause, stage, who)
    for who, by in story.most_valuable:
        first = max(visit.days for visit in story.visits if visit.who == who)
        moment = stage.day(first, time(18))
        stage.at(moment, _value, stage, who, by)


def address_of(name: str) -> str:
    """Return the address of a sample customer, at a domain that nobody can own
    (RFC 2606).
    """
    return f"{slugify(name).replace('-', '.')}@example.com"


def _enter(stage: Stage, number: int, visit: Visit) -> None:
    happened = stage.day(visit.days, DONE_AT[number % len(DONE_AT)])
    if visit.ago:
        happened = stage.present - timedelta(hours=visit.ago)
    row = NewRow(
        name=visit.who,
        email=address_of(visit.who) if visit.has_address else "",
        kind=visit.kind,
        happened_at=happened,
        handler=visit.handler,
    )
    source, by = Interaction.Source.SAMPLE, stage.by(owner_name(stage))
    taken = take_in(stage.business, [row], source=source, by=by).rows[0]
    stage.customers[visit.who] = taken.interaction.customer
    invitation = taken.invitation
    if invitation and invitation.status == Status.PLANNED:
        _ask_when_due(stage, number, visit, invitation)


def _ask_when_due(
    stage: Stage, number: int, visit: Visit, invitation: Invitation
) -> None:
    # What is due from the present on is left to the real sweep.
    if invitation.due_at < stage.present:
        stage.at(invitation.due_at, _ask, stage, number, visit, invitation)


def _ask(stage: Stage, number: int, visit: Visit, invitation: Invitation) -> None:
    if not claiming.ask_one(invitation.pk, clock.now()):
        return
    invitation.refresh_from_db()
    for moment, step in (
        (invitation.remind_at, reminding.remind_one),
        (invitation.expires_at, reminding.let_go),
    ):
        if moment:
            stage.at(moment, step, invitation.pk, moment)
    if visit.said:
        moment = _reply_moment(stage, number, visit.said, invitation)
        stage.at(moment, _reply, stage, number, visit.who, visit.said, invitation)


def _reply_moment(
    stage: Stage, number: int, said: Said, invitation: Invitation
) -> datetime:
    if said.ago:
        return stage.present - timedelta(hours=said.ago)
    hours = said.hours or HOURS_TO_REPLY[number % len(HOURS_TO_REPLY)]
    return clock.now() + timedelta(hours=hours)


def _reply(
    stage: Stage, number: int, who: str, said: Said, invitation: Invitation
) -> None:
    invitation.refresh_from_db()
    questions = list(Question.objects.filter(version=invitation.version_id))
    reply = record_reply(invitation, _submission(questions, said), now=clock.now())
    key = f"{who} again" if who in stage.replies else who
    stage.replies[key] = reply.pk
    reacting.schedule(stage, key, number, is_fresh=bool(said.ago))


def _submission(questions: list[Question], said: Said) -> Submission:
    faces = [q.pk for q in questions if q.kind == QuestionKind.FACES]
    picks = [q.pk for q in questions if q.kind == QuestionKind.YES_PARTLY_NO]
    words = [q.pk for q in questions if q.kind == QuestionKind.WORDS]
    picked = zip(picks, said.steps, strict=False)
    steps = {pk: STEPS[letter] for pk, letter in picked if letter in STEPS}
    rated = {faces[0]: said.rating} if said.rating else {}
    return Submission(
        steps=rated | steps,
        words={words[0]: said.words} if said.words else {},
        contact=said.contact,
        phone=said.phone,
        consent=said.consent,
    )


def _leave(stage: Stage, who: str) -> None:
    stop_asking(stage.customers[who], by=CUSTOMER)


def _pause(stage: Stage, who: str) -> None:
    until = clock.today(stage.business.zone) + PAUSE
    by = stage.by(owner_name(stage))
    pause_asking(stage.customers[who], until=until, by=by)


def _value(stage: Stage, who: str, by: str) -> None:
    customer = stage.customers[who]
    details = CustomerDetails(
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        relationship_owner=stage.team[by],
        value=Customer.Value.MOST_VALUABLE,
    )
    edit_customer(customer, details, by=stage.by(owner_name(stage)))
