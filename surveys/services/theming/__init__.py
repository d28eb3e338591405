"""Themes: reading what came in, finding new ones, and a person's changes to them."""

from surveys.services.theming.editing import (
    ThemeEdit,
    hide_theme,
    merge_theme,
    place_reply,
    remove_quote,
    rename_theme,
    restore_quote,
    show_theme,
    split_theme,
    unmerge_theme,
)
from surveys.services.theming.sweeping import forget_reply, look_again, read_themes

__all__ = [
    "ThemeEdit",
    "forget_reply",
    "hide_theme",
    "look_again",
    "merge_theme",
    "place_reply",
    "read_themes",
    "remove_quote",
    "rename_theme",
    "restore_quote",
    "show_theme",
    "split_theme",
    "unmerge_theme",
]
