"""Reading actions, and the one timeline of a customer."""
