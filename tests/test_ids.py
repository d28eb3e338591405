"""Identifiers that are made in one go."""

from uuid import RFC_4122, UUID

from feedback.ids import uuid7, uuid7s


def test_many_ids_are_of_version_7_ascending_and_all_different() -> None:
    ids = list(uuid7s(10_000))
    assert ids == sorted(set(ids))
    assert {(UUID(one).version, UUID(one).variant) for one in ids} == {(7, RFC_4122)}


def test_many_ids_begin_at_the_time_of_a_single_one() -> None:
    before = uuid7().hex[:12]
    assert before <= next(uuid7s(1))[:12] <= uuid7().hex[:12]


def test_no_ids_are_none() -> None:
    assert list(uuid7s(0)) == []
