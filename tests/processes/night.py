"""The night in which London's clock is put forward, and who opens around it."""

from datetime import UTC, datetime, timedelta

# At 01:00 UTC it jumps from one to two.
JUMP = datetime(2026, 3, 29, 1, tzinfo=UTC)
# When each business opens on its own clock, and when that is: a time that the clock
# jumps over is the first instant after the jump.
OPENINGS = {
    "01:30": JUMP,
    "02:00": JUMP,
    "02:01": JUMP + timedelta(minutes=1),
    "08:00": JUMP + timedelta(hours=6),
}
