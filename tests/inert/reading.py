"""What must not be in anything that we hand out, as a reader of it would find it."""

from collections.abc import Iterator
from html.parser import HTMLParser

# Where an address makes a browser load or run something.
LOADS = (
    *("src", "srcset", "srcdoc", "href", "action", "formaction", "data", "poster"),
    *("background", "xlink:href", "manifest", "ping", "code", "codebase", "style"),
)
NEVER_OURS = ("object", "embed", "base", "applet", "frameset", "math", "animate")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Reader(HTMLParser):
    """Reads a page and collects what could run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag's name and at each of its attributes."""
        self.inside = tag
        if "pwn" in tag or tag in NEVER_OURS:
            self.found.append(f"<{tag}>")
        self.found += [
            f"<{tag} {name}={value!r}>"
            for name, value in attrs
            if name.startswith("on")
            or "pwn" in name
            or (name in LOADS and runs(value or ""))
        ]

    def handle_data(self, data: str) -> None:
        """Nobody's words may stand in a script or a style sheet."""
        if self.inside in ("script", "style") and "pwn" in data:
            self.found.append(f"<{self.inside}>{data[:80]}")

    def handle_endtag(self, tag: str) -> None:
        """Whatever follows is text again."""
        self.inside = ""

    def handle_pi(self, data: str) -> None:
        """Processing instructions are never ours."""
        self.found.append(f"<?{data[:80]}")


def runs(address: str) -> bool:
    """Whether ``address`` would leave or run something. What stands after the first
    "?" or "#" is only sent to ourselves; a mail address is only written to.
    """
    path = address.strip().split("?")[0].split("#")[0].casefold()
    flat = "".join(path.split())
    if flat.startswith(("javascript:", "vbscript:", "data:text")):
        return True
    return "pwn" in flat and not flat.startswith(("mailto:", "tel:"))


def what_runs(page: str) -> list[str]:
    """Return everything in ``page`` that could run or load something of theirs."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.found


def formulas(rows: list[list[str]]) -> Iterator[str]:
    """Yield each cell that a spreadsheet would compute."""
    for row in rows:
        yield from (cell for cell in row if cell.lstrip(' "').startswith(FORMULA))
