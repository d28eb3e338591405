"""Addresses of the API for customers and what was done for them."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.connect.rest.paging import page_of, said_in
from feedback.connect.rest.problems import Refusal
from feedback.connect.rest.views import ConnectView, reads, writes
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import (
    CustomerDetails,
    KeyTaken,
    NewInteraction,
    edit_customer,
)
from surveys.api import selectors, shapes, showing
from surveys.services.receiving import add_customer, receive

_NAMES_ITSELF = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 255, "pattern": r"^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="A name for this request: sent again with the same body within"
    " 24 hours it has no further effect and gets the same answer.",
)
_IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "maxLength": 80, "pattern": r'^\*$|^(W/)?"[!#-~]{1,64}"$'},
    OpenApiParameter.HEADER,
    description="The ETag of what you read: 412 if it was changed since.",
)


class CustomerList(ConnectView):
    """Customers."""

    @extend_schema(
        operation_id="customers_list",
        summary="List customers",
        parameters=[shapes.CustomerQuery],
        responses={200: shapes.CustomerPage},
    )
    @reads
    def get(self, request: Request) -> Response:
        """One page of customers, the newest first."""
        said = said_in(shapes.CustomerQuery, request.query_params)
        business = self.caller.business
        rows, following = page_of(selectors.customer_list(business, said), said)
        shown = showing.customers(business, rows)
        return Response({"results": shown, "next_cursor": following})

    @extend_schema(
        operation_id="customers_add",
        summary="Find or add a customer",
        parameters=[_NAMES_ITSELF],
        request=shapes.CustomerIn,
        responses={200: shapes.CustomerOut, 201: shapes.CustomerOut},
    )
    @writes
    def post(self, request: Request) -> Response:
        """Find the customer by external_id, email or phone, or add them (201). What
        was missing is filled in; what was known stays.
        """
        _refuse_query(request)
        said = _valid(shapes.CustomerIn(data=request.data))
        customer, is_new = add_customer(
            self.caller.business, shapes.person_in(said), by=self.caller.actor
        )
        return self._located(customer, status=201 if is_new else 200)

    def _located(self, customer: Customer, *, status: int) -> Response:
        response = _customer_shown(self, customer, status=status)
        address = reverse("api:customer-detail", args=[customer.pk])
        response["Location"] = address
        return response


class CustomerDetail(ConnectView):
    """One customer."""

    @extend_schema(
        operation_id="customers_read",
        summary="Read a customer",
        responses={200: shapes.CustomerOut},
    )
    @reads
    def get(self, request: Request, pk: UUID) -> Response:
        """One customer; a merged one's id leads to who they were merged into."""
        _refuse_query(request)
        customer = selectors.customer_of(self.caller.business, pk)
        return _customer_shown(self, customer)

    @extend_schema(
        operation_id="customers_change",
        summary="Change a customer",
        parameters=[_IF_MATCH],
        request=shapes.CustomerPatch,
        responses={200: shapes.CustomerOut},
    )
    @writes
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change the fields given. A wish not to be written to follows to a new
        address and cannot be taken back here.
        """
        _refuse_query(request)
        said = _valid(shapes.CustomerPatch(data=request.data))
        found = selectors.customer_of(self.caller.business, pk)
        customer = Customer.objects.select_for_update(of=("self",)).get(pk=found.pk)
        self._refuse_stale(request, customer)
        if said:
            _change(customer, said, self)
        return _customer_shown(self, customer)

    def _refuse_stale(self, request: Request, customer: Customer) -> None:
        wanted = request.META.get("HTTP_IF_MATCH", "*").strip()
        if wanted == "*":
            return
        shown = showing.customers(self.caller.business, [customer])[0]
        # A compressed answer carries its mark as a weak one (RFC 9110, 8.8.3).
        marks = [mark.strip().removeprefix("W/") for mark in wanted.split(",")]
        if showing.etag(shown) not in marks:
            raise Refusal(
                412, "It was changed since you read it.", code="changed_since"
            )


class InteractionList(ConnectView):
    """What was done."""

    @extend_schema(
        operation_id="interactions_list",
        summary="List interactions",
        parameters=[shapes.InteractionQuery],
        responses={200: shapes.InteractionPage},
    )
    @reads
    def get(self, request: Request) -> Response:
        """One page of interactions, the last entered first."""
        said = said_in(shapes.InteractionQuery, request.query_params)
        found = selectors.interaction_list(self.caller.business, said)
        rows, following = page_of(found, said)
        shown = showing.interactions(rows, selectors.decisions_of(rows))
        return Response({"results": shown, "next_cursor": following})

    @extend_schema(
        operation_id="interactions_add",
        summary="Add an interaction",
        parameters=[_NAMES_ITSELF],
        request=shapes.InteractionIn,
        responses={200: shapes.InteractionOut, 201: shapes.InteractionOut},
    )
    @writes
    def post(self, request: Request) -> Response:
        """Store what was done, and say whether and when its customer is asked, or why
        not. What is there already changes nothing (200).
        """
        _refuse_query(request)
        business = self.caller.business
        zone = ZoneInfo(business.zone)
        said = _valid(shapes.InteractionIn(data=request.data, context={"zone": zone}))
        interaction, is_new, decisions = receive(
            business,
            self._who(said["customer"]),
            _work(said),
            by=self.caller.actor,
        )
        shown = showing.interactions([interaction], decisions)[0]
        response = Response(shown, status=201 if is_new else 200)
        response["Location"] = reverse("api:interaction-detail", args=[interaction.pk])
        return response

    def _who(self, said: dict[str, Any]) -> Any:
        if "id" not in said:
            return shapes.person_in(said)
        try:
            return selectors.customer_of(self.caller.business, said["id"])
        except Http404 as error:
            missing = ["There is no customer with this id."]
            raise ValidationError(
                {"customer": {"id": missing}}, "no_such_customer"
            ) from error


class InteractionDetail(ConnectView):
    """One thing that was done."""

    @extend_schema(
        operation_id="interactions_read",
        summary="Read an interaction",
        responses={200: shapes.InteractionOut},
    )
    @reads
    def get(self, request: Request, pk: UUID) -> Response:
        """One interaction, and whether its customer is asked about it."""
        _refuse_query(request)
        row = selectors.interactions(self.caller.business).filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(showing.interactions([row], selectors.decisions_of([row]))[0])


def _customer_shown(
    view: ConnectView, customer: Customer, *, status: int = 200
) -> Response:
    shown = showing.customers(view.caller.business, [customer])[0]
    response = Response(shown, status=status)
    response["ETag"] = showing.etag(shown)
    return response


def _valid(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    said: dict[str, Any] = serializer.validated_data
    return said


def _change(customer: Customer, said: dict[str, Any], view: ConnectView) -> None:
    kept = {name: getattr(customer, name) for name in ("name", "email", "phone")}
    band = said.pop("band", None)
    details = CustomerDetails(
        **{**kept, **said},
        relationship_owner=customer.relationship_owner,
        value=customer.value if band is None else shapes.BANDS[band],
    )
    try:
        edit_customer(customer, details, by=view.caller.actor)
    except KeyTaken as error:
        raise Refusal(409, error.message, code=f"{error.field}_taken") from error


def _work(said: dict[str, Any]) -> NewInteraction:
    return NewInteraction(
        kind=said["kind"],
        happened_at=said["happened_at"],
        handler=said.get("handler", ""),
        reference=said.get("reference", ""),
        value=said.get("value"),
        attributes=said.get("attributes", {}),
        source=Interaction.Source.API,
    )


def _refuse_query(request: Request) -> None:
    said_in(shapes.NoQuery, request.query_params)
