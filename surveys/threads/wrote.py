"""How mail programs introduce what they quote, in the languages of our customers.

Nothing here is a guess about prose: a line counts as an introduction only if it also
holds a date or an address, and ends as those lines end.
"""

import re

# "On Tue, 17 Nov 2026 at 14:30, Ruth <ruth@penrose.example> wrote:"
_WROTE = (
    r"on\b.+\bwrote",
    r".+\bwrote on\b.+",
    r"am\b.+\b(?:schrieb|geschrieben)\b.*",
    r".+\bschrieb am\b.+",
    r"le\b.+\ba écrit",
    r"el\b.+\bescribió",
    r"op\b.+\b(?:schreef|geschreven)\b.*",
    r".+\bschreef op\b.+",
    r"il\b.+\bha scritto",
    r".+\b(?:napisał(?:\(a\)|a)?|pisze)",
    r"wiadomość napisana przez\b.+",
    r"(?:em|a|no dia)\b.+\bescreveu",
    r".+\bescreveu\s*\(.+\)",
    r".+\b(?:skrev|skrifaði|kirjoitti|napsala?|napsal\(a\)|yazd\u0131)\b.*",
    r".+(?:пишет|писала?|написала?)",
    r"في\b.+(?:كتب|كتبت|كتب/كتبت|كتابة ما يلي)\b.*",
    r".+\bكتب(?:ت)?\b.*",
    r"(?:el|le|am|on|op|il|den)\b.{4,60}<[^<>\s]+@[^<>\s]+>",
)
_INTRODUCES = re.compile(rf"(?:{'|'.join(_WROTE)})\s*[:\uff1a]\*?", re.IGNORECASE)
# Digits of any script.
_DATED = re.compile(r"\d|@")
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
MOST_LINES, LONGEST = 4, 400

# Dashes around the words: "-----Original Message-----".
_BETWEEN = re.compile(
    r"[-_–—*\s]{2,}(?:original (?:message|appointment)|forwarded message|"
    r"ursprüngliche (?:nachricht|e-?mail)|weitergeleitete nachricht|"
    r"message d['’]origine|message (?:original|transféré|transmis)|"
    r"mensaje (?:original|reenviado)|oorspronkelijk(?:e)? bericht|"
    r"doorgestuurd bericht|messaggio (?:originale|inoltrato)|"
    r"(?:oryginalna|pierwotna) wiadomość|wiadomość (?:oryginalna|przekazana)|"
    r"mensagem (?:original|encaminhada)|ursprungligt meddelande|"
    r"vidarebefordrat meddelande|oprindelig meddelelse|opprinnelig melding|"
    r"الرسالة الأصلية|رسالة أصلية)[-_–—*\s]{2,}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[_=]{20,}|-{30,}")

# The labels of "From: … Sent: … To: … Subject: …", by what they say.
_LABELS = {
    "from": "from von de desde van da od från fra من От От кого lähettäjä",
    "date": "sent date gesendet datum envoyé fecha verzonden inviato data wysłano "
    "enviada|em enviado|em enviado|el enviado enviada skickat dato sendt التاريخ "
    "أرسلت|في تم|الإرسال أُرسلت päivämäärä odesláno",
    "to": "to an à a para aan do till til إلى komu vastaanottaja cc kopia kopi kopie "
    "antwort|an reply-to",
    "subject": "subject betreff objet asunto onderwerp oggetto temat assunto ämne "
    "emne الموضوع předmět aihe konu",
}
_ROLE = {
    label.replace("|", " ").casefold(): role
    for role, labels in _LABELS.items()
    for label in labels.split()
}
_LABEL = re.compile(
    r"\s*[*_]{0,2}([^\W\d_][^:*<>\n]{0,20}?)\s?[*_]{0,2}:[*_]{0,2}(?:\s|$)"
)

