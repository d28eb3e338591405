"""The pages on which somebody checks a public page, or their own reply in it."""

from datetime import date
from typing import Any

from django.urls import reverse

from feedback.links import absolute
from public_wall.proofs.checkpoints import newest
from public_wall.proofs.publishing import keys
from public_wall.proofs.receipts import Receipt, find_receipt, proof_of
from public_wall.sites import Site

LONGEST_TYPED = 40


def verify_page(site: Site, *, typed: str = "") -> dict[str, Any]:
    """Return the context of "Check this page"; ``typed`` is a receipt number."""
    business = site.business
    last = newest(business)
    found = find_receipt(business, typed) if typed else None
    return {
        **site.context("verify/"),
        "checkpoint": last,
        "keys": keys(business).splitlines(),
        "typed": typed,
        "is_unknown": bool(typed) and found is None,
        "receipt_url": _receipt_url(site, found.number) if found else "",
        "page_url": absolute(reverse("public_wall_public:wall", args=[business.slug])),
    }


def receipt_page(site: Site, number: str) -> dict[str, Any] | None:
    """Return the context of one receipt; None if the number is nobody's."""
    business = site.business
    found = find_receipt(business, number)
    if found is None:
        return None
    proof = proof_of(business, found)
    return {
        **site.context(f"receipts/{found.number}/"),
        "receipt": found,
        "proof": proof,
        "checkpoint": newest(business) if proof else None,
        "said_on": _said_on(found),
        "is_erased": found.item is not None and bool(found.item.state.get("erased")),
        "file_url": f"{site.root}receipts/{found.number}.json",
        "verify_url": f"{site.root}verify/",
    }


def _said_on(found: Receipt) -> date | None:
    """Return the day of the reply, in the business's zone (which is active)."""
    if found.item is not None:
        return date.fromisoformat(found.item.state["day"])
    return None


def _receipt_url(site: Site, number: str) -> str:
    return f"{site.root}receipts/{number}/"
