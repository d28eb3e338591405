"""Who hears of a reply: whoever looks after its author, whom the rules lead to, those
whose work it is about, and whom an alert is for. Each of them once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from feedback.accounts.models import Membership
from surveys import pacing
from surveys.models import Alert, Answer, Reply, RoutingRule, RoutingTarget
from surveys.pacing import Topic
from surveys.routing import Conditions, facts_of
from surveys.selectors import hearing as selectors
from surveys.selectors import reading
from surveys.services import alerting
from surveys.services.notices import Telling, may_hear, tell_each


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one person is to hear of a reply."""

    member: Membership
    topic: str
    rule_name: str = ""
    alert: Alert | None = None


@transaction.atomic
def hear(reply: Reply) -> int:
    """Let everybody who should hear of ``reply``, each once, however many rules, teams
    and alerts lead to them and however often this is called.

    Somebody who heard of it in calm hears once more if its author's change made it
    urgent. Returns how many people were told now or will be by a digest: none of a
    try-out, or while it may be a machine's.
    """
    if reply.is_test or reply.is_suspicious:
        return 0
    answers = list(reading.answers_of(reply))
    causes = alerting.causes_in(reply, answers)
    alerts = alerting.raise_for(reply, causes)
    reasons = list(_reasons(reply, answers, alerts))
    if not causes and _is_praise(reply):
        done_by = selectors.those_who_did_it(reply)
        reasons += [Reason(member, Topic.PRAISE) for member in done_by]
    if not reasons:
        return 0
    return len(tell_each(_tellings(reply, reasons)))


def _reasons(
    reply: Reply, answers: list[Answer], alerts: list[Alert]
) -> Iterator[Reason]:
    if reply.waits_for_person or alerts:
        look_after = selectors.look_after(reply)
        if reply.waits_for_person:
            yield from (Reason(member, Topic.WAITING) for member in look_after)
        for alert in alerts:
            yield from (Reason(m, Topic.ALERT, alert=alert) for m in look_after)
    yield from _by_rules(reply, answers)


def _by_rules(reply: Reply, answers: list[Answer]) -> Iterator[Reason]:
    rules = list(selectors.rules_in_use(reply.business))
    if not rules:
        return
    facts = facts_of(reply, answers)
    for rule in rules:
        if Conditions.read(rule.conditions).fit(facts):
            for member in _led_to(rule):
                yield Reason(member, Topic.WORDS, rule_name=rule.name)


def _led_to(rule: RoutingRule) -> Iterator[Membership]:
    for target in rule.targets.all():
        yield from _people(target)


def _people(target: RoutingTarget) -> list[Membership]:
    if target.membership:
        return [target.membership]
    if target.team is None:
        return []
    return [place.membership for place in target.team.places.all()]


def _is_praise(reply: Reply) -> bool:
    """Whether a customer was pleased and said so."""
    happy = reply.rating is not None and reply.rating >= Reply.Rating.GOOD
    return bool(happy and reply.words) and not reply.waits_for_person


def _tellings(reply: Reply, reasons: list[Reason]) -> list[Telling]:
    """Return one telling a person, under their foremost subject."""
    by_person: dict[UUID, list[Reason]] = {}
    for reason in reasons:
        if may_hear(reason.member, reply):
            by_person.setdefault(reason.member.pk, []).append(reason)
    members = [some[0].member for some in by_person.values()]
    chosen = selectors.choices_of_many(members)
    heard = selectors.heard_of(reply)
    return [
        _telling(reply, some, chosen[pk], heard.get(pk, set()))
        for pk, some in by_person.items()
    ]


def _telling(
    reply: Reply, reasons: list[Reason], chosen: dict[str, str], heard: set[str]
) -> Telling:
    topic = pacing.foremost(chosen, (reason.topic for reason in reasons))
    one = next(reason for reason in reasons if reason.topic == topic)
    calm = heard and not heard & {*pacing.URGENT}
    key = f"reply:{reply.pk}"
    if calm and topic in pacing.URGENT:
        key = f"{key}:urgent"
    return Telling(one.member, topic, key, reply, one.alert, one.rule_name)
