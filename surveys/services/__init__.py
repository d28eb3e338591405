"""Services of this part, one module a noun."""
