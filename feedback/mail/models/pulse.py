"""Signs of life."""

from django.db import models


class Pulse(models.Model):
    """When a sweep last finished, so that silence can be noticed.

    The one called `NO_LINE` is no sweep: since when the provider serves nobody.
    """

    NO_LINE = "no_line"

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
