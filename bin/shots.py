"""Screenshots of every page of the sample business, at two widths, light and dark.

    python bin/shots.py                          its own server, thrown away afterwards
    ADDRESS=http://127.0.0.1:8000 python bin/shots.py    a server that is running here
    python bin/shots.py inbox reply              only pages whose name contains a word

The pictures go to shots/. Pages that do not answer 200, scroll sideways or complain in
the console are listed at the end, and the status is then 1. The list of pages is in
shots_pages.py; those of an empty business are only taken of a server of its own.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    sync_playwright,
)
from playwright.sync_api import Error as PageError
from shots_pages import EMPTY, EXPECTED, FIRST, MAILS, PAGES, Shot

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "shots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (390, 1440)
SCHEMES = ("light", "dark")
MOST_PAGES_TO_SEARCH = 12
START_SECONDS, STOP_SECONDS = 120, 40


def main() -> int:
    """Take the pictures asked for; 1 if a page is broken."""
    wanted, first, empty = map(_asked_for, (PAGES + MAILS, FIRST, EMPTY))
    FOLDER.mkdir(exist_ok=True)
    with _server() as (address, sheet), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        round_ = Round(browser, address, sheet)
        found = round_.take(wanted)
        if (first or empty) and not os.environ.get("ADDRESS"):
            round_.open_business()
            found += round_.take(first)
            round_.answer_welcome()
            found += round_.take(empty)
        browser.close()
    print("\n".join(found) or "No page is broken.")
    print(f"The pictures are in {FOLDER}")
    return int(bool(found))


def _asked_for(shots: tuple[Shot, ...]) -> list[Shot]:
    words = sys.argv[1:] or [""]
    return [shot for shot in shots if any(word in shot.name for word in words)]


class Round:
    """One round of pictures of one server."""

    def __init__(self, browser: Browser, address: str, sheet: dict[str, Any]) -> None:
        self.browser = browser
        self.address = address
        self.links: dict[str, str] = sheet["links"]
        self.links["thanks"] = self.links["my_feedback"].replace("/mine/", "/thanks/")
        self.cookies = self._log_in(sheet["logins"][0])

    def take(self, shots: list[Shot]) -> list[str]:
        """Picture each page in each way; return what is wrong with any, once."""
        urls = dict(self._addresses(shots))
        wrong: dict[str, None] = {}
        for width in WIDTHS:
            for scheme in SCHEMES:
                for line in self._in_one_way(shots, urls, width, scheme):
                    wrong[line] = None
        return list(wrong)

    def open_business(self) -> None:
        """Go on with a business that has just been opened."""
        self._fill_in("/settings/new/", {"name": "Penrose Bathrooms"})

    def answer_welcome(self) -> None:
        """Answer the first page, so that there is a survey and nothing else."""
        self._fill_in("/welcome/", {"trade": "plumbing-heating"})

    def _fill_in(self, path: str, values: dict[str, str]) -> None:
        context = self._context(1440, "light")
        page = context.new_page()
        page.goto(f"{self.address}{path}")
        for name, value in values.items():
            field = page.locator(f"main [name={name}]")
            is_choice = field.evaluate("field => field.matches('select')")
            field.select_option(value) if is_choice else field.fill(value)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
        self.cookies = context.storage_state()
        context.close()

    def _log_in(self, login: dict[str, str]) -> StorageState:
        context = self.browser.new_context()
        page = context.new_page()
        page.goto(f"{self.address}/accounts/login/")
        page.fill("input[name=login]", login["email"])
        page.fill("input[name=password]", login["password"])
        page.locator("main form button[type=submit], form.card button").first.click()
        page.wait_for_url("**/inbox/**")
        state = context.storage_state()
        context.close()
        return state

    def _addresses(self, shots: list[Shot]) -> Iterator[tuple[Shot, str]]:
        """Find where each page is, once for all its pictures."""
        context = self._context(1440, "light")
        page = context.new_page()
        for shot in shots:
            url = urljoin(self.address, self.links.get(shot.at, shot.at))
            if shot.href:
                url = self._search(page, url, shot)
            if url and shot in MAILS:
                url = urljoin(url, "html/")
            yield shot, url
        context.close()

    def _search(self, page: Page, url: str, shot: Shot) -> str:
        for _ in range(MOST_PAGES_TO_SEARCH):
            page.goto(url)
            links = page.eval_on_selector_all(
                "a[href]",
                "as => as.map(a => [a.getAttribute('href'), a.innerText.trim()])",
            )
            for href, text in links:
                if re.search(shot.href, href) and re.search(shot.text, text):
                    return str(urljoin(url, href))
            older = [h for h, text in links if text.startswith(("Older", "Next"))]
            if not older:
                break
            url = urljoin(url, older[0])
        return ""

    def _in_one_way(
        self, shots: list[Shot], urls: dict[Shot, str], width: int, scheme: str
    ) -> Iterator[str]:
        contexts = [
            self._context(width, scheme, logged_in=who) for who in (True, False)
        ]
        pages = {True: contexts[0].new_page(), False: contexts[1].new_page()}
        for shot in shots:
            if not urls[shot]:
                yield f"{shot.name}: no link to it on {shot.at}"
                continue
            page = pages[not shot.public]
            path = FOLDER / f"{shot.name}-{width}-{scheme}.png"
            for fault in _picture(page, urls[shot], path, shot):
                yield f"{shot.name} ({width} {scheme}): {fault}"
        for context in contexts:
            context.close()

    def _context(
        self, width: int, scheme: str, *, logged_in: bool = True
    ) -> BrowserContext:
        return self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            storage_state=self.cookies if logged_in else None,
            reduced_motion="reduce",
            locale="en-GB",
        )


def _picture(page: Page, url: str, path: Path, shot: Shot) -> Iterator[str]:
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(f"console: {message.text[:160]}")

    page.on("console", hear)
    try:
        answer = page.goto(url, wait_until="load")
    except PageError as error:
        yield str(error).splitlines()[0]
        return
    status, expected = answer.status if answer else 0, EXPECTED.get(shot.name, 200)
    # Of an error page in development only the top: it is endless.
    page.screenshot(path=path, full_page=status == expected, timeout=60_000)
    page.remove_listener("console", hear)
    if status != expected:
        yield f"answered {status} at {url}"
        return
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"scrolls sideways by {wide} px"
    yield from (line for line in said if expected == 200)


@contextmanager
def _server() -> Iterator[tuple[str, dict[str, Any]]]:
    address = os.environ.get("ADDRESS", "").rstrip("/")
    if address:
        yield address, _sheet({**os.environ, "BASE_URL": address})
        return
    with tempfile.TemporaryDirectory(prefix="said-and-done-shots-") as var:
        port = _free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PORT": str(port), "VAR_DIR": var}
        environment |= {"DEBUG": "true", "BASE_URL": address}
        command = [sys.executable, str(ROOT / "bin" / "up.py")]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            _wait_for(address, process)
            yield address, _sheet(environment)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)


def _sheet(environment: dict[str, str]) -> dict[str, Any]:
    command = (sys.executable, "manage.py", "seed_demo", "--json")
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    )
    sheet: dict[str, Any] = json.loads(done.stdout)
    return sheet


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    sys.exit(main())
