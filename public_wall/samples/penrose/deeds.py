"""Penrose Heating: what was promised, and what became of it."""

from actions.models import Action
from public_wall.samples.script import Deed, Ending, Shown, Slip

Kind, Cause, Outcome = Action.Kind, Action.Cause, Action.Outcome

TOLD = (
    Deed(
        "Put prices for the ten most common jobs on the website",
        Kind.FIX,
        "Ruth",
        258,
        236,
        (
            "Gareth Pryce",
            "Ingrid Solberg",
            "Maureen Tregenza",
            "Margaret Ellis",
        ),
        later=(("Phil Curnow", 250),),
        started=252,
        ending=Ending(
            240,
            Cause.PRACTICES,
            "Prices for our ten most common jobs are on our website. For anything else"
            " you get a written quote before we start.",
            told=239,
        ),
        shown=Shown(
            238,
            "Prices for our ten most common jobs are on our website. For anything else"
            " you get a written quote before we start.",
            "Nobody would tell us what it would cost before the bill came.",
        ),
    ),
    Deed(
        "Decide about opening on Sundays",
        Kind.FIX,
        "Ruth",
        220,
        206,
        ("Helen Jago", "Raj Malhotra"),
        later=(("Wendy Chegwidden", 214),),
        ending=Ending(
            207,
            Cause.PRIORITIES,
            "We talked it over and we can’t open on Sundays, for now. There are five of"
            " us and we would rather be awake on Monday. For a breakdown, ring, any"
            " day.",
            outcome=Outcome.NOT_THIS_TIME,
            told=206,
        ),
        shown=Shown(
            205,
            "We can’t, for now. There are five of us and we would rather be awake on"
            " Monday. For a breakdown, ring, any day.",
            "Please open on Sundays.",
        ),
    ),
    Deed(
        "Dust sheets and overshoes in every van",
        Kind.FIX,
        "Lee",
        126,
        104,
        ("Claire Retallick",),
        later=(("Andy Pellow", 120), ("Priya Nair", 114)),
        started=118,
        ending=Ending(
            106,
            Cause.PRACTICES,
            "Every van now carries dust sheets and overshoes, and whoever did the job"
            " hoovers before they leave.",
            told=105,
        ),
        shown=Shown(
            103,
            "Every van carries dust sheets and overshoes, and whoever did the job"
            " hoovers before they leave.",
            "You left dust and footprints behind.",
        ),
    ),
    Deed(
        "Move Joan Ashby’s thermostat down to where she can read it",
        Kind.HELP,
        "Dan",
        82,
        79,
        ("Joan Ashby",),
        ending=Ending(
            79,
            Cause.PEOPLE,
            "Dan moved your thermostat down to the height of the light switch and set"
            " it to the large numbers. We now ask everybody where they want it before"
            " we drill.",
            told=79,
        ),
        shown=Shown(
            77,
            "We ask where you want a thermostat before we drill, and set it to large"
            " numbers.",
            "The new thermostat was too high up to read.",
        ),
    ),
    Deed(
        "Tell people about parking when we book them in",
        Kind.FIX,
        "Lee",
        167,
        153,
        ("Bernard Opie",),
        ending=Ending(
            158,
            Cause.PRACTICES,
            "The message that confirms a visit now asks for a space by the door.",
            not_told_because="Lee told him on the phone when he rang about the car.",
        ),
    ),
)

OPEN = (
    Deed(
        "Text people when we set off, ring by noon if we are running late",
        Kind.FIX,
        "Lee",
        41,
        1,
        ("Steve Nancarrow", "Aoife Brennan", "Kwame Asante"),
        later=(("Judith Lowe", 27),),
        started=24,
        ending=Ending(
            1,
            Cause.PRACTICES,
            "We now text you when we set off, and if we are running late we ring before"
            " noon. Lee does the ringing.",
        ),
    ),
    Deed(
        "Somebody answers the phone from eight",
        Kind.FIX,
        "Ruth",
        48,
        18,
        ("Rosemary Bolitho", "Leon Carter"),
        started=40,
        slip=Slip(
            20, -9, "The phone company needs four more weeks for the second line."
        ),
    ),
    Deed(
        "A card by every boiler: how to top up the pressure",
        Kind.FIX,
        "Dan",
        27,
        9,
        ("Sunita Desai", "Bob Trevaskis"),
        started=22,
        ending=Ending(
            10,
            Cause.PRACTICES,
            "There is a card by every boiler we service now: three pictures, and how to"
            " top up the pressure. Dan leaves you one when he is next in your road.",
            told=9,
        ),
    ),
    Deed(
        "Refit the valve on Denise Pascoe’s hall radiator, no charge",
        Kind.HELP,
        "Dan",
        10,
        3,
        ("Denise Pascoe",),
        started=8,
    ),
    Deed(
        "Send Graham Tuck a corrected invoice",
        Kind.HELP,
        "Ruth",
        3,
        0,
        ("Graham Tuck",),
    ),
    Deed(
        "One page and one total on every invoice",
        Kind.FIX,
        "Ruth",
        3,
        -16,
        ("Lucy Fenwick", "Graham Tuck"),
    ),
    Deed(
        "Take Beryl a card and a tin of biscuits: forty years with us",
        Kind.SPECIAL,
        "Ruth",
        14,
        -4,
        ("Beryl Hocking again",),
        offers_to_tell=False,
    ),
)

DEEDS = TOLD + OPEN
