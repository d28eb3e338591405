"""Alerts: what in a reply, or in the lack of replies, somebody should know now."""
