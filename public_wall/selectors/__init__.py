"""Reading what the world can read."""
