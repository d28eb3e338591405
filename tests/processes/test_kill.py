"""Nothing lost and nothing doubled, while all workers are killed again and again.

KILL_MESSAGES and KILL_ALL_TIMES make it larger. See `test_kill_one` for the whole road
from the plan to the mail, with one worker killed at a time.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.processes.installation import Installation, installed, wait_until

MESSAGES = int(os.environ.get("KILL_MESSAGES", "300"))
KILLS = int(os.environ.get("KILL_ALL_TIMES", "5"))
WORKERS = ("one", "two")
UNFINISHED = ("queued", "sending")
PATIENCE = 120.0


class Sink:
    """The provider, and its book of what it accepted."""

    def __init__(self, home: Installation) -> None:
        self.book = home.folder / "accepted"
        self.book.touch()
        process = home.start("-m", "tests.processes.sink", str(self.book), stdout=-1)
        home.env["EMAIL_URL"] = f"smtp://127.0.0.1:{process.stdout.readline().strip()}"

    def count(self) -> int:
        """Return how many mails were accepted."""
        return self.book.read_bytes().count(b"\n")

    def uids(self) -> list[str]:
        """Return the uid of every mail accepted, in order."""
        return [line.split()[0] for line in self.book.read_text().splitlines()]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Installation]:
    """An installation with short leases and a fast beat."""
    with installed(
        tmp_path, OUTBOX_LEASE_SECONDS="3", SWEEP_SECONDS="1", WARM_UP_PER_DAY="0"
    ) as made:
        yield made


def statuses(home: Installation) -> Counter[str]:
    rows = home.query("SELECT status, count(*) FROM mail_outboundmessage GROUP BY 1")
    return Counter(dict(rows))


def has_work(home: Installation) -> bool:
    return any(statuses(home)[status] for status in UNFINISHED)


def kill_at_random(home: Installation, sink: Sink) -> None:
    """Kill all workers at moments of the first half, and empty the broker midway."""
    moments = sorted(random.sample(range(1, MESSAGES // 2), KILLS))
    workers: list[Any] = []
    for number, moment in enumerate(moments):
        workers = [home.start_worker(name) for name in WORKERS]
        wait_until(
            lambda at=moment: sink.count() >= at,  # type: ignore[misc]
            seconds=PATIENCE,
            what=f"mail {moment} of {MESSAGES}",
        )
        if number == KILLS // 2:
            home.empty_broker()
        for worker in workers:
            home.kill(worker)


@pytest.mark.processes
def test_killing_all_workers_loses_and_doubles_nothing(home: Installation) -> None:
    home.run("-m", "tests.processes.fill_outbox", str(MESSAGES))
    sink = Sink(home)
    home.start_beat()
    kill_at_random(home, sink)
    for name in WORKERS:
        home.start_worker(name)
    at_rest = len(sink.uids())
    wait_until(lambda: len(sink.uids()) > at_rest, seconds=PATIENCE, what="work again")
    home.empty_broker()
    wait_until(
        lambda: not has_work(home), seconds=PATIENCE + MESSAGES / 5, what="the end"
    )
    check(home, sink)


@pytest.mark.processes
def test_an_emptied_broker_delays_mail_by_no_more_than_a_minute(
    home: Installation,
) -> None:
    sink = Sink(home)
    home.start_beat()
    home.start_worker("one")
    wait_until(lambda: bool(pulses(home)), seconds=PATIENCE, what="a first sweep")
    home.empty_broker()
    silent = {**home.env, "REDIS_URL": "", "BROKER_URL": "memory://"}
    home.run("-m", "tests.processes.fill_outbox", "20", env=silent)
    wait_until(lambda: not has_work(home), seconds=60, what="the mails to go")
    assert len(sink.uids()) == len(set(sink.uids())) == 20


def pulses(home: Installation) -> list[tuple[Any, ...]]:
    """Return the pulses that sweeps have written."""
    return home.query("SELECT name FROM mail_pulse")


def check(home: Installation, sink: Sink) -> None:
    """Compare the database, the provider's book and what the command lists."""
    accepted = Counter(sink.uids())
    rows = dict(home.query("SELECT uid, status FROM mail_outboundmessage"))
    stored = {str(uid).replace("-", ""): status for uid, status in rows.items()}
    arrived = {uid.replace("-", "") for uid in accepted}
    listed = {row["uid"].replace("-", "") for row in home.outbox_status()["uncertain"]}
    assert len(stored) == MESSAGES
    assert set(stored.values()) <= {"accepted", "uncertain"}
    assert [uid for uid, times in accepted.items() if times > 1] == []
    assert set(stored) - arrived - listed == set()
    assert {uid for uid, status in stored.items() if status == "accepted"} <= arrived
    report(len(stored), len(arrived), len(listed), len(listed & arrived))


def report(stored: int, arrived: int, uncertain: int, both: int) -> None:
    print(  # noqa: T201 - the numbers are the point of running it large
        f"\n{stored} mails, {KILLS} kills: {arrived} arrived, {uncertain} uncertain"
        f" ({both} of them arrived), 0 lost, 0 doubled"
    )
