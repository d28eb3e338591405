"""The broker in a folder: nobody reads what is not written yet."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kombu import Connection

from feedback import broker


def fresh_queue() -> str:
    """Return a name that kombu, which remembers bindings for ever, has not met."""
    return f"queue{uuid4().hex}"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Connection]:
    """A connection to a broker in a folder of its own."""
    broker.install()
    folders = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection


def test_a_message_comes_out_as_it_went_in(line: Connection) -> None:
    with line.SimpleQueue(fresh_queue()) as queue:
        queue.put({"task": "mail.deliver_due", "name": "Zoë"})
        message = queue.get(block=False)
        message.ack()
    assert message.payload == {"task": "mail.deliver_due", "name": "Zoë"}


def test_a_message_is_whole_as_soon_as_it_can_be_seen(
    line: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    rename = os.rename

    def look(source: Any, target: Any) -> None:
        seen.append([path.name for path in tmp_path.glob("*.msg")])
        rename(source, target)
        seen.append([path.read_text()[-1] for path in tmp_path.glob("*.msg")])

    monkeypatch.setattr(os, "rename", look)
    with line.SimpleQueue(fresh_queue()) as queue:
        queue.put({"a": 1})
    assert seen == [[], ["}"]]


def test_a_list_of_queues_half_written_counts_as_empty(
    line: Connection, tmp_path: Path
) -> None:
    control = tmp_path / "control"
    control.mkdir()
    (control / "celery.exchange").touch()
    assert line.default_channel.get_table("celery") == []
