"""Pieces of page of this part."""
