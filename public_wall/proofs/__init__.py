"""The tamper-evident log of what the public page says: see docs/log.md."""

from public_wall.proofs.checkpoints import latest

__all__ = ["latest"]
