"""Tidy & Co, a salon next door: other people, other words, a shorter history."""

from feedback.accounts.models import Role
from public_wall.samples.salon.deeds import DEEDS
from public_wall.samples.salon.visits import LETTERS, PUBLIC_REPLIES, VISITS
from public_wall.samples.script import Firm, Person, Story

SALON = Story(
    firm=Firm(
        name="Tidy & Co",
        trade="salon",
        about="Hair for everybody",
        place="Penryn",
        website="https://tidy-and-co.example",
        open_days=121,
        team=(
            Person("Marlon Reid", "marlon@tidy-and-co.example", Role.OWNER),
            Person("Tess Barlow", "tess@tidy-and-co.example", Role.MEMBER),
        ),
        trial_days_left=9,
        brand_color="#B5307A",
    ),
    survey_name="After an appointment",
    visits=VISITS,
    letters=LETTERS,
    public_replies=PUBLIC_REPLIES,
    deeds=DEEDS,
)
