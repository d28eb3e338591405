"""Questions that fit any business, and the starter for trades we have none for."""

from surveys.starters.questions import (
    Starter,
    StarterQuestion,
    choice,
    library,
    survey,
    words,
    yes_partly_no,
)

GENERAL = Starter(
    trade="general",
    label="Something else",
    interaction="Job",
    opening="How did it go?",
    questions=survey(
        "Did you get what you came to us for?",
        "Did we do it when we said we would?",
        "Did you feel we were on your side?",
    ),
    library=library(
        "Did you know the price before you agreed?",
        "Was the final price what you expected?",
        "Did we explain things in words you understood?",
        "Did you know who to ask when you had a question?",
        "Did we keep you informed along the way?",
        "Was it easy to find a time that suited you?",
        "Do you know what to do if something goes wrong?",
        pick=choice(
            "What mattered most to you this time?",
            "Having it done properly",
            "Having it done quickly",
            "The price",
            "Being kept informed",
            "Something else",
        ),
    ),
)

COMMON_LIBRARY: tuple[StarterQuestion, ...] = (
    yes_partly_no("Is everything sorted out now?"),
    yes_partly_no("Did we do everything we had promised?"),
    yes_partly_no("Did we use your time well?"),
    yes_partly_no("Did things move along without you chasing us?"),
    yes_partly_no("Could you talk to a person when you needed one?"),
    yes_partly_no("Did we remember what you had already told us?"),
    yes_partly_no("Did you always know what would happen next?"),
    yes_partly_no("Did we listen to what you wanted?"),
    yes_partly_no("Could you easily tell us when something was wrong?"),
    choice(
        "How many times did you need to get in touch?",
        "Never",
        "Once",
        "Twice",
        "Three times",
        "More often",
    ),
    choice(
        "How much effort did it take on your side?",
        "Less than I expected",
        "About what I expected",
        "More than I expected",
    ),
    words(
        "What were you trying to get done?",
        hint="The thing you needed, in your own words.",
    ),
    words(
        "What did you expect that did not happen?",
        hint="Leave it empty if there was nothing.",
    ),
    words(
        "What should we keep exactly as it is?",
        hint="One thing is plenty.",
    ),
)
