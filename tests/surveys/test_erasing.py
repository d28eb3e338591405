"""Erasing somebody leaves no trace of them, in any table, and every number right.

`test_every_table_is_thought_of` fails for a new table or column of text until somebody
has said what erasing does to it.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.test import Client

from actions.models import Action, DateChange
from feedback.accounts.models import Business, Membership
from feedback.connect.models import IdempotencyKey, InboundAddress, InboundMail
from feedback.customers.addresses import address_hash
from feedback.customers.models import (
    Customer,
    Import,
    ImportChunk,
    ImportPart,
    Interaction,
    Suppression,
)
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from feedback.mail.models import OutboundMessage, TextMessage
from feedback.tenancy import TenantModel
from feedback.walls import tenant_models
from public_wall.selectors.facts import facts
from surveys.models import (
    Answer,
    InteractionDraft,
    Invitation,
    OpenChannel,
    Reply,
    Theme,
)
from surveys.services import forgetting
from surveys.services.erasing import IMPERSONAL, KEPT, erase, keys_between, label
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import link, whole_database

TRACE = "Zebedee"
NAME = f"{TRACE} Quillfeather"
EMAIL = f"{TRACE.lower()}@quillfeather.example"
PHONE, PHONE_KEY = "01872 555 014", "+441872555014"
WORDS = f"{TRACE} was here and the stair creaks since."
# Tables that hold nothing of a customer, and why. Whatever is not here, points to
# nobody and is not in `forgetting.OUTSIDE` fails the test below.
NOT_ABOUT_CUSTOMERS = {
    "accounts.businesslogo": "a picture of the business",
    "accounts.membership": "the team",
    "accounts.teaminvitation": "the team",
    "accounts.team": "the team",
    "accounts.teamplace": "the team",
    "accounts.noticechoice": "the team",
    "history.event": "ids, states and dates only; append-only",
    "history.logleaf": "salted digests, states and days; the salts go, see LogSalt",
    "history.loghead": "how long the log is",
    "history.logcheckpoint": "hashes",
    "public_wall.loggeditem": "what leaves say, by ids",
    "customers.columnmatching": "headings of lists",
    "customers.suppression": "keyed hashes: this is what stays",
    "mail.frame": "words that many mails share, without anybody's name",
    "mail.providerevent": "what became of a mail, without an address",
    "mail.sendingprofile": "the business",
    "connect.inboundaddress": "the business",
    "connect.apikey": "the business",
    "surveys.survey": "the business's words",
    "surveys.surveyversion": "the business's words",
    "surveys.question": "the business's words",
    "surveys.questiontext": "the business's words",
    "surveys.versiontext": "the business's words",
    "surveys.openchannel": "the business's words",
    "surveys.routingrule": "the business's words",
    "surveys.routingtarget": "the team",
    "surveys.savedview": "the team's own searches",
    "surveys.theme": "single terms that several people used, and the team's names",
    "surveys.themeledger": "counts of single terms",
    "actions.action": "what the team promised, in its own words",
    "actions.datechange": "the team's own words",
    "actions.checklistitem": "the team's own words, masked beside the action",
    "actions.actioncomment": "who said something and when",
    "actions.commentwording": "the team's own words, masked beside the action",
    "actions.actiontemplate": "the team's own words, masked if made from an action",
    "actions.repeating": "the team's own words, masked if made from an action",
    "actions.tellingrhythm": "the business",
    "connect.endpoint": "the business",
    "connect.delivery": "ids, times and states; gone after a month",
    "surveys.holdaddress": "the business",
    "surveys.tally": "counts of replies by day",
    "surveys.tallystate": "how far the days are counted",
    "actions.payoff": "counts, and what a theme or question is called",
    "actions.absence": "the team",
    "actions.calendarfeed": "the team",
    "actions.reminder": "the team, and the step of an action",
    "actions.servicelevel": "the business's words",
    "actions.slipanswer": "what the team said about a date",
    "public_wall.embedorigin": "the business",
    "public_wall.formerslug": "the business",
    "public_wall.publicname": "the team",
    "public_wall.wallday": "counts of a day",
    "public_wall.walldomain": "the business",
    "public_wall.wallversion": "how often the page changed",
}
TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def points_to_somebody() -> set[type[TenantModel]]:
    """Return the tables from which a chain of keys leads to a customer."""
    found: set[type[TenantModel]] = {Customer}
    while True:
        more = {
            model
            for model in tenant_models()
            if any(
                keys_between(model, parent) and _hangs_on(model, parent)
                for parent in found
            )
        }
        if more <= found:
            return found
        found |= more


def _hangs_on(model: type[TenantModel], parent: type[TenantModel]) -> bool:
    return label(model) not in NOT_ABOUT_CUSTOMERS


def test_every_table_is_thought_of() -> None:
    known = {label(m) for m in points_to_somebody()}
    known |= set(NOT_ABOUT_CUSTOMERS) | forgetting.OUTSIDE
    unknown = {label(model) for model in tenant_models()} - known
    assert not unknown, "Say in erasing or forgetting what becomes of these."


@pytest.mark.parametrize("name", sorted(KEPT))
def test_every_column_that_stays_is_thought_of(name: str) -> None:
    model = next(m for m in tenant_models() if label(m) == name)
    texts = {f.name for f in model._meta.concrete_fields if isinstance(f, TEXT)}
    assert texts <= set(KEPT[name]) | IMPERSONAL.get(name, set())
    assert not set(KEPT[name]) & IMPERSONAL.get(name, set())


def test_nothing_of_them_is_left_in_any_table(inside: World) -> None:
    customer = everything_about(inside)
    assert TRACE in str(whole_database())
    account = erase(customer, by=CUSTOMER, now=NOON)
    left = {
        table: [row for row in rows if is_theirs(row)]
        for table, rows in whole_database().items()
    }
    assert {table: rows for table, rows in left.items() if rows} == {}
    assert (account.replies, account.asked) == (1, 1)


def is_theirs(row: str) -> bool:
    return any(trace in row for trace in (TRACE, TRACE.lower(), PHONE, PHONE_KEY))


def test_a_row_was_made_in_every_table(inside: World) -> None:
    everything_about(inside)
    wanted = points_to_somebody() | {
        m for m in tenant_models() if label(m) in forgetting.OUTSIDE
    }
    empty = {label(m) for m in wanted if not m._default_manager.exists()}
    assert empty == set()


def test_somebody_else_keeps_everything(inside: World) -> None:
    other = builders.reply(words="The tap drips again since the summer.")
    before = mine_of(other)
    customer = everything_about(inside)
    erase(customer, by=CUSTOMER, now=NOON)
    assert mine_of(other) == before


def mine_of(reply: Reply) -> bytes:
    return Client().get(link("mine", reply.invitation)).content


def test_no_number_of_the_wall_changes_but_those_of_the_words(inside: World) -> None:
    customer = everything_about(inside)
    Reply.objects.filter(customer=customer).update(rating=5, consent="no_name")
    before = facts(inside.business, now=NOON)
    erase(customer, by=CUSTOMER, now=NOON)
    after = facts(inside.business, now=NOON)
    assert (after.answered, after.people) == (before.answered, before.people)
    assert after.ratings == before.ratings
    assert after.asking == before.asking
    assert sum(after.places.values()) == after.answered
    assert after.shown == after.consented == 0


def test_an_import_does_not_bring_them_back_to_be_asked(inside: World) -> None:
    customer = everything_about(inside)
    erase(customer, by=CUSTOMER, now=NOON)
    hashes = Suppression.objects.filter(reason="opted_out")
    assert set(hashes.values_list("address_hash", flat=True)) == {
        address_hash(EMAIL),
        address_hash(PHONE_KEY),
    }


def test_the_team_keeps_its_own_words_without_them(inside: World) -> None:
    customer = everything_about(inside)
    erase(customer, by=CUSTOMER, now=NOON)
    assert Action.objects.get().what == "Ring … about the stair"
    assert DateChange.objects.get().because == "… was away"


def test_history_stays_and_names_nobody(inside: World) -> None:
    customer = everything_about(inside)
    erase(customer, by=CUSTOMER, now=NOON)
    event = Event.objects.get(verb="erased")
    assert (event.before, event.after) == ({}, {})


def test_what_waits_in_the_outbox_never_goes(inside: World) -> None:
    customer = everything_about(inside)
    erase(customer, by=CUSTOMER, now=NOON)
    theirs = OutboundMessage.objects.filter(customer_id=customer.pk)
    assert set(theirs.values_list("status", flat=True)) == {"cancelled"}
    assert not TextMessage.objects.exclude(status="cancelled").exists()


def test_erasing_twice_changes_nothing_more(inside: World) -> None:
    customer = everything_about(inside)
    erase(customer, by=CUSTOMER, now=NOON)
    before = Suppression.objects.count()
    customer.refresh_from_db()
    erase(customer, by=CUSTOMER, now=NOON)
    assert Suppression.objects.count() == before


def test_who_was_merged_goes_with_them(inside: World) -> None:
    survivor = builders.customer(name=NAME, email=EMAIL)
    builders.customer(email="zebedee.old@example.com", merged_into=survivor)
    erase(survivor, by=CUSTOMER, now=NOON)
    assert not Customer.objects.exclude(email="").exists()
    hashes = Suppression.objects.values_list("address_hash", flat=True)
    assert address_hash("zebedee.old@example.com") in hashes


def everything_about(world: World) -> Customer:
    """Store a row about one customer in every table that can hold one, their trace in
    each of its texts.
    """
    customer = builders.customer(
        name=NAME,
        email=EMAIL,
        phone=PHONE,
        phone_key=PHONE_KEY,
        external_id=f"{TRACE}-1",
    )
    reply = builders.reply(
        builders.invitation(
            builders.interaction(
                customer, reference=TRACE, attributes={"note": TRACE}, came_with=uuid4()
            )
        ),
        words=WORDS,
        goal=WORDS,
        feeling=TRACE,
        contact_phone=PHONE,
    )
    there = known_rows(world, customer, reply)
    outside(world, customer, reply)
    waiting = [m for m in points_to_somebody() if m not in there]
    for _round in range(5):
        for model in list(waiting):
            if parents_are_there(model, there):
                there[model] = made(model, there)
                waiting.remove(model)
    assert not waiting, waiting
    return customer


def known_rows(world: World, customer: Customer, reply: Reply) -> dict[Any, Any]:
    work = reply.invitation.interaction
    action = Action.objects.create(
        business=world.business,
        what=f"Ring {NAME} about the stair",
        owner=world.owner,
        created_by=world.owner,
        due_on=NOON.date(),
    )
    channel = OpenChannel.objects.create(
        business=world.business,
        survey=reply.invitation.survey,
        kind="qr",
        name="Van",
        work_kind="Visit",
    )
    address = InboundAddress.objects.create(business=world.business, token="t" * 26)
    mail = InboundMail.objects.create(
        business=world.business,
        address=address,
        dedupe_key="1" * 64,
        subject=f"Fwd: invoice of {NAME}",
        outcome="draft",
    )
    draft = InteractionDraft.objects.create(
        business=world.business,
        mail=mail,
        name=NAME,
        email=EMAIL,
        happened_at=NOON,
        interaction=work,
    )
    DateChange.objects.create(
        business=world.business,
        action=action,
        was_due_on=NOON.date(),
        due_on=NOON.date(),
        because=f"{EMAIL} was away",
        moved_by=world.owner,
    )
    theme = Theme.objects.create(business=world.business, name="Stairs")
    return {
        Business: world.business,
        Membership: world.owner,
        Customer: customer,
        Interaction: work,
        Invitation: reply.invitation,
        Reply: reply,
        Answer: reply.answers.first(),
        Action: action,
        OpenChannel: channel,
        InteractionDraft: draft,
        InboundMail: mail,
        Theme: theme,
    }


def outside(world: World, customer: Customer, reply: Reply) -> None:
    """Store rows that know them without pointing to them."""
    b = world.business
    common = {"due_at": NOON, "expires_at": NOON, "customer_id": customer.pk}
    OutboundMessage.objects.create(
        business=b,
        kind="invitation",
        dedupe_key="a",
        to_email=EMAIL,
        to_name=NAME,
        address_hash=address_hash(EMAIL),
        subject=NAME,
        own_text=WORDS,
        headers={"X": EMAIL},
        values={"name": NAME},
        **common,
    )
    OutboundMessage.objects.create(
        business=b,
        kind="notice",
        dedupe_key="digest",
        to_email="ruth@penrose.example",
        address_hash=address_hash("ruth@penrose.example"),
        subject="This week",
        own_text=f"Praise first.\n\n> {WORDS}\n",
        own_html=f"<p>{WORDS}</p>",
        due_at=NOON,
        expires_at=NOON,
        status="accepted",
    )
    TextMessage.objects.create(
        business=b,
        dedupe_key="a",
        to_phone=PHONE_KEY,
        phone_hash=address_hash(PHONE_KEY),
        words=WORDS,
        **common,
    )
    IdempotencyKey.objects.create(
        business=b,
        key="k",
        request_hash="1" * 64,
        status=201,
        body=f'{{"e": "{EMAIL}"}}',
    )
    came = Import.objects.create(
        business=b,
        pk=reply.invitation.interaction.came_with,
        kind="csv",
        state="done",
        file_name="list.csv",
        started_at=NOON,
        first_lines=[[NAME, EMAIL]],
    )
    ImportPart.objects.create(business=b, of=came, number=1, content=WORDS.encode())
    ImportChunk.objects.create(
        business=b,
        of=came,
        number=1,
        rows=1,
        content=b"x",
        outcomes=[[1, "bad", EMAIL]],
    )


# What a table insists on beyond the kinds of its columns.
ODD = {
    "customers.merge": {"changed": {"survivor": {"name": [TRACE, NAME]}}},
    "surveys.replyphoto": {"position": 1},
    "surveys.alert": {"survey": None},
    "surveys.suspicion": {"signs": ["program"], "cleared_by": None},
    "surveys.complainthold": {"lifted_at": None, "lifted_how": "", "lifted_by": None},
    "actions.telling": {"about": "did", "why_not": ""},
    "actions.verdict": {"said": "no", "said_at": NOON, "asked_at": NOON, "why_not": ""},
    "public_wall.logsalt": {"update": None},
    "public_wall.updaterevision": {"language": ""},
    "public_wall.updatetext": {"language": "de"},
    "public_wall.removal": {
        "state": "checking",
        "decided_by": None,
        "decided_at": None,
    },
}


def parents_are_there(model: type[TenantModel], there: dict[Any, Any]) -> bool:
    needed = [f for f in keys_of(model) if not f.null]
    return all(f.related_model in there for f in needed)


def keys_of(model: type[TenantModel]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]


def made(model: type[TenantModel], there: dict[Any, Any]) -> TenantModel:
    """Store a row of ``model`` with their trace in every text that takes one."""
    values: dict[str, Any] = {}
    impersonal = IMPERSONAL.get(label(model), set())
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            values[field.name] = there.get(field.related_model)
        elif not field.primary_key and field.name not in impersonal:
            value = a_value(field)
            if value is not None:
                values[field.name] = value
    if label(model) in ("customers.merge", "customers.notduplicate"):
        pair = sorted([builders.customer(), there[Customer]], key=lambda c: c.pk)
        names = [f.name for f in keys_of(model) if f.related_model is Customer]
        values |= dict(zip(names, pair, strict=True))
    return model._default_manager.create(**values | ODD.get(label(model), {}))


def a_value(field: Any) -> Any:
    if field.choices:
        return field.choices[0][0] or field.choices[-1][0]
    texts = {
        models.EmailField: EMAIL,
        models.CharField: WORDS[: field.max_length],
        models.TextField: WORDS,
        models.JSONField: {"said": WORDS},
        models.BinaryField: WORDS.encode(),
    }
    others = {
        models.DateField: NOON.date(),
        models.DateTimeField: NOON,
        models.PositiveBigIntegerField: 1,
        models.PositiveIntegerField: 1,
        models.PositiveSmallIntegerField: 1,
    }
    is_free = not (field.has_default() or field.null)
    return texts.get(type(field), others.get(type(field)) if is_free else None)
