"""Measured workloads: each against a stated baseline in the same run."""
