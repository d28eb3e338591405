"""Starters for trades that look after people or animals."""

from surveys.starters.questions import Starter, choice, library, survey

SALON = Starter(
    trade="salon",
    label="Hair or beauty salon",
    interaction="Appointment",
    opening="How did it turn out?",
    questions=survey(
        "Did you leave with what you had asked for?",
        "Did we start at the time you had booked?",
        "Did we ask what you wanted before we started?",
    ),
    library=library(
        "Did you know the price before we started?",
        "Did it still look right the next day?",
        "Did we tell you what would work for you?",
        "Do you know how to look after it at home?",
        "Did we check that you were comfortable?",
        "Could you have quiet when you wanted it?",
        "Did you feel free to say no to extras?",
        "Did you get the day you wanted?",
        pick=choice(
            "What did you come in for?",
            "A cut",
            "Colour",
            "Nails",
            "Skin",
            "Hair removal",
            "Something else",
        ),
    ),
)

PHYSIOTHERAPIST = Starter(
    trade="physiotherapist",
    label="Physiotherapist",
    interaction="Physiotherapy session",
    opening="How did the session go?",
    questions=survey(
        "Is the trouble you came with getting better?",
        "Did the session start at the time you had booked?",
        "Did we ask what you want to be able to do again?",
    ),
    library=library(
        "Did we explain what is causing the trouble?",
        "Did you have enough time to say what was wrong?",
        "Did we tell you what we would do before we did it?",
        "Could you tell us when something hurt?",
        "Do you know which exercises to do at home?",
        "Do the exercises fit into your day?",
        "Do you know how long it is likely to take?",
        "Did you have the privacy you wanted?",
        "Did you know the cost before you came?",
        pick=choice(
            "How long did you wait for your first appointment?",
            "Under a week",
            "1 to 2 weeks",
            "3 to 4 weeks",
            "More than 4 weeks",
        ),
    ),
)

# Some visits are the last one: nothing here asks how the animal is now.
VET = Starter(
    trade="vet",
    label="Vet",
    interaction="Consultation",
    opening="How did the visit go?",
    questions=survey(
        "Did your animal get the help it needed?",
        "Were you seen at the time you had booked?",
        "Did you have enough say in what was done?",
    ),
    library=library(
        "Did we explain what we found in words you understood?",
        "Did you know the cost before treatment began?",
        "Did we tell you about every choice you had?",
        "Did you have time to ask what you wanted to ask?",
        "Did we handle your animal gently?",
        "Was the waiting room calm enough for your animal?",
        "Did you know what to do after the visit?",
        "Could you reach us when you were worried?",
        pick=choice(
            "What did you come in for?",
            "A check-up",
            "A vaccination",
            "An illness",
            "An injury",
            "An operation",
            "Something else",
        ),
    ),
)
