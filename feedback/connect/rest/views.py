"""What the addresses of the API are made of."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.connect.rest.callers import Caller, caller_of
from feedback.connect.rest.idempotency import once
from feedback.connect.rest.parsing import refuse_size

Handler = Callable[..., Response]


class ConnectView(APIView):
    """An address of the API: a key is needed, and its business is entered by the
    marks `reads` and `writes` on each method.
    """

    # PUT would have to name every field; PATCH says what changes.
    http_method_names = ("get", "head", "post", "patch")

    @property
    def caller(self) -> Caller:
        """Who calls."""
        caller = caller_of(self.request)
        if caller is None:
            raise TypeError("A view of the API was reached without a key.")
        return caller

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse by the headers alone what is too long, then see who calls."""
        super().initial(request, *args, **kwargs)
        refuse_size(request.META)

    def finalize_response(
        self, request: Any, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Let nobody keep a copy between us and the caller."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Cache-Control"] = "no-store"
        return final


class NothingHere(ConnectView):
    """Every address under the API that is none: it answers a caller as a missing
    object does, never with a page.
    """

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find nothing, once we know who asks."""
        super().initial(request, *args, **kwargs)
        raise NotFound


def reads(handler: Handler) -> Handler:
    """Mark a method as one that reads, inside the business of the key."""

    @wraps(handler)
    def run(view: ConnectView, request: Request, **kwargs: Any) -> Response:
        with view.caller.inside():
            return handler(view, request, **kwargs)

    return run


def writes(handler: Handler) -> Handler:
    """Mark a method as one that writes: all or nothing, and a POST that names itself
    (`idempotency`) only once.
    """

    @wraps(handler)
    def run(view: ConnectView, request: Request, **kwargs: Any) -> Response:
        def work() -> Response:
            return handler(view, request, **kwargs)

        # Parsed before the transaction begins: a slow body holds no lock.
        _ = request.data
        with view.caller.inside(), transaction.atomic():
            return once(request, work) if request.method == "POST" else work()

    return run
