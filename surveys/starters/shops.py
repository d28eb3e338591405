"""Starters for trades that sell things to eat, drink and unpack."""

from surveys.starters.questions import Starter, choice, library, survey

CAFE = Starter(
    trade="cafe-restaurant",
    label="Café or restaurant",
    interaction="Meal",
    opening="How was your visit?",
    questions=survey(
        "Was everything the way you had ordered it?",
        "Did your order come soon enough?",
        "Was someone there when you needed something?",
    ),
    library=library(
        "Was hot food still hot when it reached you?",
        "Was the portion the right size for you?",
        "Did the menu tell you what you needed to know?",
        "Could you find something that suits how you eat?",
        "Was the table clean when you sat down?",
        "Was it quiet enough to talk?",
        "Did the bill come soon after you asked for it?",
        "Was the bill right?",
        "Was it worth what you paid?",
        pick=choice(
            "How long did you wait for your order?",
            "Under 10 minutes",
            "10 to 20 minutes",
            "21 to 30 minutes",
            "More than 30 minutes",
        ),
    ),
)

ONLINE_SHOP = Starter(
    trade="online-shop",
    label="Online shop",
    interaction="Delivered order",
    opening="How did your order turn out?",
    questions=survey(
        "Does it do what you bought it for?",
        "Did it arrive when we said it would?",
        "Is it what you expected from our description?",
    ),
    library=library(
        "Did you get everything you ordered?",
        "Did it arrive undamaged?",
        "Was the full cost clear before you paid?",
        "Was it easy to find what you wanted?",
        "Did we help you choose the right size?",
        "Could you see where your parcel was?",
        "Was the amount of packaging right?",
        "Do you know how to send it back if you need to?",
        "Is it easy to reach a person at our shop?",
        pick=choice(
            "Where was your parcel left?",
            "With me",
            "With a neighbour",
            "In a safe place",
            "At a collection point",
            "Somewhere else",
        ),
    ),
)
