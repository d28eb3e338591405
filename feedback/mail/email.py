"""A mail as a value: what a pure function returns and the outbox stores."""

from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string

from feedback.text import one_line

MOST_HTML_BYTES = 20 * 1024


@dataclass(frozen=True, slots=True)
class Email:
    """One mail to one person, complete: rendering is over when it exists.

    ``headers`` adds to what delivery sets by itself (Message-ID, Auto-Submitted).
    """

    to_email: str
    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    from_name: str = ""
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def render(name: str, context: dict[str, Any]) -> dict[str, str]:
    """Render ``templates/emails/<name>/{subject.txt,body.txt,body.html}``.

    Returns the three as ``subject`` (one line), ``text`` and ``html``; plain text is
    not escaped, so its template must begin with ``{% autoescape off %}``.
    """
    folder = f"emails/{name}"
    return {
        "subject": one_line(render_to_string(f"{folder}/subject.txt", context)),
        "text": render_to_string(f"{folder}/body.txt", context).strip() + "\n",
        "html": render_to_string(f"{folder}/body.html", context).strip(),
    }
