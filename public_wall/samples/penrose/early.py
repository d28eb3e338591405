"""Penrose Heating, the first five months: what customers said."""

from public_wall.samples.script import (
    EMAIL,
    FIRST_NAME,
    NO_NAME,
    PHONE,
    PRIVATE,
    Said,
    Visit,
)

EARLY = (
    Visit(
        "Beryl Hocking",
        "Boiler service",
        "Dan",
        298,
        Said(
            5,
            "yyy",
            "Dan has looked after my boiler since my husband was alive. Always polite,"
            " always wipes his feet.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Gareth Pryce",
        "New radiator",
        "Lee",
        294,
        Said(
            3,
            "ypn",
            "The job was fine. I had no idea what it would cost until the bill came.",
            NO_NAME,
        ),
    ),
    Visit(
        "Tom Angove",
        "Leak repair",
        "Dan",
        288,
        Said(
            4,
            "yyp",
            "Came the same afternoon. Left a wet patch on the carpet but it dried out.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Ingrid Solberg",
        "Boiler repair",
        "Lee",
        283,
        Said(
            2,
            "ynn",
            "I asked twice what it would cost and was told “it depends”. £340 is a lot"
            " to find out on the doorstep.",
            FIRST_NAME,
            EMAIL,
        ),
    ),
    Visit(
        "Fatima Rahman",
        "Boiler service",
        "Dan",
        277,
        Said(
            5,
            "yyy",
            "He rang my mum the next day because she was worried about the noise it"
            " made. It was nothing, but he rang.",
            NO_NAME,
        ),
    ),
    Visit(
        "Maureen Tregenza",
        "Gas safety check",
        "Dan",
        271,
        Said(
            3,
            "yyn",
            "Nobody could give me a price on the phone. Other firms do.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Margaret Ellis",
        "New radiator",
        "Lee",
        266,
        Said(4, "yyp", "All good. Could you put prices online?", FIRST_NAME),
    ),
    Visit(
        "Phil Curnow",
        "Power flush",
        "Lee",
        261,
        Said(
            4,
            "yyn",
            "A bit more than I expected. A price list would save everyone the bother.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Helen Jago",
        "Boiler service",
        "Dan",
        249,
        Said(
            4,
            "yyy",
            "Lovely job. Please open on Sundays, I work Monday to Saturday.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Winston Clarke",
        "New boiler",
        "Lee",
        243,
        Said(
            5,
            "yyy",
            "Three quotes and this was the only one that said what was not included."
            " Two days, as promised, and the old one gone by teatime.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Raj Malhotra",
        "Gas safety check",
        "Dan",
        232,
        Said(
            3,
            "yyy",
            "I could only get a weekday and had to take holiday for it. Any chance of"
            " a Sunday?",
            NO_NAME,
        ),
    ),
    Visit(
        "Wendy Chegwidden",
        "New thermostat",
        "Lee",
        222,
        Said(4, "yyy", "All good. A Sunday would have suited us better.", FIRST_NAME),
    ),
    Visit(
        "Mariam Saleh",
        "Boiler service",
        "Dan",
        214,
        Said(
            4,
            "yyy",
            "شكرًا جزيلًا، جاء في الموعد وشرح كل شيء بوضوح. ليت الفاتورة وصلت أسرع.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Colin Bray",
        "Boiler repair",
        "Lee",
        203,
        Said(
            1,
            "nyn",
            "Paid £180 and the boiler cut out again the same night. I had to ring"
            " three times before anybody came back.",
            PRIVATE,
            PHONE,
            "07700 900318",
        ),
    ),
    Visit(
        "Nadia Kowalska",
        "Leak repair",
        "Dan",
        196,
        Said(
            5,
            "yyy",
            "He found it in ten minutes. The last firm took the bathroom floor up.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Geoff Rosewarne",
        "Boiler service",
        "Dan",
        188,
        Said(4, "yyy", "In and out in an hour. No complaints.", NO_NAME),
    ),
    Visit(
        "Tamsin Uren",
        "New radiator",
        "Lee",
        179,
        Said(
            5,
            "yyy",
            "The price was on the website and the bill was the price on the website.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Bernard Opie",
        "Gas safety check",
        "Dan",
        170,
        Said(
            4,
            "ypy",
            "You could have told me I would need to move the car.",
            NO_NAME,
            hours=5,
        ),
    ),
    Visit(
        "Sian Kitto",
        "New boiler",
        "Lee",
        161,
        Said(
            4,
            "ypy",
            "Good job. It took three days, not two, but Lee said so on the first"
            " evening and not on the last.",
            FIRST_NAME,
        ),
    ),
    Visit(
        "Kevin Marsh",
        "Boiler repair",
        "Lee",
        152,
        Said(
            1,
            "nnn",
            "Your lad lives next to my sister at 14 Wodehouse Terrace and told her all"
            " about our boiler and what we owe on it.",
            NO_NAME,
            EMAIL,
            hours=2,
        ),
    ),
)
