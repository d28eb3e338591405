"""Penrose Heating of Falmouth: boilers, ten months, and a habit of reading replies."""

from feedback.accounts.models import Role
from public_wall.samples.penrose.deeds import DEEDS
from public_wall.samples.penrose.early import EARLY
from public_wall.samples.penrose.middle import MIDDLE
from public_wall.samples.penrose.quiet import NOT_ASKED, RATED, SILENT, TODAY
from public_wall.samples.penrose.recent import LATE
from public_wall.samples.penrose.replies import LETTERS, OBJECTIONS, PUBLIC_REPLIES
from public_wall.samples.penrose.talking import NOTES, WROTE_BACK
from public_wall.samples.script import Firm, Person, Rewording, Story

PENROSE = Story(
    firm=Firm(
        name="Penrose Heating",
        trade="plumbing-heating",
        about="Boilers and heating",
        place="Falmouth",
        website="https://penrose-heating.example",
        open_days=301,
        team=(
            Person("Ruth Penrose", "ruth@penrose-heating.example", Role.OWNER),
            Person("Lee Tonkin", "lee@penrose-heating.example", Role.MANAGER),
            Person("Dan Rowe", "dan@penrose-heating.example", Role.MEMBER),
            Person("Amy Hart", "amy@penrose-heating.example", Role.READER),
        ),
        trial_days_left=23,
    ),
    survey_name="After every visit",
    visits=EARLY + MIDDLE + LATE + RATED + SILENT + NOT_ASKED + TODAY,
    letters=LETTERS,
    public_replies=PUBLIC_REPLIES,
    deeds=DEEDS,
    objections=OBJECTIONS,
    rewordings=(
        Rewording(
            150, "What could we have done better?", "What would have made it better?"
        ),
    ),
    paused_survey=("electrician", 64),
    most_valuable=(("Margaret Ellis", "Ruth"), ("Winston Clarke", "Lee")),
    left=(("Nigel Couch", 189), ("Roy Tonkin", 297)),
    paused=(("Frank Hosking", 30),),
    tries_it="Lee",
    wrote_back=WROTE_BACK,
    notes=NOTES,
)
