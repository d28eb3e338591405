"""Photos that customers add to their words."""

from django.db import models

from feedback.stored_bytes import StoredBytes
from surveys.models.replies import Reply

MOST_PHOTOS = 3


class ReplyPhoto(StoredBytes):
    """One photo of a reply, re-encoded by us: nothing that came with it is left."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta(StoredBytes.Meta):
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["business", "reply", "position"], name="photo_one_per_position"
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=MOST_PHOTOS),
                name="photo_at_most_three",
            ),
        )

    def __str__(self) -> str:
        return f"Photo {self.pk}"
