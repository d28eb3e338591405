"""By which way a person can be asked: by mail, else by text where the survey may."""

from dataclasses import replace

from django.conf import settings

from feedback.customers.models import Customer
from feedback.customers.phones import takes_texts
from surveys.models import Channel, Invitation, Survey
from surveys.rules import Standing


def channel_for(survey: Survey, customer: Customer) -> Channel:
    """Return how ``survey`` asks ``customer``: by mail, unless they have no address
    but a mobile number, and the survey may ask by text message.
    """
    if customer.email or not (survey.asks_by_sms and settings.SMS_READY):
        return Channel.EMAIL
    return Channel.SMS if takes_texts(customer.phone_key) else Channel.EMAIL


def standing_for(channel: str, customer: Customer, standing: Standing) -> Standing:
    """Return ``standing`` as it is for asking by ``channel``."""
    if channel != Channel.SMS:
        return standing
    return replace(standing, has_address=bool(customer.phone_key))


def can_reach(invitation: Invitation) -> bool:
    """Whether there is anywhere to send ``invitation`` to."""
    customer = invitation.customer
    if invitation.channel == Channel.SMS:
        return bool(customer.phone_key)
    return bool(customer.email)
