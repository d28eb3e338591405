"""How soon somebody hears of what: the usual pace of each subject, and what may be
chosen. Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from feedback.accounts.models import NoticeChoice

Topic = NoticeChoice.Topic
Pace = NoticeChoice.Pace

# What holds for whoever has not chosen.
USUAL: Final = {
    Topic.WAITING: Pace.NOW,
    Topic.WORDS: Pace.NOW,
    Topic.PRAISE: Pace.NOW,
    Topic.ALERT: Pace.NOW,
    Topic.MENTION: Pace.NOW,
    Topic.CONVERSATION: Pace.NOW,
    Topic.VOICES: Pace.WEEKLY,
    Topic.DEADLINES: Pace.DAILY,
}
# The voices are one mail a week, or none.
OFFERED: Final = {
    topic: (Pace.WEEKLY, Pace.NEVER) if topic == Topic.VOICES else tuple(Pace)
    for topic in Topic
}
# The sooner first; of two subjects that are as soon, the weightier one names the mail.
SOONEST: Final = tuple(Pace)
WEIGHTIEST: Final = (
    Topic.ALERT,
    Topic.WAITING,
    Topic.PRAISE,
    Topic.WORDS,
    Topic.CONVERSATION,
    Topic.MENTION,
    Topic.VOICES,
    Topic.DEADLINES,
)
# News that somebody should have although they heard of the same reply before.
URGENT: Final = (Topic.ALERT, Topic.WAITING)


def pace(chosen: Mapping[str, str], topic: str) -> Pace:
    """Return how soon somebody who chose ``chosen`` (topic → pace) hears of it."""
    return Pace(chosen.get(topic) or USUAL[Topic(topic)])


def foremost(chosen: Mapping[str, str], topics: Iterable[str]) -> Topic:
    """Return the one of ``topics`` under which a person hears of one thing: the
    soonest by their choice, then the weightiest.
    """

    def rank(topic: Topic) -> tuple[int, int]:
        return SOONEST.index(pace(chosen, topic)), WEIGHTIEST.index(topic)

    return min(map(Topic, topics), key=rank)
