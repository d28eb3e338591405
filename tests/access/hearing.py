"""Who may do what about hearing: rules, teams, one's own notices, one's own words."""

from typing import Any

from feedback.accounts import services as accounts
from feedback.accounts.models import NoticeChoice, Role
from feedback.links import make_token
from surveys.emails_hearing import HEARING, NOTICE
from surveys.models import Reply
from surveys.routing import Conditions
from surveys.services import notices, routing
from surveys.services.routing import Rule
from tests import builders
from tests.access import Access
from tests.conftest import World
from tests.pictures import reply_with_photo


def a_rule(world: World) -> dict[str, Any]:
    """Return the arguments that name a rule."""
    rule = Rule("Leaks", Conditions(words=("leak",)), people=[world.member])
    return {"pk": routing.add_rule(world.business, rule, by=world.by).pk}


def a_team(world: World) -> dict[str, Any]:
    """Return the arguments that name a team."""
    team = accounts.save_team(
        world.business, name="The vans", people=[world.member], by=world.by
    )
    return {"pk": team.pk}


def words_about_everybody(world: World) -> dict[str, Any]:
    """Return the arguments that name a reply about the work of whoever looks."""
    for name in ("own_only", "reader", "member", "manager", "owner"):
        person = getattr(world, name)
        type(person).objects.filter(pk=person.pk).update(handler_names=["Dan"])
    return {"pk": builders.reply().pk}


def a_photo_about_everybody(world: World) -> dict[str, Any]:
    """Return the arguments that name a photo in such a reply."""
    words_about_everybody(world)
    return {"pk": reply_with_photo().pk, "number": 1}


def a_mail(world: World) -> dict[str, Any]:
    """Return the token in the mail to somebody who gets words by mail only."""
    reply: Reply = builders.reply()
    told = notices.tell(
        world.email_only,
        topic=NoticeChoice.Topic.WORDS,
        dedupe_key=f"reply:{reply.pk}",
        reply=reply,
    )
    assert told is not None
    return {"token": make_token(NOTICE, world.business.pk, told.pk)}


def a_reader(world: World) -> dict[str, Any]:
    """Return the token by which somebody without a login chooses what they hear."""
    person = world.email_only
    return {"token": make_token(HEARING, world.business.pk, person.pk)}


WORDS = {"words": "We will ring."}
PROMISE = {"what": "I will ring", "by": "week"}
ACCESS: dict[str, Access] = {
    "surveys:notice-choices": Access(get=Role.OWN_ONLY, post=Role.OWN_ONLY),
    "surveys:routing-list": Access(get=Role.MANAGER),
    "surveys:routing-new": Access(get=Role.MANAGER, post=Role.MANAGER),
    "surveys:routing-edit": Access(a_rule, get=Role.MANAGER, post=Role.MANAGER),
    "surveys:routing-removal": Access(a_rule, post=Role.MANAGER),
    "surveys:own-list": Access(get=Role.OWN_ONLY),
    "surveys:own-detail": Access(
        words_about_everybody, get=Role.OWN_ONLY, post=Role.OWN_ONLY
    ),
    "surveys:own-photo": Access(a_photo_about_everybody, get=Role.OWN_ONLY),
    "actions:own-promise": Access(
        words_about_everybody, get=Role.OWN_ONLY, post=Role.OWN_ONLY
    ),
    "accounts:group-list": Access(get=Role.MANAGER),
    "accounts:group-new": Access(get=Role.MANAGER, post=Role.MANAGER),
    "accounts:group-edit": Access(a_team, get=Role.MANAGER, post=Role.MANAGER),
    "accounts:group-removal": Access(a_team, post=Role.MANAGER),
    "accounts:team-by-mail-new": Access(get=Role.OWNER, post=Role.OWNER),
    "actions_public:notice": Access(a_mail, public=True),
    "surveys_public:notice-choices": Access(a_reader, public=True),
}
