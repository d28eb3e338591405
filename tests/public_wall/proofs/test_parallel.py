"""However many sweeps run at once, there is one log."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from feedback import clock, tenancy
from feedback.history.models import LogLeaf
from public_wall.models import LoggedItem
from public_wall.proofs.checking import faults_of
from public_wall.proofs.sweeping import sweep
from tests.conftest import NOON, World
from tests.public_wall import rows
from tests.public_wall.proofs.reading import faults, heard

pytestmark = pytest.mark.django_db(transaction=True)
REPLIES, AT_ONCE = 12, 4


@pytest.fixture(autouse=True)
def _needs_a_shared_database(db: None) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")


def test_sweeps_at_once_write_everything_once(world: World) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        for _n in range(REPLIES):
            heard()

    def alone(_number: int) -> None:
        try:
            with clock.set_to(NOON):
                sweep(now=clock.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(alone, range(AT_ONCE * 2)))
    sweep(now=clock.now())
    with tenancy.enter(world.business.id):
        assert LoggedItem.objects.count() == REPLIES
        bodies = LogLeaf.objects.values_list("body", flat=True)
        assert sum('"kind":"reply"' in body for body in bodies) == REPLIES
        assert faults_of(world.business, now=clock.now()) == []
    assert faults(world.business.slug) == []
