"""Penrose Heating, the fifth to the second month before now: what customers said."""

from public_wall.samples.script import (
    EMAIL,
    FIRST_NAME,
    NO_NAME,
    PHONE,
    PRIVATE,
    Said,
    Visit,
)

MIDDLE = (
    Visit(
        "Emrys Bowen",
        "Boiler service",
        "Dan",
        143,
        Said(
            5,
            "yyy",
            "Gwaith da iawn, a chroeso i baned bob tro. Diolch o galon i Dan.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Claire Retallick",
        "Power flush",
        "Lee",
        135,
        Said(
            2,
            "yyy",
            "Soot on the landing carpet and black handprints up the stairs. The boiler"
            " works, but I spent the evening on my knees with a cloth.",
            FIRST_NAME,
            EMAIL,
        ),
    ),
    Visit(
        "Andy Pellow",
        "New radiator",
        "Lee",
        128,
        Said(
            4,
            "yyy",
            "Heating is fine. Boots on the cream carpet, less so.",
            NO_NAME,
        ),
    ),
    Visit(
        "Priya Nair",
        "Leak repair",
        "Dan",
        122,
        Said(
            4,
            "yyy",
            "Good work. A bit of dust left behind the airing cupboard.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Dorothy Moyle",
        "Boiler service",
        "Dan",
        113,
        Said(
            5,
            "yyy",
            "He noticed that my carbon monoxide alarm was out of date and fitted a"
            " new one there and then.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Marcus Bell",
        "New thermostat",
        "Lee",
        104,
        Said(4, "ypy", "Works a treat. He explained the app twice.", PRIVATE),
    ),
    Visit(
        "Yusuf Demir",
        "Boiler repair",
        "Dan",
        95,
        Said(
            5,
            "yyy",
            "Came out at seven with two small children in the house and no hot water."
            " Would not take a tip.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Joan Ashby",
        "New thermostat",
        "Lee",
        84,
        Said(
            2,
            "pyy",
            "I can’t read the new thermostat. It is too high up and the numbers are"
            " tiny. I am 81.",
            NO_NAME,
            PHONE,
            "07700 900562",
            hours=3,
        ),
    ),
    Visit(
        "Steve Nancarrow",
        "Boiler service",
        "Dan",
        73,
        Said(
            2,
            "yny",
            "Waited in from eight till four. Nobody rang. The work itself took twenty"
            " minutes.",
            FIRST_NAME,
            EMAIL,
        ),
    ),
    Visit(
        "Rosemary Bolitho",
        "Leak repair",
        "Lee",
        64,
        Said(
            3,
            "yyp",
            "Rang three mornings running and got the machine. Once I got through, all"
            " was well.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Aoife Brennan",
        "New radiator",
        "Lee",
        58,
        Said(
            3,
            "yny",
            "He said between ten and twelve and came at half past two. Lee was"
            " apologetic, but a text would have helped.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Leon Carter",
        "Boiler repair",
        "Dan",
        51,
        Said(
            2,
            "ypy",
            "Couldn’t get through for two days. In the end another firm did the leak"
            " and you did the rest.",
            NO_NAME,
            PHONE,
            "07700 900741",
            hours=4,
        ),
    ),
    Visit(
        "Kwame Asante",
        "Gas safety check",
        "Dan",
        45,
        Said(
            3,
            "yny",
            "Had to leave the key with a neighbour because there was no word on when"
            " you were coming.",
            NO_NAME,
            hours=6,
        ),
    ),
    Visit(
        "Sunita Desai",
        "Boiler service",
        "Dan",
        39,
        Said(
            4,
            "pyy",
            "It lost pressure again the next day and I didn’t know what to do. It"
            " turned out to be a two-minute thing.",
            FIRST_NAME,
        ),
    ),
)
