"""What this part keeps about a person, for the file that they take along."""

from typing import Any

from actions.models import Action, ActionReply, Telling, Verdict
from feedback.customers.models import Customer


def promised_and_told(customer: Customer) -> dict[str, Any]:
    """Return the promises that their words led to, and what they were told.

    The title of an action is the team's own note and is not part of it.
    """
    links = ActionReply.objects.filter(reply__customer=customer)
    links = links.exclude(action__state=Action.State.MERGED)
    tellings = Telling.objects.filter(customer=customer, why_not="")
    verdicts = Verdict.objects.filter(customer=customer).exclude(said="")
    return {
        "what_was_promised": [
            {
                "by": link.action.owner.user.first_name,
                "until": link.action.due_on,
                "state": link.action.get_state_display(),
            }
            for link in links.select_related("action__owner__user").order_by("pk")
        ],
        "what_you_were_told": [
            {"at": row.sent_at, "about": row.get_about_display(), "words": row.words}
            for row in tellings.order_by("-sent_at")
        ],
        "whether_it_was_fixed": [
            {"at": row.said_at, "said": row.get_said_display(), "words": row.words}
            for row in verdicts.order_by("-said_at")
        ],
    }
