"""Mails with something odd about each: machines, encodings, sizes, other programs."""

from collections.abc import Iterator

from tests.surveys.threads.corpus import (
    ASKED,
    LANGUAGES,
    OURS,
    RUTH,
    THEIRS,
    Case,
    marked,
    written,
)

EN = LANGUAGES[0]
SAID = "He came at ten to five."
INTRO = f"On Tue, 17 Nov 2026 at 14:30, {RUTH} <{OURS}> wrote:"
QUOTE = f"\n\n{INTRO}\n\n{marked()}\n"


def oddities() -> Iterator[Case]:
    """Yield all of them."""
    yield from machines()
    yield from programs()
    yield from places()
    yield from endings()
    yield from prose()
    yield from files()


def machines() -> Iterator[Case]:
    """Yield what no person wrote."""
    heads = {
        "auto-replied": {"Auto_Submitted": "auto-replied (vacation)"},
        "auto-generated": {"Auto_Submitted": "auto-generated"},
        "precedence-bulk": {"Precedence": "bulk"},
        "precedence-auto": {"Precedence": "auto_reply"},
        "precedence-list": {"Precedence": "list"},
        "exchange": {"X_Auto_Response_Suppress": "All"},
        "exchange-oof": {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
        "x-autoreply": {"X_Autoreply": "yes"},
        "x-autorespond": {"X_Autorespond": "How was it"},
        "list": {"List_Id": "Plumbers <plumbers.lists.example>"},
        "newsletter": {"List_Unsubscribe": "<mailto:leave@lists.example>"},
        "empty-sender": {"Return_Path": "<>"},
        "out-of-office": {"Subject": "Out of Office: Re: How was it?"},
        "own": {"X_Entity_Ref_ID": "5f0c", "Message_ID": "<5f0c@feedback.example>"},
    }
    for name, values in heads.items():
        yield Case(f"machine-{name}", written(SAID, **values), SAID, "automatic")
    failed = {
        "daemon": {"From": "Mail Delivery Subsystem <mailer-daemon@example.com>"},
        "postmaster": {"From": "postmaster@example.com"},
        "failed-header": {"X_Failed_Recipients": "margaret@example.com"},
        "subject": {"Return_Path": "<>", "Subject": "Undeliverable: How was it?"},
    }
    for name, values in failed.items():
        yield Case(f"bounce-{name}", written(SAID, **values), SAID, "bounce")
    report = written("Could not be delivered.")
    report.make_mixed()
    report.set_type("multipart/report")
    yield Case("bounce-report", report, "", "bounce")
    plain = written(SAID, Auto_Submitted="no", X_Auto_Response_Suppress="None")
    yield Case("person-auto-submitted-no", plain, SAID)


def programs() -> Iterator[Case]:
    """Yield what less known programs write."""
    quoted = "".join(f"<div>{line}</div>" for line in ASKED)
    yahoo = (
        f"<div>{SAID}</div><div id='yahoo_quoted_1' class='yahoo_quoted'><div>On "
        f"Tuesday, {RUTH} wrote:</div><div>{quoted}</div></div>"
    )
    yield Case("yahoo", written(html=yahoo), SAID)
    proton = (
        f"<div>{SAID}</div><div class='protonmail_signature_block'>Sent with <a>Proton "
        f"Mail</a> secure email.</div><div class='protonmail_quote'>{INTRO}<blockquote "
        f"class='protonmail_quote' type='cite'>{quoted}</blockquote></div>"
    )
    yield Case("proton", written(html=proton), SAID)
    gmx = (
        f"<div>{SAID}</div><div><div style='margin:10px 5px;padding:10px 0;"
        "border-left:2px solid #C3D9E5'><div><b>Gesendet:</b> Dienstag, 17. November "
        f"2026 um 14:30<br><b>Von:</b> {RUTH}<br><b>An:</b> {THEIRS}<br><b>Betreff:</b>"
        f" Wie war es?</div>{quoted}</div></div>"
    )
    yield Case("gmx", written(html=gmx), SAID)
    mobile = (
        f"<div>{SAID}</div><div id='ms-outlook-mobile-signature'>Get <a>Outlook for "
        "iOS</a></div><div id='mail-editor-reference-message-container'><div><b>From:"
        f"</b> {RUTH}</div>{quoted}</div>"
    )
    yield Case("outlook-mobile", written(html=mobile), SAID)
    samsung = (
        f"{SAID}\n\n\nSent from my Galaxy\n\n\n-------- Original message --------\n"
        f"From: {RUTH} <{OURS}>\nDate: 17/11/2026 14:30 (GMT+00:00)\nTo: {THEIRS}\n"
        "Subject: How was it?\n\n" + "\n".join(ASKED)
    )
    yield Case("samsung", written(samsung), SAID)
    windows = (
        f"{SAID}\r\n\r\nSent from Mail for Windows\r\n\r\nFrom: {RUTH}\r\nSent: 17 "
        f"November 2026 14:30\r\nTo: {THEIRS}\r\nSubject: How was it?\r\n\r\nHello"
    )
    yield Case("windows-mail", written(windows), SAID)
    bold = (
        f"{SAID}\n\n*From:* {RUTH} <{OURS}>\n*Sent:* 17 November 2026\n*To:* {THEIRS}\n"
        "*Subject:* How was it?\n\nHello"
    )
    yield Case("bold-heads", written(bold), SAID)
    bare = f"{SAID}\n\n{INTRO}\n\n" + "\n".join(ASKED)
    yield Case("unmarked-with-address", written(bare), SAID)
    owa = f"<div>{SAID}</div><blockquote class='x_gmail_quote'>{quoted}</blockquote>"
    yield Case("rewritten-classes", written(html=owa), SAID)
    hidden = f"<div style='display:none'>preview</div><p>{SAID}</p><style>p{{}}</style>"
    yield Case("hidden-text", written(html=hidden), SAID)
    indented = (
        "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>"
        f"<div>{SAID}</div></blockquote>"
    )
    yield Case("gmail-indent-is-no-quote", written(html=indented), SAID)


def places() -> Iterator[Case]:
    """Yield quotes that are huge, deep, above, everything, or cut off."""
    huge = "\n".join(marked() for _ in range(2_000))
    yield Case("huge-above", written(f"{INTRO}\n\n{huge}\n\n{SAID}\n"), SAID)
    yield Case("huge-below", written(f"{SAID}\n\n{INTRO}\n\n{huge}\n"), SAID)
    deep = "\n".join(">" * depth + " deeper" for depth in range(1, 80))
    yield Case("deep", written(f"{SAID}\n\n{INTRO}\n{deep}\n"), SAID)
    yield Case("nothing-new", written(f"{INTRO}\n\n{marked()}\n"), "")
    yield Case("empty", written(""), "")
    yield Case("no-quote", written(SAID), SAID)
    tags = "<div>" * 50_000 + SAID
    yield Case("never-closed", written(html=tags), SAID)
    open_quote = f"<p>{SAID}</p><blockquote type=cite><p>Hello<p>Margaret"
    yield Case("quote-never-closed", written(html=open_quote), SAID)
    latin = written("Über fünf Stunden, très tard.")
    latin.set_payload("Über fünf Stunden, très tard.".encode("latin-1"))
    latin.replace_header("Content-Type", 'text/plain; charset="iso-8859-1"')
    latin.replace_header("Content-Transfer-Encoding", "8bit")
    yield Case("latin-1", latin, "Über fünf Stunden, très tard.")
    arabic = written("x")
    arabic.set_payload("وصل متأخرا".encode("windows-1256"))
    arabic.replace_header("Content-Type", 'text/plain; charset="windows-1256"')
    yield Case("windows-1256", arabic, "وصل متأخرا")
    odd = written("x")
    odd.set_payload(SAID.encode())
    odd.replace_header("Content-Type", 'text/plain; charset="made-up-9"')
    yield Case("charset-nobody-knows", odd, SAID)
    yield Case("nul", written(f"He came\x00 at ten\x1b to five.{QUOTE}"), SAID)
    below = "\n".join(
        (f"From: {RUTH} <{OURS}>", "Sent: today", f"To: {THEIRS}", "Subject: How", SAID)
    )
    yield Case("below-unmarked-heads", written(below), SAID)


def endings() -> Iterator[Case]:
    """Yield what programs and people put under their words."""
    signed = f"{SAID}\n\n-- \nMargaret Ellis\n12 Mill Lane{QUOTE}"
    yield Case("signature", written(signed), SAID)
    phones = (
        "Sent from my Samsung Galaxy smartphone.",
        "Sent from Yahoo Mail for iPhone",
        "Get Outlook for Android",
        "Outlook für iOS beziehen",
        "Obtenir Outlook pour iOS",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android Handy mit WEB.DE Mail gesendet",
        "Envoyé depuis mon mobile Orange",
        "Enviado desde mi Huawei",
        "Télécharger Outlook pour Android",
        "Verzonden vanuit Outlook voor iOS",
        "Sent via BlackBerry",
    )
    for number, line in enumerate(phones):
        yield Case(f"phone-{number}", written(f"{SAID}\n\n{line}{QUOTE}"), SAID)
    banner = f"[EXTERNAL]\n\n{SAID}{QUOTE}"
    yield Case("banner", written(banner), SAID)


def prose() -> Iterator[Case]:
    """Yield words that look like what programs write, and are not."""
    for number, text in enumerate(
        (
            "On 17 November Dan wrote:\nvalve broken, replaced.",
            "I asked him:\nfrom when to when does it take?",
            "From: nine\nuntil five we waited.",
            "He wrote: back on 18 November.\nNobody came.",
            "Sent from my house to yours, with thanks.",
            "Two things --\nhe was late\n--and rude.",
            "De: nada. Thank you.",
            "To: be fair, he was kind.\nDate: fine.",
            "1 > 2 and 3 < 4, he said.",
        )
    ):
        yield Case(f"prose-{number}", written(text), text)


def files() -> Iterator[Case]:
    """Yield mails with files."""
    photo = written(SAID)
    photo.add_attachment(
        b"\xff\xd8" * 20_000, maintype="image", subtype="jpeg", filename="boiler.jpg"
    )
    yield Case("photo", photo, SAID, files=1)
    program = written(SAID)
    program.add_attachment(
        b"MZ", maintype="application", subtype="x-msdownload", filename="../../run.exe"
    )
    yield Case("program", program, SAID, files=1)
    many = written(SAID)
    for number in range(14):
        many.add_attachment(
            b"x", maintype="application", subtype="pdf", filename=f"{number}.pdf"
        )
    yield Case("fourteen-files", many, SAID, files=10)
    logo = written(html=f"<p>{SAID}</p><img src='cid:logo'>")
    logo.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    yield Case("logo", logo, SAID)
    notes = written(SAID)
    notes.add_attachment("Other words", filename="notes.txt")
    yield Case("text-file", notes, SAID, files=1)
    inner = written("Somebody else's words")
    outer = written(SAID)
    outer.add_attachment(inner)
    yield Case("mail-attached", outer, SAID, files=1)
