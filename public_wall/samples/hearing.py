"""Who hears in a sample business: a team, a rule, and names in the work."""

from feedback.accounts import services as accounts
from public_wall.samples.opening import owner_name
from public_wall.samples.stage import Stage
from surveys.routing import Conditions
from surveys.services import routing
from surveys.services.routing import Rule

TEAM, RULE = "The vans", "Leaks and cold radiators"
WORDS = ("leak", "drip", "cold", "no hot water")


def schedule(stage: Stage) -> None:
    """Let the owner set it up as the last thing: nobody is told of the past."""
    if len(stage.story.firm.team) > 2:
        stage.at(stage.present, _set_up, stage)


def _set_up(stage: Stage) -> None:
    owner = stage.by(owner_name(stage))
    others = [one for one in stage.team.values() if one != owner.membership]
    for name, place in stage.team.items():
        accounts.name_in_work(place, [name], by=owner)
    team = accounts.save_team(stage.business, name=TEAM, people=others, by=owner)
    rule = Rule(RULE, Conditions(words=WORDS), teams=[team])
    routing.add_rule(stage.business, rule, by=owner)
