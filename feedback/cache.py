"""A cache that may be missing: Redis down makes pages slower, never wrong or dead."""

from typing import Any

import redis
import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

log = structlog.get_logger(__name__)


class KeptClient(RedisCacheClient):
    """Django's, which makes a new client for each command: that takes longer than the
    command. A client may be shared by threads; its pool gives each a line.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the client for reading or writing, always the same."""
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class ForgivingRedisCache(RedisCache):
    """Redis, answering as an empty cache while it cannot be reached."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or ``default`` if missing or out of reach."""
        return self._try(super().get, default, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Return what is there; nothing if out of reach."""
        found: dict[Any, Any] = self._try(super().get_many, {}, keys, version)
        return found

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Store, or go on without."""
        self._try(super().set, None, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Store, or go on without; return the keys that failed."""
        failed: list[Any] = self._try(super().set_many, [], *args, **kwargs)
        return failed

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Store if missing; say so if out of reach, as an empty cache would."""
        return bool(self._try(super().add, True, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count up; out of reach counts as missing."""
        counted = self._try(super().incr, None, key, delta, version)
        if counted is None:
            raise ValueError(f"Key {key!r} not found")
        return int(counted)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Keep longer, if within reach."""
        return bool(self._try(super().touch, False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Remove, if within reach."""
        return bool(self._try(super().delete, False, *args, **kwargs))

    def _try(self, method: Any, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except redis.exceptions.RedisError as error:
            log.warning("cache_out_of_reach", error=type(error).__name__)
            return otherwise
