"""Customers and interactions for other systems: `docs/api.md` says how."""
