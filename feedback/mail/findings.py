"""What a look at a DNS record found, and how we say it."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext_lazy as _

OK, UNANSWERED, TAKEN = "ok", "unanswered", "taken"
# By code; the gaps are the record's name and what stands there.
SENTENCES = {
    OK: _("Found at %(name)s."),
    UNANSWERED: _(
        "The DNS gave no answer about %(name)s in time. Nothing is lost: try again"
        " in a few minutes."
    ),
    TAKEN: _(
        "Another business here sends from this domain already. Write to us if"
        " that cannot be right."
    ),
    "owner_missing": _(
        "We found no record at %(name)s yet; it can take an hour to show."
    ),
    "owner_other": _(
        "There is a record at %(name)s, but not the one shown here. Copy the"
        " value once more, without quotes or spaces around it."
    ),
    "spf_missing": _(
        "We found no SPF record at %(name)s; it can take an hour to show."
    ),
    "spf_several": _(
        "There are several SPF records at %(name)s. Only one is allowed, and with"
        " two none counts: put them together into one."
    ),
    "spf_without": _(
        "There is an SPF record at %(name)s, but it does not include us. Add the"
        " include to it rather than adding a second record. It says: %(found)s"
    ),
    "spf_long": _(
        "The SPF record at %(name)s makes receivers look up more than ten names,"
        " so they ignore it. Take out what you no longer use."
    ),
    "dkim_missing": _(
        "We found no DKIM record at %(name)s; it can take an hour to show."
    ),
    "dkim_elsewhere": _("%(name)s points to %(found)s, not to us."),
    "dkim_no_key": _(
        "%(name)s points to us, but our key is not there yet. That is ours to do:"
        " try again in an hour, then write to us."
    ),
    "dkim_revoked": _("The DKIM key at %(name)s is empty, which means withdrawn."),
    "dkim_other": _("There is another DKIM key at %(name)s than the one shown here."),
    "dmarc_missing": _(
        "We found no DMARC record at %(name)s; it can take an hour to show."
    ),
    "dmarc_several": _(
        "There are several DMARC records at %(name)s. Only one is allowed."
    ),
    "dmarc_unclear": _(
        "The DMARC record at %(name)s does not say what to do (p=none is enough)."
    ),
}
_UNREADABLE = _("We could not read what we found at %(name)s.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at one record found: a code, where, and what stands there."""

    which: str
    code: str
    name: str
    found: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the record does its work."""
        return self.code == OK

    @property
    def said(self) -> str:
        """The finding in words."""
        sentence = SENTENCES.get(self.code, _UNREADABLE)
        return str(sentence) % {"name": self.name, "found": self.found}

    def as_json(self) -> dict[str, str]:
        """Return it as it is stored."""
        return asdict(self)
