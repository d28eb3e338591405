"""Tidy & Co: who came, what they said, and what the salon wrote back."""

from public_wall.samples.script import (
    EMAIL,
    FIRST_NAME,
    NO_NAME,
    PHONE,
    PRIVATE,
    UNSAID,
    Letter,
    Said,
    Visit,
)

CUT, COLOUR, BLOW = "Cut", "Colour", "Blow-dry"

HEARD = (
    Visit(
        "Alma Reyes",
        CUT,
        "Tess",
        116,
        Said(5, "yyy", "First fringe in my life that I don’t regret.", FIRST_NAME),
    ),
    Visit("Oliver Grant", CUT, "Marlon", 112, Said(4, "yyy", "", UNSAID)),
    Visit(
        "Bethan Lloyd",
        BLOW,
        "Tess",
        105,
        Said(
            3,
            "yny",
            "Forty minutes late on a Saturday and nobody said why.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Marie Dupont",
        CUT,
        "Marlon",
        98,
        Said(4, "ypy", "Worth the wait, but it was a wait.", NO_NAME),
    ),
    Visit("Suzi Park", COLOUR, "Tess", 93, Said(5, "yyy", "", NO_NAME)),
    Visit(
        "Ken Adams",
        CUT,
        "Marlon",
        86,
        Said(5, "yyy", "Didn’t have to make conversation. Bliss.", FIRST_NAME),
    ),
    Visit("Petra Holm", CUT, "Tess", 79, Said(4, "yyy", "", UNSAID)),
    Visit(
        "Dawn Sayer",
        COLOUR,
        "Tess",
        71,
        Said(
            2,
            "nyp",
            "I brought a photo of copper and went home the colour of a fox.",
            FIRST_NAME,
            EMAIL,
        ),
    ),
    Visit("Ali Hussain", CUT, "Marlon", 64, Said(5, "yyy", "", PRIVATE)),
    Visit(
        "Nell Cross",
        CUT,
        "Tess",
        57,
        Said(5, "yyy", "Tess asked before she cut. Every time.", FIRST_NAME),
    ),
    Visit("Gemma Fry", BLOW, "Marlon", 49, Said(4, "yyy", "", UNSAID)),
    Visit(
        "Jodie Marsh-Hill",
        COLOUR,
        "Tess",
        37,
        Said(
            3,
            "yyp",
            "Lovely colour. It cost thirty pounds more than I thought it would.",
            NO_NAME,
        ),
    ),
    Visit("Tariq Aziz", CUT, "Marlon", 29, Said(5, "yyy", "Sharp.", FIRST_NAME)),
    Visit("Laura Finch", CUT, "Tess", 21, Said(4, "ypy", "", UNSAID)),
    Visit("Moira Quick", BLOW, "Tess", 15, Said(5, "yyy", "", NO_NAME)),
    Visit(
        "Rowan Ives",
        CUT,
        "Marlon",
        9,
        Said(
            2,
            "nyn",
            "Asked for an inch off and got three.",
            FIRST_NAME,
            PHONE,
            "07700 900887",
            hours=3,
        ),
    ),
    Visit(
        "Rachel Stone",
        COLOUR,
        "Tess",
        5,
        Said(
            2,
            "pyy",
            "My scalp was sore for two days. I did say that it stung.",
            PRIVATE,
            EMAIL,
            ago=52,
        ),
    ),
    Visit(
        "Hattie Bloom",
        CUT,
        "Marlon",
        3,
        Said(5, "yyy", "Three strangers have asked me where I go.", FIRST_NAME, ago=7),
    ),
)

QUIET = (
    Visit("Amber Cole", CUT, "Tess", 114),
    Visit("Ben Short", CUT, "Marlon", 108),
    Visit("Cleo Banks", COLOUR, "Tess", 101),
    Visit("Dilys Rees", BLOW, "Tess", 90),
    Visit("Ed Larkin", CUT, "Marlon", 77),
    Visit("Faye Winter", CUT, "Tess", 60),
    Visit("Georgia Bates", COLOUR, "Tess", 46),
    Visit("Hal Pearson", CUT, "Marlon", 33),
    Visit("Inès Moreau", BLOW, "Tess", 24),
    Visit("Jade Kemp", CUT, "Marlon", 17),
    Visit("Ali Hussain", CUT, "Marlon", 22),
    Visit("Walk-in, Saturday", CUT, "Marlon", 43, has_address=False),
    Visit("Nia Walters", CUT, "Tess", 0, ago=3),
)

VISITS = HEARD + QUIET

LETTERS = (
    Letter(
        "Dawn Sayer",
        "Marlon",
        "Hello Dawn,\n\nCopper it should have been. Come in whenever it suits and Tess"
        " will take it back down, with nothing to pay.\n\nMarlon",
        8,
    ),
    Letter(
        "Rowan Ives",
        "Marlon",
        "Hello Rowan,\n\nI can’t put it back, but I can make it look meant. Tess is"
        " keeping an hour for you.\n\nMarlon",
        6,
    ),
)

PUBLIC_REPLIES = (
    Letter("Bethan Lloyd", "Marlon", "Fair. We have changed Saturdays. – Marlon", 50),
    Letter("Ken Adams", "Marlon", "Any time, Ken. I’ll say nothing. – Marlon", 30),
)
