# ruff: noqa: RUF001 - mails in other scripts are what this is about
"""Mails as customers' programs write them, made here: nobody's real mail is in it.

The shapes are those of Gmail, Outlook (desktop, web, mobile), Apple Mail, iPhones,
Thunderbird, Yahoo, GMX, Proton and others, answering a mail of ours, in ten languages.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from itertools import count

RUTH, OURS = "Ruth at Penrose Heating", "ruth@penrose.example"
MARGARET, THEIRS = "Margaret Ellis", "margaret@example.com"
ASKED = (
    "Hello Margaret,",
    "",
    "Dan serviced your boiler on Tuesday. How did it go?",
    "",
    "Overall, how was it?",
    "https://feedback.example.com/r/abc/1",
    "",
    "Ruth Penrose",
    "Penrose Heating",
    "--",
    "You’re getting this because Penrose Heating did some work for you.",
)
_number = count(1)


@dataclass(frozen=True)
class Language:
    """How programs set to one language introduce quotes, and what somebody says."""

    code: str
    said: str
    gmail: str
    apple: str
    thunderbird: str
    labels: tuple[str, str, str, str]
    phone: str
    original: str
    away: str


LANGUAGES = (
    Language(
        "en",
        "He came at ten to five.\nThe boiler works, thank you.",
        "On Tue, 17 Nov 2026 at 14:30, {who} <{at}> wrote:",
        "On 17 Nov 2026, at 14:30, {who} <{at}> wrote:",
        "On 17/11/2026 14:30, {who} wrote:",
        ("From", "Sent", "To", "Subject"),
        "Sent from my iPhone",
        "-----Original Message-----",
        "Automatic reply: How was Tuesday’s boiler service?",
    ),
    Language(
        "de",
        "Er kam erst um zehn vor fünf.\nDie Heizung läuft, danke.",
        "Am Di., 17. Nov. 2026 um 14:30 Uhr schrieb {who} <{at}>:",
        "Am 17.11.2026 um 14:30 schrieb {who} <{at}>:",
        "Am 17.11.26 um 14:30 schrieb {who}:",
        ("Von", "Gesendet", "An", "Betreff"),
        "Von meinem iPhone gesendet",
        "-----Ursprüngliche Nachricht-----",
        "Automatische Antwort: Wie war der Termin?",
    ),
    Language(
        "fr",
        "Il est venu à cinq heures moins dix.\nLa chaudière marche, merci.",
        "Le mar. 17 nov. 2026 à 14:30, {who} <{at}> a écrit :",
        "Le 17 nov. 2026 à 14:30, {who} <{at}> a écrit :",
        "Le 17/11/2026 à 14:30, {who} a écrit :",
        ("De", "Envoyé", "À", "Objet"),
        "Envoyé de mon iPhone",
        "-----Message d'origine-----",
        "Réponse automatique : Comment ça s’est passé ?",
    ),
    Language(
        "es",
        "Llegó a las cinco menos diez.\nLa caldera funciona, gracias.",
        "El mar, 17 nov 2026 a las 14:30, {who} (<{at}>) escribió:",
        "El 17 nov 2026, a las 14:30, {who} <{at}> escribió:",
        "El 17/11/2026 a las 14:30, {who} escribió:",
        ("De", "Enviado el", "Para", "Asunto"),
        "Enviado desde mi iPhone",
        "-----Mensaje original-----",
        "Respuesta automática: ¿Qué tal fue?",
    ),
    Language(
        "nl",
        "Hij kwam om tien voor vijf.\nDe ketel werkt, bedankt.",
        "Op di 17 nov 2026 om 14:30 schreef {who} <{at}>:",
        "Op 17 nov. 2026 om 14:30 heeft {who} <{at}> het volgende geschreven:",
        "Op 17-11-2026 om 14:30 schreef {who}:",
        ("Van", "Verzonden", "Aan", "Onderwerp"),
        "Verstuurd vanaf mijn iPhone",
        "-----Oorspronkelijk bericht-----",
        "Automatisch antwoord: Hoe was het?",
    ),
    Language(
        "it",
        "È arrivato alle cinque meno dieci.\nLa caldaia funziona, grazie.",
        "Il giorno mar 17 nov 2026 alle ore 14:30 {who} <{at}> ha scritto:",
        "Il giorno 17 nov 2026, alle ore 14:30, {who} <{at}> ha scritto:",
        "Il 17/11/2026 14:30, {who} ha scritto:",
        ("Da", "Inviato", "A", "Oggetto"),
        "Inviato da iPhone",
        "-----Messaggio originale-----",
        "Risposta automatica: Come è andata?",
    ),
    Language(
        "pl",
        "Przyjechał za dziesięć piąta.\nKocioł działa, dziękuję.",
        "wt., 17 lis 2026 o 14:30 {who} <{at}> napisał(a):",
        "Wiadomość napisana przez {who} <{at}> w dniu 17 lis 2026, o 14:30:",
        "W dniu 17.11.2026 o 14:30, {who} pisze:",
        ("Od", "Wysłano", "Do", "Temat"),
        "Wysłane z iPhone'a",
        "-----Oryginalna wiadomość-----",
        "Odpowiedź automatyczna: Jak było?",
    ),
    Language(
        "pt",
        "Ele chegou às dez para as cinco.\nA caldeira funciona, obrigada.",
        "{who} <{at}> escreveu (terça, 17/11/2026 à(s) 14:30):",
        "No dia 17 de nov. de 2026, às 14:30, {who} <{at}> escreveu:",
        "Em 17/11/2026 14:30, {who} escreveu:",
        ("De", "Enviado", "Para", "Assunto"),
        "Enviado do meu iPhone",
        "-----Mensagem original-----",
        "Resposta automática: Como foi?",
    ),
    Language(
        "sv",
        "Han kom tio i fem.\nPannan fungerar, tack.",
        "Den tis 17 nov. 2026 kl 14:30 skrev {who} <{at}>:",
        "17 nov. 2026 kl. 14:30 skrev {who} <{at}>:",
        "Den 2026-11-17 kl. 14:30, skrev {who}:",
        ("Från", "Skickat", "Till", "Ämne"),
        "Skickat från min iPhone",
        "-----Ursprungligt meddelande-----",
        "Autosvar: Hur gick det?",
    ),
    Language(
        "ar",
        "وصل في الخامسة إلا عشر دقائق.\nالغلاية تعمل، شكرا.",
        "في الثلاثاء، 17 نوفمبر 2026 في 2:30 م تمت كتابة ما يلي بواسطة {who} <{at}>:",
        "في ١٧ نوفمبر ٢٠٢٦، الساعة ٢:٣٠ م، كتب/كتبت {who} <{at}>:",
        "في \u200e17/11/2026 14:30، كتب {who}:",
        ("من", "التاريخ", "إلى", "الموضوع"),
        "أُرسلت من الـ iPhone",
        "-----الرسالة الأصلية-----",
        "رد تلقائي: كيف كان الأمر؟",
    ),
)


@dataclass(frozen=True)
class Case:
    """A mail, and what is new in it; ``kind`` as `CustomerMessage.What`."""

    name: str
    mail: EmailMessage
    words: str = ""
    kind: str = "words"
    files: int = 0


def written(
    plain: str | None = None, html: str | None = None, **headers: str
) -> EmailMessage:
    """Return a mail from Margaret with these bodies."""
    mail = EmailMessage()
    fresh = {
        "From": f"{MARGARET} <{THEIRS}>",
        "Subject": "Re: How was Tuesday’s boiler service?",
        "Date": "Wed, 18 Nov 2026 09:00:00 +0000",
        "Message-ID": f"<{next(_number)}.mail@example.com>",
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in {**fresh, **named}.items():
        if value:
            mail[name] = value
    if plain is not None:
        mail.set_content(plain)
        if html is not None:
            mail.add_alternative(html, subtype="html")
    elif html is not None:
        mail.set_content(html, subtype="html")
    return mail


def marked(lines: tuple[str, ...] = ASKED, mark: str = "> ") -> str:
    """Return lines as a quote."""
    return "\n".join(f"{mark}{line}".rstrip() for line in lines)


def _said(pattern: str) -> str:
    return pattern.format(who=RUTH, at=OURS)


def _divs(words: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in words.split("\n"))


def _quoted_page() -> str:
    return _divs("\n".join(ASKED))


def gmail(lang: Language) -> Case:
    """Gmail on the web: both bodies, the introduction wrapped at 76 in the plain."""
    intro = _said(lang.gmail)
    wrapped = intro if len(intro) < 76 else intro.replace(f" <{OURS}", f"\n<{OURS}")
    plain = f"{lang.said}\n\n{wrapped}\n\n{marked()}\n"
    page = (
        f'<div dir="ltr">{_divs(lang.said)}</div><br>'
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" '
        f'class="gmail_attr">{escape(intro)}<br></div><blockquote class="gmail_quote" '
        'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">'
        f"{_quoted_page()}</blockquote></div>"
    )
    return Case(f"gmail-{lang.code}", written(plain, page), lang.said)


def gmail_page(lang: Language) -> Case:
    """The same without a plain part."""
    mail = gmail(lang).mail
    page = mail.get_body(("html",))
    assert page is not None
    return Case(f"gmail-html-{lang.code}", written(html=page.get_content()), lang.said)


def outlook(lang: Language) -> Case:
    """Outlook on a desktop: the quote is not marked, only headed."""
    sender, sent, to, subject = lang.labels
    block = (
        f"{sender}: {RUTH} <{OURS}>\n{sent}: 17.11.2026 14:30\n"
        f"{to}: {MARGARET} <{THEIRS}>\n{subject}: How was Tuesday’s boiler service?"
    )
    quoted = "\n".join(ASKED)
    plain = f"{lang.said}\n\n{block}\n\n{quoted}\n\n> He came late.\n"
    heads = "".join(
        f"<b>{escape(line.split(':')[0])}:</b>{escape(line.partition(':')[2])}<br>"
        for line in block.split("\n")
    )
    page = (
        f'<div class="WordSection1">{_paragraphs(lang.said)}'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm">'
        f'<p class="MsoNormal">{heads}</p></div>{_paragraphs(quoted)}</div>'
    )
    return Case(f"outlook-{lang.code}", written(plain, page), lang.said)


def outlook_page(lang: Language) -> Case:
    """Outlook on the web, without a plain part."""
    sender, sent, to, subject = lang.labels
    page = (
        f'<div class="elementToProof">{_divs(lang.said)}</div>'
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>{sender}:</b> '
        f"{escape(RUTH)} &lt;{OURS}&gt;<br><b>{sent}:</b> 17 November 2026 14:30<br>"
        f"<b>{to}:</b> {MARGARET} &lt;{THEIRS}&gt;<br><b>{subject}:</b> How was it?"
        f"</font><div>&nbsp;</div></div><div>{_quoted_page()}</div>"
    )
    return Case(f"outlook-html-{lang.code}", written(html=page), lang.said)


def outlook_rule(lang: Language) -> Case:
    """Outlook's plain text: a rule, or dashes around the words, above the heads."""
    sender, sent, to, subject = lang.labels
    block = f"{sender}: {RUTH}\n{sent}: 17.11.2026 14:30\n{to}: {THEIRS}\n{subject}: x"
    above = "_" * 32 if lang.code in ("en", "fr", "ar") else lang.original
    plain = f"{lang.said}\n\n{above}\n{block}\n\n" + "\n".join(ASKED)
    return Case(f"outlook-rule-{lang.code}", written(plain), lang.said)


