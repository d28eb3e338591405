"""Starters for trades that keep people driving."""

from surveys.starters.questions import Starter, choice, library, survey

GARAGE = Starter(
    trade="garage",
    label="Garage",
    interaction="Car service",
    opening="How did it go with the car?",
    questions=survey(
        "Is the car running as it should now?",
        "Was the car ready when we said it would be?",
        "Did we do only the work you had agreed to?",
    ),
    library=library(
        "Did we get it right the first time?",
        "Did we explain what we found in words you understood?",
        "Did we show you what needed replacing?",
        "Did we tell you which work could wait?",
        "Was the bill what you expected?",
        "Did you get an appointment soon enough?",
        "Could you get around while we had the car?",
        "Was the car as clean as when you left it with us?",
        pick=choice(
            "What did you bring the car in for?",
            "A service",
            "An MOT",
            "A fault",
            "Tyres",
            "Bodywork",
            "Something else",
        ),
    ),
)

DRIVING_SCHOOL = Starter(
    trade="driving-school",
    label="Driving school",
    interaction="Driving lesson",
    opening="How did the lesson go?",
    questions=survey(
        "Did you learn what you wanted to learn?",
        "Did the lesson start when it should have?",
        "Did we go at your pace?",
    ),
    library=library(
        "Did you spend most of the lesson driving?",
        "Did we explain mistakes in a way that helped you?",
        "Do you know what to practise next?",
        "Do you know how close you are to being ready for the test?",
        "Did you feel safe in the car?",
        "Did the lesson last as long as we had agreed?",
        "Was it easy to find a lesson time that suits you?",
        "Were we waiting where we had agreed to meet?",
        pick=choice(
            "What would you like more practice in?",
            "Parking",
            "Roundabouts",
            "Town traffic",
            "Fast roads",
            "Something else",
        ),
    ),
)
