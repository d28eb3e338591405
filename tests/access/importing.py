"""Lists that come in as files: everybody reads, members write."""

from datetime import timedelta
from typing import Any

from feedback import clock
from feedback.accounts.models import Role
from feedback.customers.models import Import
from tests.access import Access
from tests.conftest import World

State = Import.State


def a_list(state: Import.State, **values: Any) -> Any:
    """Return the arguments of an import in ``state``."""

    def stored(world: World) -> dict[str, Any]:
        of = Import.objects.create(
            business=world.business,
            state=state,
            kind=Import.Kind.CSV,
            file_name="customers.csv",
            headings=["Name", "Email", "Job", "Date"],
            first_lines=[["Ann", "ann@a.example", "Visit", "2026-11-17"]],
            columns={"name": 0, "email": 1, "what": 2, "when": 3},
            **values,
        )
        return {"pk": of.pk}

    return stored


READY = a_list(State.CHECKED, counts={"good": 4, "bad": 1, "people": 4})
ACCESS = {
    "surveys:customer-upload": Access(get=Role.READER, post=Role.MEMBER),
    "surveys:customer-import-list": Access(get=Role.READER),
    "surveys:customer-import-sample": Access(get=Role.READER),
    "surveys:customer-import-detail": Access(READY, get=Role.READER),
    "surveys:customer-import-columns": Access(
        a_list(State.UPLOADED), get=Role.READER, post=Role.MEMBER
    ),
    "surveys:customer-import-dates": Access(READY, post=Role.MEMBER),
    "surveys:customer-import-start": Access(READY, post=Role.MEMBER),
    "surveys:customer-import-stop": Access(READY, post=Role.MEMBER),
    "surveys:customer-import-undo": Access(
        a_list(
            State.DONE,
            started_at=clock.now(),
            undo_until=clock.now() + timedelta(days=9999),
        ),
        post=Role.MEMBER,
    ),
    "surveys:customer-import-report": Access(READY, get=Role.READER),
}
