"""Telling, what people say to it, open complaints, and endpoints that hear of them."""

from datetime import date
from typing import Any

from actions.models import Telling, Verdict
from actions.services import Letter, tell_customers
from feedback.accounts.models import Role
from feedback.connect.models import Delivery
from feedback.connect.webhooks import announcing
from feedback.connect.webhooks.endpoints import Wanted, make_endpoint
from feedback.links import make_token
from surveys.models import ComplaintHold
from surveys.services.complaints import open_hold
from surveys.services.holds_file import make_address
from tests import builders
from tests.access import Access
from tests.actions import builders as acting
from tests.conftest import NOON, World

MANAGER, MEMBER, READER = Role.MANAGER, Role.MEMBER, Role.READER
URL = "https://hooks.penrose-heating.co.uk/in"


def _done(world: World) -> dict[str, Any]:
    return {"pk": acting.done_action(world).pk}


def _mail(world: World) -> dict[str, Any]:
    reply = builders.reply()
    action = acting.done_action(world, reply)
    return {"pk": action.pk, "customer": reply.customer_id}


def _sent(world: World) -> dict[str, Any]:
    reply = builders.reply()
    action = acting.done_action(world, reply)
    tell_customers(action, [Letter(reply.customer_id, "Words")], by=world.by)
    return {"pk": action.pk}


def a_verdict(world: World, **values: Any) -> Verdict:
    """Store a question that somebody was asked."""
    reply = builders.reply()
    action = acting.done_action(world, reply)
    tell_customers(action, [Letter(reply.customer_id, "Words")], by=world.by)
    Telling.objects.update(mailed_at=NOON, mail_day=date(2026, 11, 4))
    fresh = {"asks_on": date(2026, 11, 18), "asked_at": NOON, "ask_day": NOON.date()}
    return Verdict.objects.create(
        business=world.business,
        action=action,
        customer=reply.customer,
        **{**fresh, **values},
    )


def _doubted(world: World) -> dict[str, Any]:
    verdict = a_verdict(world, said="no", said_at=NOON)
    return {"pk": verdict.action_id}


def _suspicious(world: World) -> dict[str, Any]:
    verdict = a_verdict(world, said="no", said_at=NOON, is_suspicious=True)
    return {"pk": verdict.action_id, "verdict": verdict.pk}


def _asked(world: World) -> dict[str, Any]:
    verdict = a_verdict(world)
    return {"token": make_token("fixed", world.business.pk, verdict.pk)}


def _picked(world: World) -> dict[str, Any]:
    return {**_asked(world), "said": "yes"}


def a_hold(world: World) -> ComplaintHold:
    """Open a hold of a new customer."""
    hold = open_hold(builders.customer(), why="marked", by=world.by)
    assert hold
    return hold


def _held(world: World) -> dict[str, Any]:
    return {"pk": a_hold(world).customer_id}


def _settling(world: World) -> dict[str, Any]:
    return {"token": make_token("settled", world.business.pk, a_hold(world).pk)}


def _secret(world: World) -> dict[str, Any]:
    a_hold(world)
    return {"secret": make_address(world.business, by=world.owner, now=NOON)}


def an_endpoint(world: World) -> dict[str, Any]:
    """Store an endpoint."""
    endpoint, _ = make_endpoint(world.business, Wanted("CRM", URL), by=world.owner)
    return {"pk": endpoint.pk}


def _delivery(world: World) -> dict[str, Any]:
    endpoint, _ = make_endpoint(world.business, Wanted("CRM", URL), by=world.owner)
    row = announcing.try_out(endpoint, now=NOON)
    Delivery.objects.update(status=Delivery.Status.GIVEN_UP, finished_at=NOON)
    return {"pk": row.pk}


ENDPOINT = {"name": "CRM", "url": URL}
ACCESS: dict[str, Access] = {
    "actions:action-telling": Access(_done, get=MEMBER, post=MEMBER),
    "actions:action-telling-mail": Access(
        _mail, post=MEMBER, payload={"preview": "1", "words": "Words"}
    ),
    "actions:action-telling-undo": Access(_sent, post=MEMBER),
    "actions:action-listener": Access(_done, post=MEMBER),
    "actions:action-doubt": Access(_doubted, post=MEMBER, payload={"do": "open"}),
    "actions:verdict-belief": Access(_suspicious, post=MEMBER),
    "actions:telling-settings": Access(
        get=MANAGER, post=MANAGER, payload={"tells_at": "9", "asks_after_days": "7"}
    ),
    "actions_public:fixed": Access(_asked, public=True),
    "actions_public:fixed-picked": Access(_picked, public=True),
    "surveys:hold-list": Access(get=READER),
    "surveys:hold-csv": Access(get=MANAGER),
    "surveys:hold-address": Access(post=MANAGER),
    "surveys:hold-end": Access(
        _held, get=MANAGER, post=MANAGER, payload={"because": "I rang."}
    ),
    "surveys_public:settled": Access(_settling, public=True),
    "surveys_public:holds-file": Access(_secret, public=True),
    "api:hold-list": Access(public=True),
    "connect:webhook-list": Access(get=MANAGER, post=MANAGER, payload=ENDPOINT),
    "connect:webhook-detail": Access(
        an_endpoint, get=MANAGER, post=MANAGER, payload=ENDPOINT
    ),
    "connect:webhook-secret": Access(an_endpoint, post=MANAGER),
    "connect:webhook-state": Access(an_endpoint, post=MANAGER, payload={"off": "1"}),
    "connect:webhook-test": Access(an_endpoint, post=MANAGER),
    "connect:webhook-removal": Access(an_endpoint, post=MANAGER),
    "connect:delivery-again": Access(_delivery, post=MANAGER),
}