_PHONES = (
    r"iphone|ipad|ipod|apple watch|android|galaxy|samsung|huawei|xiaomi|pixel|nokia|"
    r"blackberry|windows phone|smartphone|handy|mobile|móvil|mobil|telefon|tablet|"
    r"outlook|yahoo|gmail|gmx|web\.de|proton ?mail|aol|mail\b.*windows|hotmail|"
    r"orange|thunderbird|mailbox|t-mobile|هاتفي|الـ ?iphone|جهاز"
)
_SENT_FROM = re.compile(
    rf"(?:sent (?:from|via|with|by)|get|von (?:meinem|meiner)|(?:diese nachricht wurde "
    r"|gesendet |verschickt |versendet )(?:von|mit|aus)|envoyé (?:de|depuis|à partir)|"
    r"obtenir|télécharge[rz]|enviad[oa] (?:desde|de|do|da|con|a partir)|obtener|obter|"
    r"verstuurd (?:vanaf|vanuit|met)|verzonden (?:vanaf|vanuit|met)|download|inviato "
    r"(?:da|dal|dallo)|ottieni|scarica|wysłan[eoay] (?:z|ze|przy)|pobierz|skickat från|"
    r"skickades från|hämta|sendt fra|أُ?رسلت? من|أُ?رسل من|تم الإرسال من|الحصول على|"
    rf"outlook für|mit der|gesendet)\b.{{0,120}}(?:{_PHONES}).{{0,80}}"
    r"|outlook für (?:ios|android) beziehen|von meinem \S{2,30} gesendet",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"(?:\[?external(?: email)?\]?:?|caution: ?(?:this )?(?:e-?mail|external).{0,200}|"
    r"\*+ ?(?:external|achtung|extern).{0,200}|achtung: externe e-?mail.{0,200}|"
    r"(?:some people who received this message don't|you don't) often get email from"
    r".{0,200})",
    re.IGNORECASE,
)


def introduction(lines: list[str]) -> int:
    """Return how many of the first of ``lines`` introduce a quote; 0 if none do."""
    joined = ""
    for count, line in enumerate(lines[:MOST_LINES], start=1):
        if not line.strip():
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > LONGEST:
            return 0
        if joined.endswith((":", "\uff1a", ":*")) and _is_introduction(joined):
            return count
    return 0


def names_an_address(lines: list[str]) -> bool:
    """Whether these lines hold an address, as prose hardly ever does."""
    return bool(_ADDRESS.search(" ".join(lines)))


def header_block(lines: list[str]) -> int:
    """Return how many of the first of ``lines`` are the "From: … Sent: …" of a mail
    that is quoted below without marks; 0 if they are not.
    """
    roles: set[str] = set()
    last = 0
    for count, line in enumerate(lines[:12], start=1):
        role = _role(line)
        if not role and (not line.strip() or not roles or count > last + 2):
            break
        if role:
            roles.add(role)
            last = count
    is_one = "from" in roles and len(roles) >= 3 and bool(_role(lines[0]))
    return last if is_one else 0


def is_divider(line: str) -> bool:
    """Whether ``line`` only says that another mail follows."""
    return bool(_BETWEEN.fullmatch(line.strip()))


def is_rule(line: str) -> bool:
    """Whether ``line`` is drawn from side to side."""
    return bool(_RULE.fullmatch(line.strip()))


def is_sent_from(line: str) -> bool:
    """Whether ``line`` is what a phone or a program says about itself."""
    short = line.strip().strip("-–—*_|<>").strip()
    return 0 < len(short) <= 200 and bool(_SENT_FROM.match(short))


def is_banner(line: str) -> bool:
    """Whether ``line`` is a warning that a mail server put above the mail."""
    return bool(_BANNER.fullmatch(line.strip()))


def _is_introduction(joined: str) -> bool:
    plain = joined.replace("\u200f", "").replace("\u200e", "").strip("* ")
    return bool(_DATED.search(plain) and _INTRODUCES.fullmatch(plain))


def _role(line: str) -> str:
    match = _LABEL.match(line.replace("\xa0", " "))
    return _ROLE.get(match[1].strip().casefold(), "") if match else ""
