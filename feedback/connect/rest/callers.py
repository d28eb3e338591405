"""Who calls: a key of a business, and what it may do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.connect import keys
from feedback.connect.models import ApiKey
from feedback.history.services import Actor

_BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """Another system that speaks for a business."""

    key: ApiKey
    actor: ClassVar[Actor] = keys.BY_KEY
    is_authenticated: ClassVar[bool] = True

    @property
    def business(self) -> Business:
        """The business whose key it is: never what the request says."""
        return self.key.business

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Work in that business inside the block, on its clock."""
        with (
            tenancy.enter(self.key.business_id),
            timezone.override(self.business.zone),
        ):
            yield


def caller_of(request: Request) -> Caller | None:
    """Return who calls, if a key said so."""
    caller: object = request.user
    return caller if isinstance(caller, Caller) else None


class BearerKey(BaseAuthentication):
    """``Authorization: Bearer sadkey_…`` (RFC 6750); nothing else is taken."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        """Return who calls; raises `AuthenticationFailed` for a key that is none."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        match = _BEARER.fullmatch(header)
        with tenancy.every_business():
            key = keys.key_for(match[1]) if match else None
            if key is None:
                raise AuthenticationFailed("This key does not work.")
            keys.note_use(key, now=clock.now())
        return Caller(key), key

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return 'Bearer realm="api"'


class KeyAllows(BasePermission):
    """A key that works may read; to write takes one that was made for it."""

    message = "This key may only read."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the key goes as far as the method."""
        caller = caller_of(request)
        if caller is None:
            return False
        return request.method in SAFE_METHODS or caller.key.may_write
