"""Starters for trades that solve things from a desk."""

from surveys.starters.questions import Starter, choice, library, survey

ACCOUNTANT = Starter(
    trade="accountant",
    label="Accountant",
    interaction="Year-end accounts",
    opening="How did it go?",
    questions=survey(
        "Did we get done what you needed from us?",
        "Were we finished in good time for your deadline?",
        "Did you understand what you were signing?",
    ),
    library=library(
        "Did you know early enough how much tax to pay?",
        "Did we ask for each document only once?",
        "Did we answer your questions in plain words?",
        "Did we tell you where you could save money?",
        "Was our fee what you expected?",
        "Did we ring back when we said we would?",
        "Did the person you spoke to know your business?",
        "Do the figures help you run your business?",
        "Do you know what we need from you next?",
        pick=choice(
            "What did you need us for this time?",
            "Year-end accounts",
            "A tax return",
            "VAT",
            "Payroll",
            "Advice",
            "Something else",
        ),
    ),
)

SOFTWARE_SUPPORT = Starter(
    trade="software-support",
    label="Software support",
    interaction="Support request",
    opening="How did it go with your question?",
    questions=survey(
        "Is the problem solved?",
        "Was our answer soon enough for your work?",
        "Was it enough to explain the problem once?",
    ),
    library=library(
        "Did we answer the question you asked?",
        "Did you reach a person when you wanted one?",
        "Did you know when you would hear from us next?",
        "Did you understand what had gone wrong?",
        "Were the steps we gave you easy to follow?",
        "Did our first answer work?",
        "Could you keep working in the meantime?",
        "Did we tell you plainly what we cannot do?",
        "Could you solve it yourself next time?",
        pick=choice(
            "How many people did you need to explain it to?",
            "One",
            "Two",
            "Three",
            "More than three",
        ),
    ),
)
