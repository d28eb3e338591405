"""Providers with an HTTP interface, by anymail's backend for tests: one call a mail."""

from typing import Any

import pytest
from anymail.backends import test as anymail_test
from anymail.exceptions import AnymailAPIError

from feedback.mail.delivery import deliver_due
from tests.conftest import World
from tests.mail.rows import Status, again, queued, states

pytestmark = pytest.mark.django_db


class Provider(anymail_test.EmailBackend):
    """Anymail's backend, which answers for "lost…" addresses as a broken line would."""

    calls: "list[list[str]]" = []  # noqa: RUF012 - one list for all connections
    opened: "list[bool]" = []  # noqa: RUF012

    def open(self) -> bool:
        """Open a session, unless this connection has one."""
        if getattr(self, "is_open", False):
            return False
        self.is_open = True
        self.opened.append(True)
        return True

    def get_esp_message_id(self, message: Any) -> str:
        """Return what we call a mail."""
        return f"esp-{len(self.calls)}"

    def post_to_esp(self, payload: Any, message: Any) -> Any:
        """Note whom a call is about."""
        self.calls.append([address.addr_spec for address in payload.params["to"]])
        if "lost" in message.to[0]:
            raise AnymailAPIError("no answer")
        return super().post_to_esp(payload, message)


@pytest.fixture
def provider(settings: Any) -> type[Provider]:
    settings.EMAIL_BACKEND = f"{__name__}.Provider"
    Provider.calls.clear()
    Provider.opened.clear()
    return Provider


def test_each_mail_is_a_call_of_its_own_over_one_session(
    world: World, provider: type[Provider]
) -> None:
    rows = [queued(world.business) for _ in range(5)]
    deliver_due()
    assert set(states(rows)) == {Status.ACCEPTED}
    assert provider.calls == [[row.to_email] for row in rows]
    assert len(provider.opened) == 1


def test_what_the_provider_calls_it_is_kept(
    world: World, provider: type[Provider]
) -> None:
    rows = [queued(world.business) for _ in range(3)]
    deliver_due()
    assert [again(row).provider_id for row in rows] == ["esp-1", "esp-2", "esp-3"]


def test_a_lost_answer_leaves_that_mail_alone_uncertain(
    world: World, provider: type[Provider]
) -> None:
    rows = [
        queued(world.business),
        queued(world.business, to="lost@example.com"),
        queued(world.business),
    ]
    deliver_due()
    accepted = Status.ACCEPTED
    assert states(rows) == [accepted, Status.UNCERTAIN, accepted]
    assert again(rows[1]).provider_id == ""