def apple(lang: Language) -> Case:
    """Apple Mail, in whose pages quotes are of type "cite"."""
    intro = _said(lang.apple)
    plain = f"{lang.said}\n\n> {intro}\n>\n{marked()}\n"
    if lang.code != "en":
        plain = f"{lang.said}\n\n{intro}\n\n{marked()}\n"
    page = (
        f"<html><body>{_divs(lang.said)}<div><br><blockquote type='cite'><div>"
        f"{escape(intro)}</div><br><div>{_quoted_page()}</div></blockquote></div>"
    )
    return Case(f"apple-{lang.code}", written(plain, page), lang.said)


def iphone(lang: Language) -> Case:
    """An iPhone: what it says of itself, then the quote."""
    intro = _said(lang.apple)
    plain = f"{lang.said}\n\n{lang.phone}\n\n> {intro}\n> \n{marked(mark='> ')}\n"
    page = (
        f'<div dir="ltr">{_divs(lang.said)}<br id="lineBreakAtBeginningOfSignature">'
        f'<div dir="ltr">{escape(lang.phone)}</div><div dir="ltr"><br><blockquote '
        f'type="cite">{escape(intro)}<br><br></blockquote></div><blockquote '
        f'type="cite"><div>{_quoted_page()}</div></blockquote></div>'
    )
    return Case(f"iphone-{lang.code}", written(plain, page), lang.said)


