"""Pages about a business, its team and oneself, one module a noun."""
