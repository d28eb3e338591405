"""Small files kept in the database: web and worker share no disk, and a backup of the
database is then a backup of everything.
"""

from django.db import models

from feedback import clock
from feedback.tenancy import TenantModel


class StoredBytes(TenantModel):
    """A file as a row. ``body`` is large: lists of rows leave it out (``defer``).

    ``digest`` is the SHA-256 of ``body``, in hex.
    """

    name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        abstract = True
