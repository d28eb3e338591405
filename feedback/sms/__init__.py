"""Text messages: a small outbox of their own, and who carries them."""