def iphone_page(lang: Language) -> Case:
    """The same without a plain part."""
    page = iphone(lang).mail.get_body(("html",))
    assert page is not None
    mail = written(html=page.get_content())
    return Case(f"iphone-html-{lang.code}", mail, lang.said)


def thunderbird_below(lang: Language) -> Case:
    """Thunderbird, answering below the quote, in flowing lines, signed."""
    said = lang.said.replace("\n", " \n")
    plain = f"{_said(lang.thunderbird)}\n{marked()}\n\n{said}\n\n-- \n{MARGARET}\n"
    mail = written(plain)
    mail.set_param("format", "flowed")
    return Case(f"below-{lang.code}", mail, lang.said.replace("\n", " "))


def thunderbird_between(lang: Language) -> Case:
    """Thunderbird, answering between the lines of the quote."""
    first, second = lang.said.split("\n")
    plain = (
        f"{_said(lang.thunderbird)}\n{marked(ASKED[:3])}\n\n{first}\n\n"
        f"{marked(ASKED[3:6])}\n{second}\n{marked(ASKED[6:])}\n"
    )
    return Case(f"between-{lang.code}", written(plain), f"{first}\n\n{second}")


def gmail_between(lang: Language) -> Case:
    """Gmail, answering between: the blockquote is cut in pieces."""
    first, second = lang.said.split("\n")
    quote = '<blockquote class="gmail_quote" style="border-left:1px solid #ccc">'
    page = (
        f'<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">'
        f"{escape(_said(lang.gmail))}<br></div>{quote}{_divs(ASKED[2])}</blockquote>"
        f"<div>{escape(first)}</div>{quote}{_divs(ASKED[4])}</blockquote><div>"
        f"{escape(second)}</div>{quote}{_divs(ASKED[7])}</blockquote></div></div>"
    )
    expected = f"{first}\n\n{second}"
    return Case(f"gmail-between-{lang.code}", written(html=page), expected)


def away(lang: Language) -> Case:
    """An automatic reply that only its subject gives away."""
    mail = written(lang.said, Subject=lang.away)
    return Case(f"away-{lang.code}", mail, lang.said, kind="automatic")


def _paragraphs(words: str) -> str:
    lines = words.split("\n")
    return "".join(
        f'<p class="MsoNormal">{escape(line) or "&nbsp;"}<o:p></o:p></p>'
        for line in lines
    )


IN_EACH: tuple[Callable[[Language], Case], ...] = (
    gmail,
    gmail_page,
    outlook,
    outlook_page,
    outlook_rule,
    apple,
    iphone,
    iphone_page,
    thunderbird_below,
    thunderbird_between,
    gmail_between,
    away,
)


def in_each_language() -> Iterator[Case]:
    """Yield every shape in every language."""
    for shape in IN_EACH:
        for lang in LANGUAGES:
            yield shape(lang)
