"""The command: what to check, and what is said about it."""

import argparse
import sys
import time
from datetime import datetime

from public_wall.verifier.checks import (
    Published,
    all_faults,
    compare,
    receipt_faults,
)
from public_wall.verifier.notes import Wrong, read_key
from public_wall.verifier.replay import State
from public_wall.verifier.sources import FILES, KEYS, Folder, Web, keep, read_json

DESCRIPTION = """Check a public page of Said & Done: its log, its signed checkpoints, \
every number and every comment. Needs nothing but Python 3.10."""
TRIES, PAUSE = 8, 20
Read = tuple[Published, dict[str, State], str]


def main(arguments: "list[str] | None" = None) -> int:
    """Check, print what was found, and return 0 if everything fits, 1 if something
    does not, 2 if it could not be checked.
    """
    parser = argparse.ArgumentParser(prog="verify.py", description=DESCRIPTION)
    parser.add_argument("page", help="address of the page, or folder of kept files")
    parser.add_argument("--keep", help="folder to keep what was read in")
    parser.add_argument("--against", help="folder that was kept another day")
    parser.add_argument("--key", action="append", help="a key line that you trust")
    parser.add_argument("--receipt", help="file of a receipt to check as well")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except Wrong as wrong:
        say(f"could not be checked: {wrong}")
        return 2
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        say(f"could not be checked, something is not as it must be: {error!r}")
        return 2


def _run(options: argparse.Namespace) -> int:
    is_web = "://" in options.page
    published, files, keys = (_from_web if is_web else _from_folder)(options.page)
    pinned = [read_key(line)[1] for line in options.key or []]
    faults = all_faults(published, pinned)
    if options.against:
        faults += compare(_from_folder(options.against)[0], published)
    if options.receipt:
        with open(options.receipt) as file:
            receipt = read_json(file.read(), options.receipt)
        known = pinned or [public for _origin, public in published.keys]
        faults += [f"receipt: {fault}" for fault in receipt_faults(receipt, known)]
    if options.keep:
        keep(options.keep, files, keys)
    _say(published, faults)
    return 1 if faults else 0


def _from_web(address: str) -> "Read":
    web = Web(address)
    first = web.whole("log.json")
    facts = web.whole("facts.json")
    _wait(web, (facts.get("checkpoint") or {}).get("as_of"))
    files = {"facts.json": facts}
    # The log last: whatever stood on the page by then is in it.
    for name in ("openings.json", "checkpoints.json", "log.json"):
        files[name] = web.whole(name)
    keys = web.text(KEYS)
    return Published(files, keys, surely_known=first["size"]), files, keys


def _from_folder(path: str) -> "Read":
    folder = Folder(path)
    files = {name: folder.whole(name) for name in FILES}
    keys = folder.text(KEYS)
    return Published(files, keys), files, keys


def _wait(web: Web, counted: "str | None") -> None:
    """Wait until the log is complete up to when the page was counted."""
    for _try in range(TRIES):
        if not counted or _reaches(web.page("log.json"), counted):
            return
        say("waiting until the log is as new as the page ...")
        time.sleep(PAUSE)


def _reaches(log: State, counted: str) -> bool:
    until = log.get("complete_until")
    if not until:
        return False
    return datetime.fromisoformat(until) >= datetime.fromisoformat(counted)


def _say(published: Published, faults: "list[str]") -> None:
    replayed, last = published.replayed, published.checkpoints[-1]
    say(f"log:         {published.log['origin']}, {len(published.leaves)} leaves")
    say(f"checkpoints: {len(published.checkpoints)}, the last of {last['day']}")
    say(f"replies:     {len(replayed.replies)}; updates: {len(replayed.updates)}")
    for fault in faults:
        say(f"WRONG  {fault}")
    verdict = "everything fits" if not faults else f"{len(faults)} do not fit"
    say(f"verdict:     {verdict}")


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")
