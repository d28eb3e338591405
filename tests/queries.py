"""List pages need the same number of queries at n rows and at 2n."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def assert_same_queries(
    client: Client, url: str, grow: Callable[[], object], *, rows: int = 3
) -> None:
    """Load ``url`` with ``rows`` and with twice as many; the count must not change.

    ``grow`` stores one more row (it enters the business itself if it must).
    """
    asked: list[list[str]] = []
    client.get(url)
    for _ in range(2):
        for _ in range(rows):
            grow()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked.append([query["sql"] for query in queries])
    first, second = asked
    assert len(first) == len(second), "\n".join(["", *first, "--", *second])
