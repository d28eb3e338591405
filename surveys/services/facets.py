"""What the inbox filters by, taken over from the work once, when a reply comes."""

from surveys.models import Reply


def take_facets(reply: Reply) -> None:
    """Set survey, kind and handler of ``reply``; nothing is stored."""
    work = reply.invitation.interaction
    reply.survey_id = reply.invitation.survey_id
    reply.kind, reply.handler = work.kind, work.handler
