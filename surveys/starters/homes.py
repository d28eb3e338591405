"""Starters for trades that work in people’s homes."""

from surveys.starters.questions import Starter, choice, library, survey

PLUMBING = Starter(
    trade="plumbing-heating",
    label="Plumbing and heating",
    interaction="Boiler service",
    opening="How did it go?",
    questions=survey(
        "Is everything we came for working now?",
        "Did we turn up when we said we would?",
        "Did you know what it would cost before we started?",
    ),
    library=library(
        "Did we get the job done in one visit?",
        "Did you know who was coming to your home?",
        "Did you get through to us when you needed to?",
        "Did we explain what we found in words you understood?",
        "Was the final bill what you expected?",
        "Did we look after your home while we worked?",
        "Did we leave the place as clean as we found it?",
        "Do you know what to do if it goes wrong again?",
        pick=choice(
            "How long did you wait for a visit?",
            "Same day",
            "1 to 3 days",
            "4 to 7 days",
            "More than a week",
        ),
    ),
)

ELECTRICIAN = Starter(
    trade="electrician",
    label="Electrician",
    interaction="Electrical repair",
    opening="How did it go?",
    questions=survey(
        "Does everything we worked on work as it should?",
        "Did we turn up when we said we would?",
        "Do you feel sure that the work is safe?",
    ),
    library=library(
        "Did we tell you before we switched the power off?",
        "Was the power back on when we said it would be?",
        "Did you agree the price before we started?",
        "Was the final bill what we had quoted?",
        "Did we explain the work in words you understood?",
        "Did you get the paperwork you needed?",
        "Are the switches where you wanted them?",
        "Did we leave the room as tidy as we found it?",
        pick=choice(
            "What did you call us for?",
            "A fault",
            "Something new",
            "A safety check",
            "Something else",
        ),
    ),
)

BUILDER = Starter(
    trade="builder",
    label="Builder",
    interaction="Building work",
    opening="How did the work go?",
    questions=survey(
        "Is the work finished the way you wanted it?",
        "Did we finish when we said we would?",
        "Did the price stay as we had agreed?",
    ),
    library=library(
        "Did you know each week what we would do next?",
        "Did we ask you before we changed the plan?",
        "Did you know the cost of extras before we did them?",
        "Did you have one person to go to with questions?",
        "Did we put right the things you pointed out?",
        "Did you feel safe at home during the work?",
        "Did we keep noise to the hours we had agreed?",
        "Did we leave the site tidy at the end of each day?",
        pick=choice(
            "What kind of work did we do?",
            "An extension",
            "A loft",
            "A kitchen",
            "A bathroom",
            "A repair",
            "Something else",
        ),
    ),
)

CLEANER = Starter(
    trade="cleaner",
    label="Cleaning",
    interaction="Regular clean",
    opening="How did we leave the place?",
    questions=survey(
        "Was everything we had agreed on cleaned?",
        "Did we arrive when we said we would?",
        "Were your things left where you like them?",
    ),
    library=library(
        "Was the kitchen as clean as you wanted it?",
        "Was the bathroom as clean as you wanted it?",
        "Did we follow the wishes you had told us about?",
        "Did we use products that suit you?",
        "Did we stay as long as we had agreed?",
        "Did you know in advance who was coming?",
        "Did we lock up the way you asked?",
        "Is it easy to change your day with us?",
        pick=choice(
            "Where should we spend more time next visit?",
            "The kitchen",
            "The bathroom",
            "The floors",
            "The windows",
            "Somewhere else",
            "Nowhere, it is fine",
        ),
    ),
)

LETTINGS = Starter(
    trade="lettings",
    label="Lettings agent",
    interaction="Repair request",
    opening="How did we handle it?",
    questions=survey(
        "Is the thing you contacted us about sorted out?",
        "Was it done by the date we gave you?",
        "Did we take your side of it seriously?",
    ),
    library=library(
        "Did you know in advance when someone would come?",
        "Did we keep you up to date without being asked?",
        "Did the person you spoke to know about your case?",
        "Did we answer the question you asked?",
        "Did you know every charge before you agreed to it?",
        "Was the property as we had described it?",
        "Did moving day go as we had told you it would?",
        "Did you understand how your deposit is protected?",
        pick=choice(
            "What did you contact us about?",
            "A repair",
            "A viewing",
            "Moving in",
            "Moving out",
            "Rent",
            "Something else",
        ),
    ),
)
