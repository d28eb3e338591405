"""The pages "Sending address" and "Mail health", the panel and the alarm."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from feedback import clock, tenancy
from feedback.customers.services import suppress
from feedback.history.services import CLOCK
from feedback.mail import profiles, services
from feedback.mail.models import SendingProfile
from feedback.mail.profiles import Pause
from tests import builders
from tests.conftest import NOON, World
from tests.mail.rows import Kind, Status, queued
from tests.queries import assert_same_queries

HEALTH = "/mail/health/"
ADDRESS = "/mail/address/"
INBOX = reverse("surveys:reply-list")


@pytest.fixture(autouse=True)
def _possible(settings: Any) -> None:
    settings.SENDING_DKIM_TARGET = "{domain}.dkim.said.example"
    settings.SENDING_SPF_INCLUDE = "spf.said.example"


def page(world: World, url: str, who: str = "owner") -> str:
    response = world.client(who).get(url)
    assert response.status_code == 200
    return response.content.decode()


def stop(world: World, pause: Pause = Pause.BOUNCES) -> SendingProfile:
    with tenancy.enter(world.business.pk):
        profile = profiles.kept_profile_of(world.business)
        profiles.stop(profile, pause, by=CLOCK)
        return profile


def test_choosing_a_domain_shows_what_to_copy(world: World) -> None:
    answer = world.client().post(
        ADDRESS, {"domain": "bücher.example", "local_part": "ruth"}, follow=True
    )
    text = answer.content.decode()
    assert "Records for bücher.example" in text
    assert "said._domainkey.xn--bcher-kva.example" in text
    assert "xn--bcher-kva-example.dkim.said.example" in text
    assert "v=spf1 include:spf.said.example ~all" in text
    assert "said-and-done=" in text


@pytest.mark.parametrize("domain", ["gmail.com", "localhost", "", "x" * 300, "co.uk"])
def test_a_domain_that_cannot_be_is_explained_and_kept(
    world: World, domain: str
) -> None:
    answer = world.client().post(ADDRESS, {"domain": domain, "local_part": "ruth"})
    assert answer.status_code == 422
    assert f'value="{domain}"' in answer.content.decode() or not domain
    with tenancy.every_business():
        assert not SendingProfile.objects.exists()


def test_reading_stores_nothing(world: World) -> None:
    for url in (ADDRESS, HEALTH, INBOX):
        world.client().get(url)
    with tenancy.every_business():
        assert not SendingProfile.objects.exists()


def test_checking_without_a_domain_is_refused(world: World) -> None:
    assert world.client().post(f"{ADDRESS}check/").status_code == 409


def test_checking_with_a_dead_dns_loses_nothing(world: World, settings: Any) -> None:
    settings.SENDING_RESOLVER = "127.0.0.1:9"
    world.client().post(ADDRESS, {"domain": "penrose.example", "local_part": "ruth"})
    answer = world.client().post(f"{ADDRESS}check/", follow=True)
    assert "Nothing is lost: try again in a few minutes." in answer.content.decode()


def test_going_back(world: World) -> None:
    world.client().post(ADDRESS, {"domain": "penrose.example", "local_part": "ruth"})
    world.client().post(f"{ADDRESS}removal/")
    assert "Records for" not in page(world, ADDRESS)


def test_an_installation_that_cannot_says_so(world: World, settings: Any) -> None:
    settings.SENDING_DKIM_TARGET = ""
    assert "nobody has set up a key" in page(world, ADDRESS)


def test_health_counts_without_shares_under_ten(world: World) -> None:
    for _ in range(9):
        queued(world.business, status=Status.DELIVERED)
    assert "100 %" not in page(world, HEALTH)
    queued(world.business, status=Status.DELIVERED)
    assert "100 %" in page(world, HEALTH)


def test_health_names_who_bounced_and_why(world: World) -> None:
    with tenancy.enter(world.business.pk):
        ann = builders.customer(name="Ann Hart")
    queued(
        world.business,
        status=Status.BOUNCED,
        status_reason="550 5.1.1 … unknown",
        customer_id=ann.pk,
        to=ann.email,
    )
    text = page(world, HEALTH)
    assert "Ann Hart" in text
    assert "550 5.1.1 … unknown" in text


def test_the_warm_up_shows_how_far_it_is(world: World, settings: Any) -> None:
    settings.WARM_UP_PER_DAY = 50
    for _ in range(18):
        queued(world.business, status=Status.ACCEPTED, finished_at=NOON)
    assert "18 of 50 today" in page(world, HEALTH)


def test_a_stopped_business_reads_why_and_when(world: World) -> None:
    stop(world)
    text = page(world, HEALTH)
    assert "too many addresses do not work" in text
    assert "Thursday 19 November, 12:00" in text
    assert "Mail to customers is stopped" in page(world, INBOX, "member")


def test_the_owner_starts_again_with_a_sentence(world: World) -> None:
    stop(world)
    why = {"explanation": "They came from an old list, which is gone now."}
    url = f"{HEALTH}resumption/"
    assert world.client().post(url, why).status_code == 409
    with clock.set_to(NOON + timedelta(days=1)):
        assert "start sending again" in page(world, HEALTH)
        assert world.client("manager").post(url, why).status_code == 403
        short = world.client().post(url, {"explanation": "no"})
        assert short.status_code == 422
        assert "Say in a sentence or two" in short.content.decode()
        answer = world.client().post(url, why, follow=True)
    assert "Mails to customers go out again." in answer.content.decode()


def test_the_panel_is_silent_while_all_is_well(world: World) -> None:
    assert "mail-trouble" not in page(world, INBOX, "member")
    queued(world.business, status=Status.UNCERTAIN)
    assert "1 mail waits for somebody to decide" in page(world, INBOX, "member")


def test_a_customers_page_shows_what_did_not_arrive(world: World) -> None:
    with tenancy.enter(world.business.pk):
        ann = builders.customer(name="Ann Hart")
        suppress(world.business, email=ann.email, reason="bounced", by=CLOCK)
    url = reverse("actions:customer-detail", kwargs={"pk": ann.pk})
    assert "did not arrive" not in page(world, url)
    queued(
        world.business,
        status=Status.BOUNCED,
        status_reason="550 5.1.1 … unknown",
        customer_id=ann.pk,
    )
    text = page(world, url)
    assert "Mail that did not arrive" in text
    assert "550 5.1.1 … unknown" in text


def test_everybody_sees_that_mail_is_late(world: World) -> None:
    assert "Mail is late" not in page(world, INBOX, "reader")
    queued(world.business, kind=Kind.NOTICE, due_at=NOON - timedelta(minutes=6))
    assert "Mail is late" in page(world, INBOX, "reader")


def test_everybody_sees_that_the_worker_is_silent(world: World) -> None:
    with clock.set_to(NOON - timedelta(minutes=6)):
        services.note_pulse("deliver")
    assert "the part that sends it does not run" in page(world, INBOX, "reader")


def test_everybody_sees_that_the_provider_refuses(world: World) -> None:
    with clock.set_to(NOON - timedelta(minutes=6)):
        services.note_line(is_refused=True, has_taken=False)
    assert "takes nothing from us" not in page(world, INBOX, "member")
    queued(world.business, kind=Kind.NOTICE, due_at=NOON + timedelta(minutes=1))
    assert "takes nothing from us" in page(world, INBOX, "reader")
    services.note_line(is_refused=False, has_taken=True)
    assert "takes nothing from us" not in page(world, INBOX, "member")


def test_mail_that_is_held_back_on_purpose_is_not_late(world: World) -> None:
    queued(world.business, due_at=NOON - timedelta(hours=2))
    assert "Mail is late" in page(world, INBOX, "member")
    stop(world)
    assert "Mail is late" not in page(world, INBOX, "member")
    assert world.client("anonymous").get("/readyz").status_code == 200


def test_health_needs_the_same_queries_for_more_mail(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.pk):
            ann = builders.customer()
        queued(world.business, status=Status.BOUNCED, customer_id=ann.pk)

    assert_same_queries(world.client(), HEALTH, grow)
