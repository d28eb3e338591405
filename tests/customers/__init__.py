"""Customers: people, addresses, what was done for them."""
