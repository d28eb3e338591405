"""Templates: an action to begin from, written once."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from actions.dates import FURTHEST
from actions.models import Action, ActionTemplate
from actions.selectors.work import steps as steps_of
from actions.services.checklists import MOST_STEPS
from actions.services.claims import person
from feedback import clock
from feedback.accounts.models import Business, Team
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line

MOST_TEMPLATES = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """What a template says: the action, its kind, days to do it in, and its steps."""

    what: str
    kind: str = Action.Kind.HELP
    days: int = 7
    team: Team | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Checked:
    what: str
    kind: str
    days: int
    team: Team | None
    steps: str


@transaction.atomic
def save_template(
    business: Business,
    wording: Wording,
    *,
    by: Actor,
    template: ActionTemplate | None = None,
    made_from: Action | None = None,
) -> ActionTemplate:
    """Store a template: a new one, or ``template`` changed.

    Raises `Refused` for one that says nothing or is called like another, and
    `Conflict` if it was taken away meanwhile.
    """
    maker, checked = person(by), _checked(wording)
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    _refuse_double(business, checked.what, template)
    values = {name: getattr(checked, name) for name in _Checked.__slots__}
    if template is not None:
        rows = ActionTemplate.objects.filter(pk=template.pk, removed_at=None)
        if not rows.update(**values):
            raise Conflict(_("Somebody took this template away."))
        template.refresh_from_db()
        history.record("template_changed", template, by=by)
        return template
    made = ActionTemplate.objects.create(
        business=business, created_by=maker, made_from=made_from, **values
    )
    history.record("template_made", made, by=by)
    return made


def template_from(action: Action, *, by: Actor) -> ActionTemplate:
    """Store a template that says what ``action`` says, with its steps. Raises as
    `save_template`.
    """
    days = (action.due_on - clock.today(action.business.zone)).days
    wording = Wording(
        action.what,
        kind=action.kind,
        days=max(1, days),
        team=action.team,
        steps=tuple(step.words for step in steps_of(action)),
    )
    return save_template(action.business, wording, by=by, made_from=action)


@transaction.atomic
def remove_template(template: ActionTemplate, *, by: Actor) -> bool:
    """Take a template away; False if it is. Actions made from it stay."""
    person(by)
    rows = ActionTemplate.objects.filter(pk=template.pk, removed_at=None)
    if not rows.update(removed_at=clock.now()):
        return False
    history.record("template_removed", template, by=by)
    return True


@transaction.atomic
def restore_template(template: ActionTemplate, *, by: Actor) -> bool:
    """Undo `remove_template`; False if it never went. Raises `Refused` if another is
    called so by now.
    """
    person(by)
    _refuse_double(template.business, template.what, template)
    rows = ActionTemplate.objects.filter(pk=template.pk, removed_at__isnull=False)
    if not rows.update(removed_at=None):
        return False
    history.record("template_restored", template, by=by)
    return True


def _checked(wording: Wording) -> _Checked:
    what = one_line(wording.what, longest=200)
    kept = [one_line(step, longest=200) for step in wording.steps]
    steps = [step for step in kept if step]
    if not what:
        raise Refused(_("Say in a few words what will be done."))
    if wording.kind not in Action.Kind.values:
        raise Refused(_("Say what it is for."))
    if len(steps) > MOST_STEPS:
        raise Refused(_("Fifty steps are enough for one action. Make it two."))
    if not 0 <= wording.days <= FURTHEST.days:
        raise Refused(_("That is more than two years away. Choose a nearer day."))
    return _Checked(what, wording.kind, wording.days, wording.team, "\n".join(steps))


def _refuse_double(
    business: Business, what: str, template: ActionTemplate | None
) -> None:
    rows = ActionTemplate.objects.filter(business=business, removed_at=None)
    others = rows.exclude(pk=template.pk) if template else rows
    if others.filter(what__iexact=what).exists():
        raise Refused(_("There is a template of that name already."))
    if template is None and others.count() >= MOST_TEMPLATES:
        raise Refused(_("Two hundred templates are enough."))
