"""Penrose Heating, the last weeks: what customers said."""

from public_wall.samples.script import (
    EMAIL,
    FIRST_NAME,
    NAME,
    NO_NAME,
    PHONE,
    PRIVATE,
    UNSAID,
    Said,
    Visit,
)

LATE = (
    Visit(
        "Judith Lowe",
        "Boiler service",
        "Dan",
        34,
        Said(
            4,
            "ypy",
            "Nice lad. An hour late, would have liked a text.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Bob Trevaskis",
        "Boiler service",
        "Dan",
        30,
        Said(
            4,
            "pyy",
            "It would be handy to have something written down about the pressure.",
            NO_NAME,
            hours=3,
        ),
    ),
    Visit(
        "Chloe Vance",
        "New boiler",
        "Lee",
        25,
        Said(
            5,
            "yyy",
            "Tidy work, fair price, and he took the old cylinder to the tip for us.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Lucy Fenwick",
        "New radiator",
        "Lee",
        20,
        Said(
            4,
            "yyp",
            "Had to ring to find out which of the two totals to pay.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Beryl Hocking",
        "Boiler service",
        "Dan",
        16,
        Said(
            5,
            "yyy",
            "Forty years I’ve been with Penrose’s. Your father fitted the first one,"
            " Ruth. Thank you all.",
            NAME,
            hours=5,
        ),
    ),
    Visit(
        "Denise Pascoe",
        "New radiator",
        "Lee",
        13,
        Said(
            2,
            "pyy",
            "The radiator in the hall still drips. There is a saucepan under it as I"
            " write this.",
            FIRST_NAME,
            PHONE,
            "07700 900125",
            hours=4,
        ),
    ),
    Visit(
        "Sharon Bligh",
        "Boiler repair",
        "Lee",
        10,
        Said(
            2,
            "ynn",
            "Dear for what it was. Ask Mrs Gill at number nine what she paid, she’ll"
            " tell you the same.",
            NO_NAME,
        ),
    ),
    Visit(
        "Graham Tuck",
        "Leak repair",
        "Dan",
        7,
        Said(
            3,
            "yyn",
            "Charged for two hours and he was here for one. I’m sure it’s a mistake.",
            PRIVATE,
            EMAIL,
            ago=92,
        ),
    ),
    Visit(
        "Omar Haddad",
        "New thermostat",
        "Lee",
        8,
        Said(
            1,
            "nyp",
            "The new thermostat has never worked. I’ve rung twice and been promised a"
            " call back both times.",
            NO_NAME,
            PHONE,
            "07700 900433",
            ago=50,
        ),
    ),
    Visit(
        "Margaret Ellis",
        "Boiler service",
        "Dan",
        5,
        Said(
            2,
            "yny",
            "Dan was lovely, but he turned up at ten to five when I’d been told the"
            " morning. I’d taken the whole day off work and nobody rang.\n"
            "A text at lunchtime would have done.",
            FIRST_NAME,
            PHONE,
            "07700 900214",
            ago=75,
        ),
    ),
    Visit(
        "Hannah Weiss", "Boiler service", "Dan", 4, Said(4, "yyy", "", UNSAID, ago=27)
    ),
    Visit(
        "Siân Prosser",
        "Leak repair",
        "Dan",
        3,
        Said(
            4,
            "yyn",
            "Quick and tidy. Would have liked to know the price before rather than"
            " after.",
            FIRST_NAME,
            ago=9,
        ),
    ),
    Visit(
        "Joy Okafor",
        "New radiator",
        "Lee",
        3,
        Said(
            3,
            "yyp",
            "All fine in the end. The invoice was a bit of a puzzle – two different"
            " totals.",
            PRIVATE,
            ago=5,
        ),
    ),
    Visit(
        "Pete Lindqvist",
        "Boiler repair",
        "Dan",
        3,
        Said(
            5,
            "yyy",
            "Best tradesman I’ve had in the house in years. Took his boots off without"
            " being asked.",
            FIRST_NAME,
            ago=2.2,
        ),
    ),
    Visit(
        "Ewan Tregear",
        "Gas safety check",
        "Lee",
        3,
        Said(4, "ypy", "Good, thanks. Parking was the worst part.", NO_NAME, ago=0.6),
    ),
)
