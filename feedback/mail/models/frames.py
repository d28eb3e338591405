"""What many mails have in common."""

from django.db import models

from feedback import clock
from feedback.mail import gaps
from feedback.tenancy import TenantModel


class Frame(TenantModel):
    """The words that many mails share, with gaps for what differs: never changed.

    ``text`` and ``html`` are `gaps.Parts`. Frames hold no customer's words, name or
    address; those stand in the ``values`` of each mail.
    """

    digest = models.CharField(max_length=64)
    text = models.JSONField()
    html = models.JSONField()
    # Renewed by every batch that uses it; long unused ones are removed.
    used_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "digest"], name="frame_once_per_business"
            ),
        )

    def __str__(self) -> str:
        return f"frame {self.digest[:8]}"

    def text_for(self, values: dict[str, str]) -> str:
        """Return the plain text with ``values`` in the gaps."""
        return gaps.fill(self.text, values)

    def html_for(self, values: dict[str, str]) -> str:
        """Return the HTML with ``values`` in the gaps, escaped."""
        return gaps.fill(self.html, gaps.escaped(values))
