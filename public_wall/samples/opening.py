"""The beginning of a story: people, their business, its survey and its page."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from feedback import clock
from feedback.accounts import services as accounts
from feedback.accounts.models import Business, Membership, User
from feedback.accounts.opening_days import EVERY_DAY
from feedback.history.services import Actor
from public_wall.samples.script import Person, Rewording
from public_wall.samples.stage import Stage
from public_wall.services.page import set_visibility
from surveys.extras import Extras
from surveys.models import Invitation, Question, Reply, Survey
from surveys.selectors import writing as words
from surveys.services import writing
from surveys.services.answering import record_reply
from surveys.services.asking import send_test
from surveys.services.hearing import close_reply
from surveys.starters import starter_for
from surveys.submission import Submission

PASSWORD = "said-and-done-sample"
WALL_OPENS_AFTER = 12


def open_business(stage: Stage) -> Business:
    """Store the owner and the business at the time it began; enter it afterwards."""
    firm = stage.story.firm
    with clock.set_to(_beginning(stage)):
        owner = _user(firm.team[0])
        stage.business = accounts.open_business(
            name=firm.name, owner=owner, zone=firm.zone
        )
    # Read again: until then the hours it got by default are texts.
    stage.business.refresh_from_db()
    return stage.business


def schedule(stage: Stage) -> None:
    """Let the owner describe the business, start a survey, try it and ask the team."""
    firm, start = stage.story.firm, _beginning(stage)
    for place in Membership.objects.select_related("user", "business"):
        stage.team[place.user.first_name] = place
    stage.at(start, _describe, stage)
    stage.at(start, _start_survey, stage)
    stage.at(start + timedelta(minutes=9), _try_out, stage)
    for person in firm.team[1:]:
        stage.at(start + timedelta(hours=3), _join, stage, person)
    opens = stage.day(firm.open_days - WALL_OPENS_AFTER)
    stage.at(opens, _show_wall, stage)
    for rewording in stage.story.rewordings:
        moment = stage.day(rewording.days, time(20, 15))
        stage.at(moment, _reword, stage, rewording)
    if stage.story.paused_survey:
        moment = stage.day(stage.story.paused_survey[1])
        stage.at(moment, _try_second_survey, stage)
    if stage.story.tries_it:
        stage.at(stage.present, _send_test, stage, stage.story.tries_it)


def close_books(stage: Stage) -> None:
    """Give the trial days that are left: its clock started with the business."""
    left = timedelta(days=stage.story.firm.trial_days_left)
    stage.business.trial_ends_on = clock.today(stage.business.zone) + left
    # No service does this: nobody but a sample has a trial of ten months.
    stage.business.save(update_fields=["trial_ends_on"])


def owner_name(stage: Stage) -> str:
    """Return the first name of whoever owns the business."""
    return stage.story.firm.team[0].name.split()[0]


def _beginning(stage: Stage) -> datetime:
    return stage.day(stage.story.firm.open_days, time(9, 30))


@cache
def _hashed_password() -> str:
    # Argon2 is slow on purpose: once for everybody.
    return make_password(PASSWORD)


def _user(person: Person) -> User:
    user, is_new = User.objects.get_or_create(
        email=person.email,
        defaults={"name": person.name, "password": _hashed_password()},
    )
    if is_new:
        EmailAddress.objects.create(
            user=user, email=person.email, verified=True, primary=True
        )
    return user


def _describe(stage: Stage) -> None:
    firm = stage.story.firm
    accounts.change_business(
        stage.business,
        by=stage.by(owner_name(stage)),
        trade=firm.trade,
        about=firm.about,
        place=firm.place,
        website=firm.website,
        brand_color=firm.brand_color,
        ask_weekdays=EVERY_DAY,
        keeps_holidays=False,
    )


def _start_survey(stage: Stage) -> None:
    by = stage.by(owner_name(stage))
    starter = starter_for(stage.story.firm.trade)
    survey = writing.start_survey(stage.business, starter=starter, by=by)
    _change_rules(survey, by=by, name=stage.story.survey_name)
    survey.refresh_from_db()
    stage.survey = survey


def _send_test(stage: Stage, name: str) -> Invitation:
    return send_test(stage.survey, to=stage.team[name], by=stage.by(name))


def _try_out(stage: Stage) -> None:
    trial = _send_test(stage, owner_name(stage))
    stage.at(clock.now() + timedelta(minutes=4), _rate, stage, trial)


def _rate(stage: Stage, trial: Invitation) -> None:
    overall = Question.objects.filter(version=trial.version_id)[:1].get()
    rated = Submission(steps={overall.pk: Reply.Rating.GOOD}, words={})
    reply = record_reply(trial, rated, now=clock.now())
    close_reply(reply, by=stage.by(owner_name(stage)))


def _join(stage: Stage, person: Person) -> None:
    owner = stage.by(owner_name(stage))
    invitation = accounts.invite_to_team(
        stage.business, email=person.email, role=person.role, by=owner
    )
    place = accounts.accept_invitation(invitation, user=_user(person))
    stage.team[place.user.first_name] = place


def _show_wall(stage: Stage) -> None:
    set_visibility(stage.business, public=True, by=stage.by(owner_name(stage)))
    stage.business.refresh_from_db()


def _reword(stage: Stage, rewording: Rewording) -> None:
    now = words.words_of(writing.current_version(stage.survey))
    questions = tuple(
        replace(q, text=rewording.after) if q.text == rewording.before else q
        for q in now.questions
    )
    writing.save_words(
        stage.survey,
        replace(now, questions=questions),
        by=stage.by(owner_name(stage)),
    )


def _try_second_survey(stage: Stage) -> None:
    trade, _ = stage.story.paused_survey or ("", 0)
    starter, by = starter_for(trade), stage.by(owner_name(stage))
    survey = writing.start_survey(stage.business, starter=starter, by=by)
    _change_rules(survey, by=by, kinds=(starter.interaction,))
    said = words.words_of(writing.current_version(survey))
    # A question less, and in its place what the owner asks besides.
    asked = (*said.questions[:3], said.questions[-1])
    besides = Extras(feeling=True, goal=True, pressure=True, photos=True)
    writing.save_words(survey, replace(said, questions=asked, extras=besides), by=by)
    writing.set_status(survey, status=Survey.Status.PAUSED, by=by)


def _change_rules(survey: Survey, *, by: Actor, **changes: Any) -> None:
    version = writing.current_version(survey)
    writing.save_survey(
        survey,
        words.words_of(version),
        replace(words.rules_of(survey), **changes),
        by=by,
        expected=words.revision(survey, version),
    )
