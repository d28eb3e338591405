"""Mails that no person wrote to us: automatic replies, failures, lists.

Whoever answers such a mail by itself keeps two machines talking; whoever takes it for
words puts words into a customer's mouth.
"""

import re
from dataclasses import replace

from feedback.connect.models import InboundMail
from surveys.drafts.mail import ReadMail
from surveys.drafts.sorting import refusal
from surveys.models import CustomerMessage

What = CustomerMessage.What
_BY_OUTCOME = {
    InboundMail.Outcome.OWN: What.AUTOMATIC,
    InboundMail.Outcome.BOUNCE: What.BOUNCE,
    InboundMail.Outcome.AUTOMATIC: What.AUTOMATIC,
}
# What nobody's mail program writes for a person (RFC 3834, RFC 2919, RFC 2369).
_OF_MACHINES = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-vacation",
    "x-cron-env",
    "list-id",
    "list-unsubscribe",
    "list-post",
    "x-failed-recipients",
)
_AWAY = re.compile(
    r"(?:auto(?:matic|mated|matisk|matische|matyczna|mático|mática)?[-: ]*"
    r"(?:reply|response|antwort|antwoord|svar|svar:|odpowiedź|respuesta|resposta)\b|"
    r"out of (?:the )?office|abwesenheit|(?:ich bin )?nicht im büro|"
    r"réponse automatique|"
    r"absence du bureau|absent du bureau|respuesta automática|fuera de (?:la )?oficina|"
    r"automatisch antwoord|afwezig|risposta automatica|fuori (?:ufficio|sede)|"
    r"odpowiedź automatyczna|autoodpowiedź|poza biurem|resposta automática|"
    r"ausência temporária|fora do escritório|autosvar|automatiskt svar|frånvaro|"
    r"رد تلقائي|الرد التلقائي|خارج المكتب)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"undeliver|delivery status|mail delivery|returned mail|failure notice|"
    r"unzustellbar|nicht zugestellt|non remis|échec de (?:la )?remise|"
    r"no se puede entreg|onbestelbaar|mancata consegna|niedostarczon|"
    r"não (?:foi )?entregue|olevererbar",
    re.IGNORECASE,
)


def kind_of(mail: ReadMail) -> What:
    """Return what ``mail`` is, by its headers and subject: words, unless they say
    that a program wrote it. A provider's verdict about spam plays no part here.
    """
    refused = refusal(replace(mail, is_spam=False))
    if refused in _BY_OUTCOME:
        return _BY_OUTCOME[InboundMail.Outcome(refused)]
    if _FAILED.match(mail.subject) and _has_no_sender(mail):
        return What.BOUNCE
    return What.AUTOMATIC if _is_automatic(mail) else What.WORDS


def _is_automatic(mail: ReadMail) -> bool:
    heads = mail.headers
    submitted = heads.get("auto-submitted", "no").casefold().strip()
    precedence = heads.get("precedence", "").casefold().strip()
    suppress = heads.get("x-auto-response-suppress", "").casefold()
    return (
        not submitted.startswith("no")
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or any(name in heads for name in _OF_MACHINES)
        or any(word in suppress for word in ("all", "oof", "autoreply"))
        or _has_no_sender(mail)
        or bool(_AWAY.match(mail.subject))
    )


def _has_no_sender(mail: ReadMail) -> bool:
    """Whether the envelope names nobody to tell of failures (RFC 3834, section 3.3)."""
    back = mail.headers.get("return-path", "").strip()
    return mail.envelope_sender == "<>" or back == "<>"
