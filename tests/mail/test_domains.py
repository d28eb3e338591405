"""Sending domains against a real DNS server on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.errors import Conflict, Refused
from feedback.history.services import CLOCK
from feedback.mail import domains, profiles, records
from feedback.mail.models import OutboundMessage, SendingProfile
from tests.conftest import NOON, World
from tests.mail.dns_server import Zone, serving
from tests.mail.rows import Kind, Status, again, queued

DOMAIN = "penrose.example"
TARGET = "penrose-example.dkim.said.example"
KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" * 6
SELECTOR = f"said._domainkey.{DOMAIN}"


@pytest.fixture
def zone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Zone]:
    monkeypatch.setattr(records, "SECONDS_A_QUESTION", 0.2)
    with serving() as running:
        settings.SENDING_RESOLVER = f"127.0.0.1:{running.port}"
        settings.SENDING_SPF_INCLUDE = "spf.said.example"
        settings.SENDING_DKIM_SELECTOR = "said"
        settings.SENDING_DKIM_TARGET = "{domain}.dkim.said.example"
        settings.SENDING_DKIM_PUBLIC_KEY = ""
        running.text(TARGET, f"v=DKIM1; k=rsa; p={KEY[:90]}", KEY[90:])
        yield running


def proof(business: Business, domain: str = DOMAIN) -> str:
    return records.wanted(domain, business.pk)[0].value


def complete(zone: Zone, business: Business) -> None:
    zone.text(f"_said-and-done.{DOMAIN}", proof(business))
    zone.alias(SELECTOR, TARGET)
    zone.text(DOMAIN, "google-site-verification=x")
    zone.text(DOMAIN, "v=spf1 include:spf.said.example ~all")
    zone.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=none")


def chosen(business: Business, domain: str = DOMAIN) -> SendingProfile:
    return domains.choose(business, domain=domain, local_part="ruth", by=CLOCK)


def codes(business: Business, domain: str = DOMAIN) -> dict[str, str]:
    return {found.which: found.code for found in records.look(domain, business.pk)}


def test_a_domain_with_all_records_is_used(inside: World, zone: Zone) -> None:
    complete(zone, inside.business)
    profile = chosen(inside.business)
    assert profiles.from_address(inside.business) == ""
    assert all(found.is_ok for found in domains.check(profile))
    assert profile.verified_at == NOON
    assert profiles.from_address(inside.business) == f"ruth@{DOMAIN}"


def test_new_mail_to_customers_comes_from_there(inside: World, zone: Zone) -> None:
    complete(zone, inside.business)
    before = queued(inside.business)
    domains.check(chosen(inside.business))
    after, notice = queued(inside.business), queued(inside.business, kind=Kind.NOTICE)
    found = [again(row).from_email for row in (before, after, notice)]
    assert found == ["", f"ruth@{DOMAIN}", ""]


def test_nothing_is_found_in_an_empty_zone(inside: World, zone: Zone) -> None:
    assert codes(inside.business) == {
        "owner": "owner_missing",
        "dkim": "dkim_missing",
        "spf": "spf_missing",
        "dmarc": "dmarc_missing",
    }
    found = domains.check(chosen(inside.business))
    said = " ".join(one.said for one in found)
    assert f"We found no DKIM record at {SELECTOR}; it can take an hour" in said


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["v=spf1 mx -all"], "spf_without"),
        (["v=spf1 include:spf.said.example -all", "v=spf1 mx -all"], "spf_several"),
        (["V=SPF1 INCLUDE:SPF.Said.Example ~all"], "ok"),
        (["v=spf1 +include:spf.said.example ~all"], "ok"),
        (["v=spf1 -include:spf.said.example ~all"], "spf_without"),
        (["v=spf1 include:outer.example ~all"], "ok"),
        (["v=spf1 redirect=outer.example"], "ok"),
        (["v=spf1 include:loop.example ~all"], "spf_long"),
        (["v=spf1 " + "a:x.example " * 10 + "include:spf.said.example"], "spf_long"),
        (["v=spf10 include:spf.said.example"], "spf_missing"),
    ],
)
def test_spf(inside: World, zone: Zone, texts: list[str], code: str) -> None:
    zone.text("outer.example", "v=spf1 include:spf.said.example -all")
    zone.text("loop.example", "v=spf1 include:loop.example -all")
    for text in texts:
        zone.text(DOMAIN, text)
    assert codes(inside.business)["spf"] == code


def test_a_record_in_several_strings_is_one(inside: World, zone: Zone) -> None:
    zone.text(DOMAIN, "v=spf1 include:spf.sa", "id.example ~all")
    assert codes(inside.business)["spf"] == "ok"


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        (TARGET, "ok"),
        ("other.dkim.said.example", "dkim_elsewhere"),
        ("nowhere.example", "dkim_elsewhere"),
    ],
)
def test_dkim_by_alias(inside: World, zone: Zone, alias: str, code: str) -> None:
    zone.text("other.dkim.said.example", "v=DKIM1; p=AAAA")
    zone.alias(SELECTOR, alias)
    assert codes(inside.business)["dkim"] == code


def test_dkim_whose_key_is_not_there_yet(inside: World, zone: Zone) -> None:
    del zone.texts[TARGET]
    zone.alias(SELECTOR, TARGET)
    assert codes(inside.business)["dkim"] == "dkim_no_key"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"v=DKIM1; k=rsa; p={KEY}", "ok"),
        (f"v=DKIM1;p= {KEY[:50]} {KEY[50:]} ;", "ok"),
        ("v=DKIM1; p=", "dkim_revoked"),
        ("v=DKIM1; p=BBBB", "dkim_other"),
        ("hello", "dkim_missing"),
    ],
)
def test_dkim_by_key(
    inside: World, zone: Zone, settings: Any, text: str, code: str
) -> None:
    settings.SENDING_DKIM_TARGET, settings.SENDING_DKIM_PUBLIC_KEY = "", KEY
    zone.text(SELECTOR, *[text[at : at + 200] for at in range(0, len(text), 200)])
    assert codes(inside.business)["dkim"] == code


def test_dmarc_at_the_organisations_domain(inside: World, zone: Zone) -> None:
    zone.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=quarantine; sp=none")
    assert codes(inside.business, f"mail.{DOMAIN}")["dmarc"] == "ok"


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["v=DMARC1; p=reject", "v=DMARC1; p=none"], "dmarc_several"),
        (["v=DMARC1"], "dmarc_unclear"),
        (["v=DMARC1; p=perhaps"], "dmarc_unclear"),
        (["hello"], "dmarc_missing"),
        (["v=DMARC1;p=none;rua=mailto:a@penrose.example"], "ok"),
    ],
)
def test_dmarc(inside: World, zone: Zone, texts: list[str], code: str) -> None:
    for text in texts:
        zone.text(f"_dmarc.{DOMAIN}", text)
    assert codes(inside.business)["dmarc"] == code


def test_a_broken_or_silent_dns_is_no_finding(inside: World, zone: Zone) -> None:
    complete(zone, inside.business)
    profile = chosen(inside.business)
    domains.check(profile)
    zone.broken.add(SELECTOR)
    zone.silent.add(DOMAIN)
    for _ in range(5):
        found = records.look(DOMAIN, inside.business.pk)
        domains.note(profile, found, is_watch=True)
    assert profile.verified_at
    assert profile.failed_checks == 0
    assert codes(inside.business) == {
        "owner": "ok",
        "dkim": "unanswered",
        "spf": "unanswered",
        "dmarc": "ok",
    }


def test_a_dns_that_is_not_there_takes_a_bounded_time(
    inside: World, settings: Any, zone: Zone
) -> None:
    settings.SENDING_RESOLVER = "127.0.0.1:9"
    found = records.look(DOMAIN, inside.business.pk, seconds=0.3)
    assert {one.code for one in found} == {"unanswered"}
    assert "Nothing is lost" in found[0].said


def test_an_international_domain(inside: World, zone: Zone) -> None:
    profile = chosen(inside.business, "bücher.example")
    assert profile.domain == "xn--bcher-kva.example"
    domains.check(profile)
    assert "xn--bcher-kva.example TXT" in zone.asked


def test_another_business_cannot_take_it(world: World, zone: Zone) -> None:
    with tenancy.enter(world.business.pk):
        complete(zone, world.business)
        domains.check(chosen(world.business))
    with tenancy.enter(world.other_business.pk), pytest.raises(Conflict):
        chosen(world.other_business)


def test_two_that_prove_it_are_decided_by_who_was_first(
    world: World, zone: Zone
) -> None:
    complete(zone, world.business)
    zone.text(f"_said-and-done.{DOMAIN}", proof(world.other_business))
    both = []
    for business in (world.business, world.other_business):
        with tenancy.enter(business.pk):
            both.append((business, chosen(business)))
    for business, profile in both:
        with tenancy.enter(business.pk):
            domains.check(profile)
    assert [bool(profile.verified_at) for _, profile in both] == [True, False]
    assert domains.findings_of(both[1][1])["owner"].code == "taken"


def test_records_of_another_business_prove_nothing(inside: World, zone: Zone) -> None:
    complete(zone, inside.other_business)
    assert codes(inside.business)["owner"] == "owner_other"


def test_three_failed_days_end_it_and_the_owner_is_told(
    world: World, zone: Zone
) -> None:
    with tenancy.enter(world.business.pk):
        complete(zone, world.business)
        domains.check(chosen(world.business))
        waiting = queued(world.business)
    assert again(waiting).from_email
    zone.aliases.clear()
    for day in (1, 2, 3):
        with clock.set_to(NOON + timedelta(days=day)):
            assert domains.check_due(now=clock.now()) == 1
            assert domains.check_due(now=clock.now()) == 0
    with tenancy.enter(world.business.pk):
        assert profiles.from_address(world.business) == ""
        notice = OutboundMessage.objects.get(kind=Kind.NOTICE)
    assert again(waiting).from_email == ""
    assert notice.subject == f"Mails no longer come from {DOMAIN}"
    assert (notice.to_email, notice.status) == ("ruth@penrose.example", Status.QUEUED)


def test_one_good_day_forgives(world: World, zone: Zone) -> None:
    with tenancy.enter(world.business.pk):
        complete(zone, world.business)
        profile = chosen(world.business)
        domains.check(profile)
    for day, is_there in enumerate((False, False, True, False, False), start=1):
        zone.aliases = {SELECTOR: TARGET} if is_there else {}
        with clock.set_to(NOON + timedelta(days=day)):
            domains.check_due(now=clock.now())
    with tenancy.enter(world.business.pk):
        assert profiles.from_address(world.business)


def test_a_new_domain_is_looked_at_each_hour(world: World, zone: Zone) -> None:
    with tenancy.enter(world.business.pk):
        domains.check(chosen(world.business))
    assert domains.check_due(now=NOON + timedelta(minutes=30)) == 0
    assert domains.check_due(now=NOON + timedelta(hours=1)) == 1


def test_a_domain_changed_during_the_look_keeps_no_findings(
    inside: World, zone: Zone
) -> None:
    complete(zone, inside.business)
    profile = chosen(inside.business)
    found = records.look(profile.domain, inside.business.pk)
    chosen(inside.business, "other.example")
    domains.note(profile, found, is_watch=False)
    kept = profiles.profile_of(inside.business)
    assert (kept.domain, kept.verified_at, kept.findings) == ("other.example", None, [])


def test_going_back_to_our_address(inside: World, zone: Zone) -> None:
    complete(zone, inside.business)
    domains.check(chosen(inside.business))
    waiting = queued(inside.business)
    domains.forget(inside.business, by=CLOCK)
    assert profiles.from_address(inside.business) == ""
    assert again(waiting).from_email == ""


@pytest.mark.parametrize(
    "domain",
    [
        *("", " ", "localhost", "penrose", "127.0.0.1", "::1", "[::1]", "0x7f.1"),
        *("a" * 300 + ".example", "a." * 140 + "example", "-a.example", "a..example"),
        *("co.uk", "org.uk", "com.au", "gmail.com", "mail.gmail.com", "GMAIL.com"),
        *(
            "ruth@outlook.com",
            "\uff47\uff4d\uff41\uff49\uff4c\uff0e\uff43\uff4f\uff4d",
            "router.local",
            "1.1.1.1.in-addr.arpa",
        ),
        *("localhost.example", "x.localhost.example", "pen rose", "a_b.example"),
        *("penrose.example\r\nBcc: x", "\u202epenrose.example", "xn--a.example"),
    ],
)
def test_domains_that_nobody_can_send_from(
    inside: World, zone: Zone, domain: str
) -> None:
    with pytest.raises(Refused):
        chosen(inside.business, domain)
    assert not SendingProfile.objects.exclude(domain="").exists()


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Penrose.example/kontakt?x=1", "penrose.example"),
        ("ruth@penrose.example", "penrose.example"),
        ("  penrose.example. ", "penrose.example"),
        ("penrose\u3002example", "penrose.example"),
        ("shop.penrose.co.uk", "shop.penrose.co.uk"),
    ],
)
def test_what_people_paste(inside: World, zone: Zone, typed: str, domain: str) -> None:
    assert chosen(inside.business, typed).domain == domain


@pytest.mark.parametrize("local", ["", "a b", "ruth@", ".ruth", "a..b", "é", "x" * 65])
def test_what_cannot_stand_before_the_at(inside: World, zone: Zone, local: str) -> None:
    with pytest.raises(Refused):
        domains.choose(inside.business, domain=DOMAIN, local_part=local, by=CLOCK)


def test_an_installation_without_a_key_says_so(
    inside: World, zone: Zone, settings: Any
) -> None:
    settings.SENDING_DKIM_TARGET = ""
    with pytest.raises(Refused, match="not"):
        chosen(inside.business)
