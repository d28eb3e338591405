"""Lists that come in as files."""
