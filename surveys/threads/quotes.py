"""Which words of a mail are new: the rest is quoted, a signature or a phone's own.

What cannot be told apart stays: words too many can be read over, words lost cannot.
"""

import re

from surveys.threads import wrote

_QUOTED = re.compile(r"\s{0,3}(?:[>\uff1e]|\|\s)")
_SIGNATURE = re.compile(r"--\s?")
_EMPTY = re.compile(r"\n{3,}")
# Of a signature; more is no signature but words under two dashes.
MOST_SIGNED, LONGEST_SIGNED = 12, 200
# How far an introduction or the heads of a quoted mail may reach.
LOOKED_AT = 12
MOST_BLANK = 20
MOST_LINES = 50_000


def new_words(text: str) -> str:
    """Return what somebody wrote themselves in the mail ``text``.

    Answers between quoted lines stay, in their order. Empty if all is quoted.
    """
    lines = [
        line.replace("\xa0", " ").rstrip("\r") for line in text.split("\n")[:MOST_LINES]
    ]
    kept = _without_marked(_above_unmarked(lines))
    return _joined(_without_endings(kept))


def _above_unmarked(lines: list[str]) -> list[str]:
    """Return ``lines`` without a mail quoted below, if nothing marks its lines.

    If nothing stands above it, the answer stands below or between, where it cannot be
    told apart: then only what introduces the quote goes.
    """
    above: list[str] = []
    at = 0
    while at < len(lines):
        length = _introduces_unmarked(lines, at)
        if not length:
            above.append(lines[at])
            at += 1
            continue
        at += length
        if _is_quoted(lines, _next(lines, at)):
            continue
        if _joined(_without_endings(_without_marked(above))):
            return above
        return [*above, "", *lines[at:]]
    return above


def _introduces_unmarked(lines: list[str], at: int) -> int:
    """Return how many lines at ``at`` introduce a mail without marks."""
    line = lines[at]
    if not line.strip() or _QUOTED.match(line):
        return 0
    if wrote.is_divider(line):
        following = _next(lines, at + 1)
        return (
            following
            - at
            + wrote.header_block(lines[following : following + LOOKED_AT])
        )
    if wrote.is_rule(line):
        following = _next(lines, at + 1)
        block = wrote.header_block(lines[following : following + LOOKED_AT])
        return following - at + block if block else 0
    if block := wrote.header_block(lines[at : at + LOOKED_AT]):
        return block
    count = wrote.introduction(lines[at : at + LOOKED_AT])
    if count and wrote.names_an_address(lines[at : at + count]):
        return 0 if _is_quoted(lines, _next(lines, at + count)) else count
    return 0


def _is_quoted(lines: list[str], at: int) -> bool:
    return at < len(lines) and bool(_QUOTED.match(lines[at]))


def _without_marked(lines: list[str]) -> list[str]:
    """Return ``lines`` without the marked ones and what introduces them."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _QUOTED.match(lines[at]):
            kept.append("")
            at += 1
            continue
        count = wrote.introduction(lines[at : at + LOOKED_AT])
        following = _next(lines, at + count) if count else at
        if count and _is_quoted(lines, following):
            at = following
            continue
        kept.append(lines[at])
        at += 1
    return kept


def _without_endings(lines: list[str]) -> list[str]:
    """Return ``lines`` without signatures under two dashes, what phones say of
    themselves, and warnings of mail servers.
    """
    kept: list[str] = []
    has_words = False
    for at, line in enumerate(lines):
        if has_words and _SIGNATURE.fullmatch(line) and _ends_soon(lines, at):
            break
        has_words = has_words or bool(line.strip())
        if not (wrote.is_sent_from(line) or wrote.is_banner(line)):
            kept.append(line)
    return kept


def _ends_soon(lines: list[str], at: int) -> bool:
    if len(lines) - at > LONGEST_SIGNED:
        return False
    rest = [line for line in lines[at + 1 :] if line.strip()]
    return len(rest) <= MOST_SIGNED


def _next(lines: list[str], at: int) -> int:
    """Return where the next line with anything on it is, or where we stop looking."""
    last = min(at + MOST_BLANK, len(lines))
    while at < last and not lines[at].strip():
        at += 1
    return at


def _joined(lines: list[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines)
    return _EMPTY.sub("\n\n", text).strip()
