"""Links short enough for a text message."""

import secrets

from django.db import models

from feedback.tenancy import TenantModel
from surveys.models.channels import LETTERS
from surveys.models.invitations import Invitation

CODE_LENGTH = 12


def new_code() -> str:
    """Return a code of 59 random bits: it opens one person's page, so nobody may
    guess one.
    """
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


class ShortLink(TenantModel):
    """Another, short name of the page of one invitation. It lasts as long as that."""

    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="short_link"
    )
    code = models.CharField(max_length=16, unique=True, default=new_code)

    def __str__(self) -> str:
        return f"short link {self.pk}"
