"""Who was told "thank you" is in the database: the web server dies the moment that its
answer is on the line, again and again.

WEB_KILLS makes it larger; 200 is its full size.
"""

import http.client
import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.processes.installation import Installation, installed, wait_until
from tests.processes.servers import free_port

KILLS = int(os.environ.get("WEB_KILLS", "4"))
PROCESSES = 2
AT_ONCE = 3
# Each process answers its first sending the ordinary way, and learns from it how the
# lane in front of that says thanks (`surveys.lane`).
WARM = 6
PATIENCE = 60.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Installation]:
    """An installation without a worker: only the web matters here."""
    with installed(tmp_path, WARM_UP_PER_DAY="0") as made:
        yield made


class Web:
    """The web server on one port, with as many processes as in production."""

    def __init__(self, home: Installation) -> None:
        self.home, self.port = home, free_port()
        self.process: Any = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = self.home.start(
            *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *(
                "--port",
                str(self.port),
                "--workers",
                str(PROCESSES),
                "--blocking-threads",
                "1",
            ),
            *("--log-level", "error", "feedback.wsgi:application"),
        )
        wait_until(self._answers, seconds=PATIENCE, what="the web")

    def kill(self) -> None:
        """Let all of it die at once."""
        self.home.kill(self.process)

    def post(self, path: str, body: str) -> int:
        """Return the status that was answered; 0 if the server died before."""
        return self._status("POST", path, body, FORM)

    def _answers(self) -> bool:
        return self._status("GET", "/healthz") == 200

    def _status(self, *request: Any) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with suppress(OSError, http.client.HTTPException), closing(line):
            line.request(*request)
            with line.getresponse() as response:
                return response.status
        return 0


@pytest.mark.processes
def test_whoever_was_thanked_is_heard(home: Installation) -> None:
    each = WARM + AT_ONCE
    asked = json.loads(home.run("-m", "tests.processes.ask_people", str(KILLS * each)))
    web, thanked, fields = Web(home), [], asked["fields"]
    for number in range(KILLS):
        web.start()
        paths = asked["paths"][number * each : (number + 1) * each]
        thanked += send_in_turn(web, paths[:WARM], fields)
        thanked += send_and_kill(web, paths[WARM:], fields)
    replies = stored(home)
    assert len(thanked) >= KILLS * (WARM + 1)
    assert set(thanked) <= set(replies)
    assert set(replies.values()) == {len(fields)}
    if home.database_url.startswith("postgres"):
        # The others came by the ordinary way: one for each process, and few besides.
        assert by_the_lane(home) >= len(thanked) - KILLS * (PROCESSES + 1)


def send_and_kill(web: Web, paths: list[str], fields: list[str]) -> list[str]:
    """Send some pages at once and kill the web with the first answer; return the words
    of those who were thanked.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = {
            pool.submit(web.post, path, written(path, fields)): words_of(path)
            for path in paths
        }
        first = wait(sent, return_when="FIRST_COMPLETED").done
        web.kill()
        assert first
    return [words for future, words in sent.items() if future.result() == 303]


def send_in_turn(web: Web, paths: list[str], fields: list[str]) -> list[str]:
    """Send some pages one by one; return the words of those who were thanked."""
    ways = ((path, web.post(path, written(path, fields))) for path in paths)
    return [words_of(path) for path, status in ways if status == 303]


def words_of(path: str) -> str:
    return f"Words of {path[-20:-1]}"


def written(path: str, fields: list[str]) -> str:
    rating, step, words = fields
    return urlencode({rating: "4", step: "1", words: words_of(path)})


def stored(home: Installation) -> Counter[str]:
    """Return how many answers each reply has, by its words."""
    found = home.query(
        "SELECT reply.words, count(*) FROM surveys_reply AS reply"
        " JOIN surveys_answer AS answer ON answer.reply_id = reply.id"
        " GROUP BY reply.id, reply.words"
    )
    return Counter(dict(found))


def by_the_lane(home: Installation) -> int:
    """Return how many replies nobody has heard of: without a worker, all that came by
    the lane.
    """
    ((count,),) = home.query("SELECT count(*) FROM surveys_unheardreply")
    return int(count)
