"""What people say who were told that it is done: is it fixed?"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from actions.models import Action, Telling, Verdict
from feedback.accounts.models import Business

Said = Verdict.Said
# So many who say no open an action again, or a third of those who answered once there
# are three answers.
ENOUGH_NO, ONE_IN, FEWEST_ANSWERS = 2, 3, 3


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Plain counts of people, of the last doing that anybody was told of.

    ``told`` people were told that it was done, ``asked`` of them were asked if that
    fixed it, and the rest is what they said. What a machine may have said counts for
    nothing.
    """

    told: int = 0
    asked: int = 0
    fixed: int = 0
    partly: int = 0
    not_fixed: int = 0

    @property
    def answered(self) -> int:
        """How many told us."""
        return self.fixed + self.partly + self.not_fixed

    @property
    def reopens(self) -> bool:
        """Whether so many say no that the action is opened again by itself: two, or a
        third of at least three answers. One alone asks the owner.
        """
        many = self.answered >= FEWEST_ANSWERS
        third = many and self.not_fixed * ONE_IN >= self.answered
        return self.not_fixed >= ENOUGH_NO or third


def verdicts_of(actions: Iterable[Action]) -> dict[UUID, Verdicts]:
    """Return the counts of each of ``actions``, zeros where nobody was told, in three
    queries however many there are.
    """
    found = {action.pk: Verdicts() for action in actions}
    last = _last_rounds(found)
    if not last:
        return found
    told = _told(last)
    answers = _answers(last)
    nobody = (0, 0, 0, 0)
    return found | {
        pk: Verdicts(people, *answers.get(pk, nobody)) for pk, people in told.items()
    }


def verdicts_on(action: Action) -> Verdicts:
    """Return the counts of one action."""
    return verdicts_of([action])[action.pk]


def said_about(action: Action) -> QuerySet[Verdict]:
    """Return what each person said who answered, of every doing, newest first."""
    rows = Verdict.objects.filter(action=action).exclude(said=Said.NOTHING)
    return rows.select_related("customer").order_by("-said_at", "-id")


def doubted(business: Business) -> QuerySet[Action]:
    """Return the actions whose owners are asked: somebody says that it is not fixed."""
    rows = Action.objects.filter(business=business, doubted_at__isnull=False)
    return rows.filter(state=Action.State.TOLD).order_by("doubted_at", "id")


def _done() -> QuerySet[Telling]:
    return Telling.objects.filter(about=Telling.About.DID, why_not="")


def _last_rounds(actions: Iterable[UUID]) -> dict[UUID, int]:
    rows = _done().filter(action__in=list(actions)).order_by()
    return dict(rows.values_list("action_id").annotate(last=Max("round")))


def _of(last: dict[UUID, int]) -> Q:
    """Return what makes a row one of the last doing of its action."""
    by_round: dict[int, list[UUID]] = {}
    for pk, number in last.items():
        by_round.setdefault(number, []).append(pk)
    found = Q(pk__in=[])
    for number, pks in by_round.items():
        found |= Q(round=number, action__in=pks)
    return found


def _told(last: dict[UUID, int]) -> dict[UUID, int]:
    rows = _done().filter(_of(last)).order_by()
    people = Count("customer", distinct=True)
    return dict(rows.values_list("action_id").annotate(people=people))


def _answers(last: dict[UUID, int]) -> dict[UUID, tuple[int, int, int, int]]:
    """Return how many were asked, and how many said yes, partly and no."""
    rows = Verdict.objects.filter(_of(last), asked_at__isnull=False).order_by()
    sure = Q(is_suspicious=False)
    counts = rows.values_list("action_id").annotate(
        asked=Count("pk"),
        fixed=Count("pk", filter=sure & Q(said=Said.YES)),
        partly=Count("pk", filter=sure & Q(said=Said.PARTLY)),
        not_fixed=Count("pk", filter=sure & Q(said=Said.NO)),
    )
    return {pk: (asked, yes, partly, no) for pk, asked, yes, partly, no in counts}
