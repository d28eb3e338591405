"""The words of an HTML mail as lines, in which what it quotes is marked with ">".

Mail programs mark quotes in HTML in many ways; as lines there is one, and whoever
wrote between the lines of a quote stands between them here too.
"""

import re
from collections import Counter
from html.parser import HTMLParser

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "wbr",
    ]
)
_HIDDEN = frozenset({"script", "style", "title", "head", "template"})
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "hr",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "center",
        "address",
    ]
)
_QUOTES = re.compile(
    r"(?:^|\s)(?:x_)*(?:yahoo_quoted|yahoo_quoted_\d+|protonmail_quote|zmail_extra|"
    r"moz-forward-container|OLK_SRC_BODY_SECTION|tutanota_quote|"
    r"mail-editor-reference-message-container|ms-outlook-mobile-reference-message|"
    r"gmx_quote|quote-container|BESTQUOTE|isReplyContent)(?:\s|$)",
    re.IGNORECASE,
)
_NO_QUOTE = re.compile(r"border:\s*none|border:\s*0", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"display:\s*none|visibility:\s*hidden|font-size:\s*0(?:px|pt|em)?\s*(?:;|$)|"
    r"mso-hide:\s*all",
    re.IGNORECASE,
)
_SECTION = re.compile(r"<!\[[^<>]{0,200}>?")
MOST_OPEN = 2_000
LONGEST_PAGE = 300_000
Attributes = list[tuple[str, str | None]]


def lines_of(page: str) -> str:
    """Return the words of ``page``, a line for each block, quotes marked."""
    reader = _Reader()
    reader.feed(parseable(page))
    reader.close()
    reader.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip("\n")


def parseable(page: str) -> str:
    """Return ``page`` so that Python's parser reads it without failing, and in a time
    that grows with its length only.
    """
    # What begins like a tag and never ends is text: the parser would read on to the
    # end for each of them.
    tags, ending, rest = page[:LONGEST_PAGE].rpartition(">")
    return _without_comments(tags + ending) + rest.replace("<", "&lt;")


def _without_comments(page: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := page.find("<!--", at)) >= 0:
        end = page.find("-->", start)
        if end < 0:
            break
        kept.append(page[at:start])
        at = end + 3
    # Sections like "<![if …]>" are Word's; those that are none make the parser fail.
    return _SECTION.sub("", "".join([*kept, page[at:].replace("<!--", "")]))


class _Reader(HTMLParser):
    """Collects lines; what is open says how deep they are quoted, or hidden."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        # Tag, whether it is a quote, whether it is hidden.
        self._open: list[tuple[str, bool, bool]] = []
        self._tags: Counter[str] = Counter()
        self._quotes = self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in _BLOCKS:
            self.end_line(always=tag == "br")
        if tag in ("td", "th"):
            self._line.append(" ")
        if tag in _VOID or len(self._open) >= MOST_OPEN:
            return
        quotes, hides = _is_quote(tag, dict(attrs)), _is_hidden(tag, dict(attrs))
        self._open.append((tag, quotes, hides))
        self._tags[tag] += 1
        self._quotes += quotes
        self._hidden += hides

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line(always=tag == "p")
        if tag in _VOID or not self._tags[tag]:
            return
        while self._open:
            closed, quotes, hides = self._open.pop()
            self._tags[closed] -= 1
            self._quotes -= quotes
            self._hidden -= hides
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._line.append(data.replace("\xa0", " "))

    def end_line(self, *, always: bool = False) -> None:
        """End the line there is; one of nothing only where the page asks for it."""
        words = " ".join("".join(self._line).split())
        self._line.clear()
        if words or (always and not self._hidden):
            self.lines.append("> " * min(self._quotes, 9) + words)


def _is_quote(tag: str, attrs: dict[str, str | None]) -> bool:
    style = attrs.get("style") or ""
    if tag == "blockquote":
        # Gmail indents with a blockquote that has no border.
        is_cite = attrs.get("type") == "cite" or "quote" in (attrs.get("class") or "")
        return is_cite or not _NO_QUOTE.search(style)
    named = f"{attrs.get('class') or ''} {attrs.get('id') or ''}"
    return bool(_QUOTES.search(named))


def _is_hidden(tag: str, attrs: dict[str, str | None]) -> bool:
    return tag in _HIDDEN or bool(_INVISIBLE.search(attrs.get("style") or ""))
