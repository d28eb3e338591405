"""Views behind the login, one module a part."""
