"""Where a reply stood before somebody moved it, as history remembers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from feedback.history.models import Event
from feedback.history.selectors import events_about
from surveys.models import Reply
from surveys.standing import Standing

State = Reply.State


def before_closing(reply: Reply) -> Standing:
    """Return where ``reply`` stood before it was last done; never done itself.

    What happened in between counts: if it was let go, it is not acted on again, and
    who was answered no longer waits.
    """
    closed, let_go = _moves(reply, "closed")[-1:], _moves(reply, "let_go")[-1:]
    if not closed:
        return Standing(State.NEW, False, reply.heard_at, None)
    former = _as_it_is_now(reply, closed)
    if former.state == State.ACTING and let_go and let_go[0].at >= closed[0].at:
        former = before_acting(reply)
    open_state = State.NEW if former.state == State.DONE else former.state
    return replace(former, state=open_state, done_at=None)


def before_acting(reply: Reply) -> Standing:
    """Return where ``reply`` stood before anything was promised about it.

    Whoever began to wait after that, by changing what they said, goes on waiting.
    """
    moves = _moves(reply, "taken_on")
    starts = [n for n, m in enumerate(moves) if m.before["state"] != State.ACTING]
    if not starts:
        return Standing(State.NEW, reply.waits_for_person, reply.heard_at, None)
    former = _as_it_is_now(reply, moves[starts[-1] :])
    return replace(
        former, waits_for_person=former.waits_for_person or reply.waits_for_person
    )


def who_did(reply: Reply, verb: str) -> str:
    """Return the first name of whoever last did that, or "Somebody"."""
    last = _moves(reply, verb)[-1:]
    return last[0].actor.user.first_name if last and last[0].actor else "Somebody"


def _moves(reply: Reply, verb: str) -> list[Event]:
    return list(events_about(reply.business, reply.pk).filter(verb=verb))


def _as_it_is_now(reply: Reply, moves: Sequence[Event]) -> Standing:
    """Return the standing before ``moves``; who waited before any of them and was
    not answered since still waits.
    """
    former = [Standing.read(move.before) for move in moves]
    began = [m.at for m, f in zip(moves, former, strict=True) if f.waits_for_person]
    waits = bool(began) and not _answered_since(reply, began[-1])
    heard = former[0].heard_at
    if heard is None and _answered_since(reply, moves[0].at):
        heard = reply.heard_at
    return replace(former[0], waits_for_person=waits, heard_at=heard)


def _answered_since(reply: Reply, moment: datetime) -> bool:
    return reply.team_answers.filter(sent_at__gte=moment).exists()
