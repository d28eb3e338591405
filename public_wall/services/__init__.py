"""Writing what the world can read."""
