"""Where what is checked comes from: a page on the web, or files that were kept."""

import json
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from public_wall.verifier.notes import Wrong
from public_wall.verifier.replay import State

MOST_BYTES = 64 * 1024 * 1024
SECONDS = 30
MOST_PAGES = 100_000
FILES = ("log.json", "facts.json", "openings.json", "checkpoints.json")
KEYS = "log.pub"


class Web:
    """A public page by its address."""

    def __init__(self, address: str) -> None:
        """Take the address of the page."""
        self.base = address if address.endswith("/") else address + "/"
        if urlsplit(self.base).scheme not in ("http", "https"):
            raise Wrong("not an address: " + address)

    def text(self, name: str) -> str:
        """Return what stands below the page under ``name``."""
        request = Request(self.base + name, headers={"User-Agent": "verify.py/1"})
        try:
            with urlopen(request, timeout=SECONDS) as answer:
                body: bytes = answer.read(MOST_BYTES + 1)
        except (URLError, OSError, ValueError) as error:
            raise Wrong(f"{self.base}{name}: {error}") from None
        if len(body) > MOST_BYTES:
            raise Wrong(f"{self.base}{name}: too long")
        return body.decode()

    def whole(self, name: str) -> State:
        """Return all pages of a file, put together."""
        pages = [self.page(name)]
        while pages[-1].get("next") and len(pages) < MOST_PAGES:
            following = str(pages[-1]["next"]).rpartition("/")[2]
            pages.append(self.page(following))
        return joined(pages)

    def page(self, name: str) -> State:
        """Return one page of a file."""
        return read_json(self.text(name), self.base + name)


class Folder:
    """Files that `keep` wrote."""

    def __init__(self, folder: str) -> None:
        """Take the folder."""
        self.base = folder
        if not Path(folder).is_dir():
            raise Wrong("no such folder: " + folder)

    def text(self, name: str) -> str:
        """Return the file ``name``."""
        path = Path(self.base) / name
        try:
            return path.read_text()
        except (OSError, ValueError) as error:
            raise Wrong(f"{path}: {error}") from None

    def whole(self, name: str) -> State:
        """Return the file ``name``, which was put together when it was kept."""
        return read_json(self.text(name), name)


def read_json(text: str, name: str) -> State:
    """Return what ``text`` says; raises `Wrong` if it is not a JSON object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Wrong(name + ": this is no JSON object")
    return found


def joined(pages: "list[State]") -> State:
    """Return pages as one: lists one after the other, objects of updates and openings
    together, everything else as the first page has it.
    """
    whole: State = dict(pages[0])
    for page in pages[1:]:
        for name, value in page.items():
            if isinstance(value, list) and name in (
                "leaves",
                "checkpoints",
                "comments",
            ):
                whole[name] = whole[name] + value
            elif isinstance(value, dict) and name == "comments":
                whole[name] = {**whole[name], **value}
    return whole


def keep(folder: str, files: "dict[str, Any]", keys: str) -> None:
    """Write what was checked into ``folder``, to be compared with another day."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (place / name).write_text(json.dumps(body, indent=1))
    (place / KEYS).write_text(keys)
