"""The DNS records that let mail come from a business's own domain, and looking them
up. No database: what is wanted and found are values.
"""

import re
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings

from feedback.links import keyed_hash
from feedback.mail.findings import OK, UNANSWERED, Finding

SECONDS = 8.0
SECONDS_A_QUESTION = 3.0
MOST_SPF_LOOKUPS = 10  # RFC 7208, section 4.6.4
LONGEST_FOUND = 300
OWNER, SPF, DKIM, DMARC = "owner", "spf", "dkim", "dmarc"
_SPACE = re.compile(r"\s+")
# The terms that make a receiver ask the DNS (RFC 7208, section 4.6.4); of those that
# bring in another record, its name. What is not meant to pass does not include us.
_SPF_LOOKUP = re.compile(
    r"(?:\+?include:|redirect=)([^\s]{1,253})"
    r"|[+?~-]?(?:a|mx|ptr|exists|include)(?:[:/].*)?"
)


class Unanswered(Exception):
    """The DNS gave no answer in time, or an error: neither there nor missing."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record to add: which, at which name, of which type, saying what."""

    which: str
    name: str
    type: str
    value: str


def is_possible() -> bool:
    """Whether this installation can send from other domains at all: somebody has to
    sign the mails, with a key that the domain's owner can point to.
    """
    return bool(settings.SENDING_DKIM_TARGET or settings.SENDING_DKIM_PUBLIC_KEY)


def wanted(domain: str, business_id: UUID) -> list[Record]:
    """Return the records that ``domain`` needs, in the order to add them."""
    proof = keyed_hash("sending-domain", f"{business_id}:{domain}")[:32]
    records = [
        Record(OWNER, f"_said-and-done.{domain}", "TXT", f"said-and-done={proof}")
    ]
    key_name = f"{settings.SENDING_DKIM_SELECTOR}._domainkey.{domain}"
    if settings.SENDING_DKIM_TARGET:
        records.append(Record(DKIM, key_name, "CNAME", _target(domain)))
    else:
        key = f"v=DKIM1; k=rsa; p={settings.SENDING_DKIM_PUBLIC_KEY}"
        records.append(Record(DKIM, key_name, "TXT", key))
    if settings.SENDING_SPF_INCLUDE:
        value = f"v=spf1 include:{settings.SENDING_SPF_INCLUDE} ~all"
        records.append(Record(SPF, domain, "TXT", value))
    return [*records, Record(DMARC, f"_dmarc.{domain}", "TXT", "v=DMARC1; p=none")]


def look(domain: str, business_id: UUID, *, seconds: float = SECONDS) -> list[Finding]:
    """Look every wanted record up, in ``seconds`` at most; never raises for what the
    DNS does.
    """
    dns_ = Dns(seconds)
    return [_look_at(record, domain, dns_) for record in wanted(domain, business_id)]


