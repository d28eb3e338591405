"""Who may do what at which address: one table a part, walked by test_isolation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from feedback.accounts.models import Role
from tests.conftest import World


def nothing(world: World) -> dict[str, Any]:
    """Return the arguments of an address that names no object."""
    return {}


@dataclass(frozen=True)
class Access:
    """The least role for reading and for writing at one address.

    ``kwargs`` makes an object of the world's business (which has been entered) and
    returns the address's arguments. ``get`` or ``post`` None means 405 for
    everybody. ``public`` addresses need no login and are found by their token.
    """

    kwargs: Callable[[World], dict[str, Any]] = nothing
    get: Role | None = None
    post: Role | None = None
    public: bool = False
    payload: dict[str, Any] = field(default_factory=dict)
