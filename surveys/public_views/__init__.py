"""Pages behind a personal link: no login, no session, no cookie, no script.

Reading one changes nothing, however often and by whomever; only a POST does.
"""
