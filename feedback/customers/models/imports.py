"""Lists that come in as files: the file, how far it has got, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class Import(TenantModel):
    """One list on its way from a file to customers and work.

    A worker takes it on by a lease. Whatever it has finished is counted here in the
    same transaction, so that a crash neither loses nor doubles a row.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to match")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Ready to start")
        RUNNING = "running", _("Coming in")
        PLANNING = "planning", _("Working out whom to ask")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Stopped")
        FAILED = "failed", _("Could not be read")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    class Kind(models.TextChoices):
        CSV = "csv", _("CSV file")
        XLSX = "xlsx", _("Excel file")
        PASTE = "paste", _("Pasted list")

    class DateOrder(models.TextChoices):
        UNKNOWN = "", _("As in your country")
        DAY_FIRST = "day", _("Day first")
        MONTH_FIRST = "month", _("Month first")

    # In these states a worker has something to do.
    AT_WORK = (State.CHECKING, State.RUNNING, State.PLANNING, State.UNDOING)
    FINISHED = (State.DONE, State.CANCELLED, State.FAILED, State.UNDONE)

    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    kind = models.CharField(max_length=5, choices=Kind)
    file_name = models.CharField(max_length=120)
    size = models.PositiveIntegerField(default=0)
    encoding = models.CharField(max_length=12, blank=True)
    separator = models.CharField(max_length=1, blank=True)
    has_headings = models.BooleanField(default=True)
    headings = models.JSONField(default=list)
    # The first lines, to recognise the columns by; emptied with the file.
    first_lines = models.JSONField(default=list)
    # field → column, and "attributes" → columns that are kept under their heading.
    columns = models.JSONField(default=dict)
    date_order = models.CharField(max_length=5, choices=DateOrder, blank=True)
    # What the check found and what was done: whole numbers by name.
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True)
    is_stopping = models.BooleanField(default=False)
    # Lines read and laid out in chunks; chunks stored.
    lines_read = models.PositiveIntegerField(default=0)
    is_read = models.BooleanField(default=False)
    chunks_done = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # Up to which customer it is decided whom to ask.
    planned_up_to = models.UUIDField(null=True)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    started_by = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""),
                name="import_failed_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "planning", "done", "undone"])
                | Q(started_at__isnull=False),
                name="import_started_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["checking", "running", "planning", "undoing"]),
                name="import_at_work",
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has something to do."""
        return self.state in self.AT_WORK

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in self.FINISHED


class ImportPart(TenantModel):
    """A piece of the file, packed: web and worker share no disk."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "of", "number"], name="import_part_once"
            ),
        )

    def __str__(self) -> str:
        return f"part {self.number}"


class ImportChunk(TenantModel):
    """Some thousand lines of the list, read: good rows packed and ready to store,
    and what became of the others.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    # Emptied when they are stored.
    content = models.BinaryField(default=bytes)
    # [line, code, what the person reads] of every row that was not plainly added.
    outcomes = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "of", "number"], name="import_chunk_once"
            ),
        )

    def __str__(self) -> str:
        return f"chunk {self.number}"


class ColumnMatching(TenantModel):
    """Which column of a list is what, remembered by its headings."""

    # A hash of the headings in their order.
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    used_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "signature"], name="column_matching_once"
            ),
        )

    def __str__(self) -> str:
        return self.signature
