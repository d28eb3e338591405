"""Tidy & Co: what was promised, and what became of it."""

from actions.models import Action
from public_wall.samples.script import Deed, Ending, Shown

Kind, Cause = Action.Kind, Action.Cause

DEEDS = (
    Deed(
        "Leave ten minutes between bookings on Saturdays",
        Kind.FIX,
        "Marlon",
        88,
        70,
        ("Bethan Lloyd", "Marie Dupont"),
        started=84,
        ending=Ending(
            74,
            Cause.PRIORITIES,
            "There are ten minutes between two bookings on Saturdays now, so that one"
            " late start is not everybody’s late start.",
            told=73,
        ),
        shown=Shown(
            72,
            "There are ten minutes between two bookings on Saturdays now, so that one"
            " late start is not everybody’s.",
            "On Saturdays you run late.",
        ),
    ),
    Deed(
        "Say what a colour will cost before the first brush",
        Kind.FIX,
        "Tess",
        30,
        -5,
        ("Jodie Marsh-Hill",),
        started=20,
    ),
    Deed(
        "Cut Rowan’s fringe again, no charge",
        Kind.HELP,
        "Tess",
        6,
        -1,
        ("Rowan Ives",),
    ),
)
