"""Penrose Heating: what customers wrote back, and what the team noted about it."""

from public_wall.samples.script import Letter

WROTE_BACK = (
    Letter(
        "Denise Pascoe",
        "Denise",
        "Thank you, Lee. Tuesday or Wednesday would suit me, after three if you can.",
        5,
    ),
    Letter(
        "Joan Ashby",
        "Joan",
        "Bless you, Dan. The gate sticks, so give it a push.",
        6,
    ),
)
NOTES = (
    Letter(
        "Denise Pascoe",
        "Lee",
        "She can do Tuesday after three. @Dan is the part in by then?",
        6,
    ),
)
