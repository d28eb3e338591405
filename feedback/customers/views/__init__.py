"""The people a business works for, as pages."""
