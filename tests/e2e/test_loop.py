"""The whole loop through the real processes, by somebody whose browser has no scripts.

Sign-up → survey → five pasted interactions → five mails → answers → inbox → action →
reminder → escalation → done → told → wall, feed and facts.json agree with the
database. Only our own clock moves; nothing waits for the time of day.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.stack import Stack, links_in

pytestmark = pytest.mark.processes
ZONE = ZoneInfo("Europe/London")
RUTH, DAN = "ruth@penrose.example", "dan@penrose.example"
PASSWORD = "a long enough sentence"
CUSTOMERS = ("Margaret", "Omar", "Joy", "Pete", "Hannah")
LIST = "\n".join(
    f"{name} Ellis, {name.lower()}@example.com, Boiler service, yesterday, Dan"
    for name in CUSTOMERS
)
# Rating, words, and whether they may be shown.
SAID = {
    "Margaret": (2, "He turned up at ten to five.", "Yes, with my first name"),
    "Omar": (1, "Nobody rang me back.", "Yes, without my name"),
    "Joy": (3, "The invoice was a puzzle.", "No, keep them between us"),
    "Pete": (5, "Took his boots off without being asked.", "Yes, with my first name"),
    "Hannah": (4, "", ""),
}


@pytest.fixture
def stack() -> Iterator[Stack]:
    """Start the product at noon of a Wednesday, on our clock."""
    product = Stack()
    product.move_clock(hours=hours_to(next_wednesday().replace(hour=12)))
    with product:
        yield product


def next_wednesday() -> datetime:
    """Return midnight of the Wednesday after next, so that the clock goes forward."""
    today = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(2 - today.weekday()) % 7 + 7)


def hours_to(moment: datetime) -> float:
    """Return how far ahead of the real time ``moment`` is, in hours."""
    ahead = moment.astimezone(UTC) - datetime.now(UTC)
    return ahead.total_seconds() / 3600


def test_the_whole_loop(stack: Stack, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(15_000)
    try:
        walk(stack, browser, page)
    except Exception:
        # What a person would have seen is worth more than the trace.
        print(page.url, page.inner_text("body"), stack.logs(), sep="\n")  # noqa: T201
        raise


def walk(stack: Stack, browser: Browser, page: Page) -> None:
    sign_up(stack, page)
    write_the_survey(stack, page)
    paste_five(stack, page)
    invitations = {n: the_mail(stack, f"{n.lower()}@example.com") for n in CUSTOMERS}
    for name, mail in invitations.items():
        answer(browser, mail, name)
    promise(stack, page)
    be_reminded(stack)
    close_and_tell(stack, page)
    publish(stack, page)
    compare_with_the_database(stack)
    assert len(stack.sink.to("hannah@example.com")) == 1  # never reminded, never told


def sign_up(stack: Stack, page: Page) -> None:
    page.goto(f"{stack.url}/accounts/signup/")
    page.get_by_label("Your business").fill("Penrose Heating")
    page.get_by_label("Your name").fill("Ruth Penrose")
    page.get_by_label("Email").fill(RUTH)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create my account").click()
    link = links_in(the_mail(stack, RUTH))[0]
    page.goto(link)
    page.get_by_role("button", name="Yes, confirm").click()


def write_the_survey(stack: Stack, page: Page) -> None:
    page.goto(f"{stack.url}/welcome/")
    page.get_by_label("What do you do?").select_option(label="Plumbing and heating")
    page.get_by_label("Country").select_option("GB")
    page.get_by_role("button", name="Write my questions").click()
    page.goto(f"{stack.url}/surveys/")
    assert "Boiler service" in page.content()


def paste_five(stack: Stack, page: Page) -> None:
    page.goto(f"{stack.url}/customers/paste/")
    page.locator("textarea[name=text]").fill(LIST)
    page.get_by_role("button", name="Check").click()
    assert "Nothing is stored yet" in page.content()
    page.get_by_role("button", name=re.compile("Add 5")).click()


def answer(browser: Browser, mail: EmailMessage, name: str) -> None:
    rating, words, shown = SAID[name]
    rated = [u for u in links_in(mail) if u.rstrip("/").endswith(f"/{rating}")]
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(rated[0])
    if words:
        page.locator("textarea").first.fill(words)
    if shown:
        page.get_by_label(shown).check()
    page.get_by_role("button", name="Send").click()
    assert f"Thank you, {name}" in page.content()
    page.context.close()


def promise(stack: Stack, page: Page) -> None:
    """From the words to a promise in two clicks: the reply, and Add action."""
    page.goto(f"{stack.url}/inbox/")
    for name in CUSTOMERS:
        assert f"{name} Ellis" in page.content()
    page.get_by_role("link", name=re.compile("Margaret Ellis")).first.click()
    page.get_by_label("Action").fill("Text people when we set off")
    page.get_by_label("Or on this day").fill(due_on().isoformat())
    page.get_by_role("button", name="Add action").click()
    page.goto(f"{stack.url}/inbox/")
    page.get_by_role("link", name=re.compile("Omar Haddad|Omar Ellis")).first.click()
    page.get_by_text("Others said the same?").click()
    page.get_by_role("button", name=re.compile("Add it")).click()


def due_on() -> date:
    return (next_wednesday() + timedelta(days=2)).date()


def be_reminded(stack: Stack) -> None:
    """On the working day before, the day, and the two working days after, which a
    weekend puts off: once each.
    """
    due = next_wednesday() + timedelta(days=2)
    heard = reminders(stack)
    for days, at in ((-1, 10), (0, 10), (3, 10), (4, 10)):
        stack.move_clock(hours=hours_to(due + timedelta(days=days, hours=at)))
        fresh = stack.until(
            lambda seen=heard: new(reminders(stack), seen), "a reminder"
        )
        assert len(fresh) == 1, [m["Subject"] for m in fresh]
        heard = reminders(stack)
    assert len(heard) == 4


def reminders(stack: Stack) -> list[EmailMessage]:
    """Return the mails to Ruth that speak of the promise."""
    return [
        message
        for message in stack.sink.to(RUTH)
        if any("/actions/" in link for link in links_in(message))
    ]


def new(now: list[EmailMessage], before: list[EmailMessage]) -> list[EmailMessage]:
    return now[len(before) :]


def close_and_tell(stack: Stack, page: Page) -> None:
    page.goto(f"{stack.url}/actions/")
    page.get_by_role("link", name="Text people when we set off").first.click()
    action = page.url
    page.goto(f"{action}closure/")
    page.get_by_label("What changed").fill("We now text you when we set off.")
    page.get_by_label(re.compile("Practices")).check()
    page.get_by_label("Better for customers", exact=True).check()
    page.get_by_label(re.compile("Yes, tell the people")).check()
    page.locator("main button[type=submit].btn-primary").click()
    assert "Nothing goes until you press Send" in page.content()
    assert len(stack.sink.to("margaret@example.com")) == 1
    page.get_by_label("Send today’s now").check()
    page.get_by_role("button", name=re.compile("Send these 2 emails")).click()
    # It can be taken back for ten minutes.
    passed = float(stack.clock.read_text()) / 3600
    stack.move_clock(hours=passed + 0.2)
    for name in ("Margaret", "Omar"):
        told = the_mail(stack, f"{name.lower()}@example.com", number=2)
        body = told.get_body(("plain",))
        assert body is not None
        assert SAID[name][1] in body.get_content()
        assert "We now text you when we set off." in body.get_content()
        assert told["Reply-To"] == RUTH


def publish(stack: Stack, page: Page) -> None:
    page.goto(f"{stack.url}/published/")
    page.get_by_role("link", name=re.compile("Write it up")).click()
    page.get_by_label("What we did").fill("We now text you when we set off.")
    page.get_by_label("The same in your words").fill("You came late.")
    page.get_by_role("button", name="Publish").click()
    page.goto(f"{stack.url}/published/")
    page.get_by_role("button", name="Make it public").click()


def compare_with_the_database(stack: Stack) -> None:
    wall, feed = read(stack, ""), read(stack, "feed.xml")
    facts = json.loads(read(stack, "facts.json"))
    for name, (_, words, shown) in SAID.items():
        allowed = shown.startswith("Yes")
        for public in (wall, feed, json.dumps(facts)):
            assert "Ellis" not in public
            assert f"{name.lower()}@" not in public
        if words:
            assert (words in wall) is allowed
            assert (words in json.dumps(facts)) is allowed
    assert "We now text you when we set off." in wall
    stored = json.loads(stack.shell(COUNTS))
    assert facts["asked"]["people"] == stored["asked"] == 5
    assert facts["answered"]["replies"] == stored["answered"] == 5
    assert stored["states"] == ["accepted"]


COUNTS = """
import json
from feedback import tenancy
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Reply
with tenancy.every_business():
    print(json.dumps({
        "asked": Invitation.objects.exclude(asked_at=None).count(),
        "answered": Reply.objects.count(),
        "states": sorted(set(OutboundMessage.objects.values_list("status", flat=True))),
    }))
"""


def read(stack: Stack, path: str) -> str:
    with urlopen(f"{stack.url}/w/penrose-heating/{path}", timeout=10) as answer_:
        content: bytes = answer_.read()
        return content.decode()


def the_mail(stack: Stack, address: str, *, number: int = 1) -> EmailMessage:
    """Wait for the ``number``-th mail to an address, and return it."""
    arrived = stack.until(
        lambda: stack.sink.to(address)[number - 1 :], f"mail {number} to {address}"
    )
    return arrived[0]
