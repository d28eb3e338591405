"""Addresses of the API for open complaints."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.connect.rest.paging import page_of, said_in
from feedback.connect.rest.views import ConnectView, reads
from surveys.api import selectors, shapes, showing


class HoldList(ConnectView):
    """Open complaints, and those that were lifted."""

    @extend_schema(
        operation_id="holds_list",
        summary="List complaint holds",
        parameters=[shapes.HoldQuery],
        responses={200: shapes.HoldPage},
    )
    @reads
    def get(self, request: Request) -> Response:
        """One page of holds, the last opened first. While one is open, ask that
        customer nothing and sell them nothing.
        """
        said = said_in(shapes.HoldQuery, request.query_params)
        found = selectors.hold_list(self.caller.business, said)
        rows, following = page_of(found, said)
        return Response({"results": showing.holds(rows), "next_cursor": following})
