"""Where every mail to a customer leads for less of it."""

from django.urls import reverse

from feedback.customers.models import Customer
from feedback.links import absolute, make_token

# The part of the page for leaving that says how often, why and when next.
OFTEN = "#often"


def often_url(customer: Customer) -> str:
    """Return the page where ``customer`` sees and says how often we write to them."""
    token = make_token("leave", customer.business_id, customer.pk)
    return absolute(reverse("surveys_public:leave", args=[token])) + OFTEN