class Dns:
    """Questions to the DNS, with one time limit for all of them."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._resolver = _resolver()

    def texts(self, name: str) -> tuple[list[str], str]:
        """Return the texts at ``name``, and the name that has them after aliases."""
        answer = self._ask(name, "TXT")
        if answer is None:
            return [], name
        found = [
            b"".join(row.strings).decode("utf-8", "replace") for row in answer.rrset
        ]
        return found, _plain(answer.canonical_name)

    def alias(self, name: str) -> str:
        """Return where ``name`` points, or nothing."""
        answer = self._ask(name, "CNAME")
        return _plain(answer.rrset[0].target) if answer else ""

    def _ask(self, name: str, kind: str) -> Any:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Unanswered
        try:
            return self._resolver.resolve(
                dns.name.from_text(name),
                kind,
                lifetime=min(left, SECONDS_A_QUESTION),
                search=False,
            )
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise Unanswered from error


def _resolver() -> dns.resolver.Resolver:
    if not settings.SENDING_RESOLVER:
        try:
            return dns.resolver.Resolver()
        except dns.resolver.NoResolverConfiguration:
            return dns.resolver.Resolver(configure=False)
    host, _colon, port = settings.SENDING_RESOLVER.rpartition(":")
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [host.strip("[]")]
    resolver.port = int(port)
    return resolver


def _look_at(record: Record, domain: str, dns_: Dns) -> Finding:
    looks = {OWNER: _owner, SPF: _spf, DKIM: _dkim, DMARC: _dmarc}
    try:
        return looks[record.which](record, domain, dns_)
    except Unanswered:
        return Finding(record.which, UNANSWERED, record.name)


def _owner(record: Record, domain: str, dns_: Dns) -> Finding:
    texts, _name = dns_.texts(record.name)
    if any(text.strip() == record.value for text in texts):
        return Finding(OWNER, OK, record.name)
    code = "owner_other" if texts else "owner_missing"
    return Finding(OWNER, code, record.name, _short(texts))


def _spf(record: Record, domain: str, dns_: Dns) -> Finding:
    records = _spf_at(domain, dns_)
    if len(records) != 1:
        code = "spf_several" if records else "spf_missing"
        return Finding(SPF, code, record.name, _short(records))
    walk = _SpfWalk(dns_, settings.SENDING_SPF_INCLUDE)
    walk.read(records[0])
    if walk.lookups > MOST_SPF_LOOKUPS:
        return Finding(SPF, "spf_long", record.name, _short(records))
    if walk.found:
        return Finding(SPF, OK, record.name, _short(records))
    if walk.unanswered:
        raise Unanswered
    return Finding(SPF, "spf_without", record.name, _short(records))


def _spf_at(name: str, dns_: Dns) -> list[str]:
    texts, _name = dns_.texts(name)
    return [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]


class _SpfWalk:
    """Reads an SPF record and those it includes, as a receiver would."""

    def __init__(self, dns_: Dns, include: str) -> None:
        self.dns = dns_
        self.include = include.lower().rstrip(".")
        self.lookups = 0
        self.found = self.unanswered = False

    def read(self, text: str) -> None:
        """Count the look-ups, and note whether ours is among them."""
        for term in text.lower().split()[1:]:
            found = _SPF_LOOKUP.fullmatch(term)
            if not found:
                continue
            self.lookups += 1
            if found[1] and self.lookups <= MOST_SPF_LOOKUPS:
                self._include(found[1].rstrip("."))

    def _include(self, name: str) -> None:
        if name == self.include:
            self.found = True
            return
        try:
            for text in _spf_at(name, self.dns)[:1]:
                self.read(text)
        except Unanswered:
            self.unanswered = True


def _dkim(record: Record, domain: str, dns_: Dns) -> Finding:
    texts, at = dns_.texts(record.name)
    keys = [_tags(text) for text in texts if "p=" in text]
    target = record.value if record.type == "CNAME" else ""
    if target and at == record.name:
        at = dns_.alias(record.name) or at
    if target and at not in (target, record.name):
        return Finding(DKIM, "dkim_elsewhere", record.name, at)
    if not keys:
        code = "dkim_no_key" if at == target else "dkim_missing"
        return Finding(DKIM, code, record.name, _short(texts))
    if not any(key["p"] for key in keys):
        return Finding(DKIM, "dkim_revoked", record.name)
    ours = _SPACE.sub("", settings.SENDING_DKIM_PUBLIC_KEY)
    if at == target or any(ours and key["p"] == ours for key in keys):
        return Finding(DKIM, OK, record.name)
    return Finding(DKIM, "dkim_other", record.name, _short(texts))


def _dmarc(record: Record, domain: str, dns_: Dns) -> Finding:
    """Walk up from the domain to its organisation's, as DMARC's tree walk does."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        name = "_dmarc." + ".".join(labels[start:])
        texts, _at = dns_.texts(name)
        policies = [text for text in texts if _is_dmarc(text)]
        if len(policies) > 1:
            return Finding(DMARC, "dmarc_several", name, _short(policies))
        if policies:
            has_policy = _tags(policies[0]).get("p") in ("none", "quarantine", "reject")
            code = OK if has_policy else "dmarc_unclear"
            return Finding(DMARC, code, name, _short(policies))
    return Finding(DMARC, "dmarc_missing", record.name)


def _is_dmarc(text: str) -> bool:
    return text.lower().replace(" ", "").split(";")[0] == "v=dmarc1"


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): _SPACE.sub("", value) for name, _eq, value in pairs}


def _target(domain: str) -> str:
    target: str = settings.SENDING_DKIM_TARGET
    return target.replace("{domain}", domain.replace(".", "-")).rstrip(".").lower()


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _short(texts: list[str]) -> str:
    return " · ".join(texts)[:LONGEST_FOUND]
