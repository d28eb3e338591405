"""Penrose Heating: what the team wrote back, and which comments it objected to."""

from public_wall.models import Removal
from public_wall.samples.script import Letter, Objection

LETTERS = (
    Letter(
        "Ingrid Solberg",
        "Ruth",
        "Hello Ingrid,\n\nYou are right: you asked twice and should have had a number"
        " both times. Lee was being careful, not clever, but that is no help on the"
        " doorstep. I have taken the call-out fee off the bill, and I am writing a"
        " price list this week.\n\nRuth",
        5,
    ),
    Letter(
        "Margaret Ellis",
        "Ruth",
        "Hello Margaret,\n\nGood idea. I will see what we can put online and let you"
        " know.\n\nRuth",
        20,
    ),
    Letter(
        "Colin Bray",
        "Lee",
        "Hello Mr Bray,\n\nIt was the fan, not the board I replaced, so you paid for my"
        " wrong guess. Ruth has sent the £180 back. I am sorry it took three calls.\n\n"
        "Lee",
        26,
    ),
    Letter(
        "Kevin Marsh",
        "Ruth",
        "Dear Mr Marsh,\n\nWhat we see in your house stays in your house, and that was"
        " broken. He no longer works for us. I would like to apologise in person if"
        " you will have me.\n\nRuth Penrose",
        3,
    ),
    Letter(
        "Claire Retallick",
        "Ruth",
        "Hello Claire,\n\nThat is not how we leave a house. The carpet cleaner is"
        " booked for you and paid; tell me a day that suits.\n\nRuth",
        6,
    ),
    Letter(
        "Joan Ashby",
        "Dan",
        "Dear Mrs Ashby,\n\nI will come by on Thursday after two and move it down for"
        " you. No charge.\n\nDan",
        4,
    ),
    Letter(
        "Steve Nancarrow",
        "Ruth",
        "Hello Steve,\n\nEight hours for twenty minutes. I am sorry. Two breakdowns"
        " came in that morning and not one of us thought to ring you.\n\nRuth",
        21,
    ),
    Letter(
        "Leon Carter",
        "Lee",
        "Hello Leon,\n\nI rang today and got you at last. As I said: the phone is the"
        " thing we have to fix next, and we will tell you when we have.\n\nLee",
        25,
    ),
    Letter(
        "Denise Pascoe",
        "Lee",
        "Hello Denise,\n\nThat one is mine. Dan has the part on order and will ring you"
        " with a day.\n\nLee",
        3,
    ),
    Letter(
        "Denise Pascoe",
        "Lee",
        "Hello Denise,\n\nTuesday at half past three it is. Dan will bring the valve."
        "\n\nLee",
        7,
    ),
    Letter(
        "Joan Ashby",
        "Dan",
        "Will do, Mrs Ashby. See you on Thursday.\n\nDan",
        7,
    ),
    Letter(
        "Graham Tuck",
        "Lee",
        "Hello Graham,\n\nYou are quite right, one hour it was. A new invoice is on its"
        " way to you.\n\nLee",
        5,
    ),
    Letter(
        "Sharon Bligh",
        "Ruth",
        "Hello Sharon,\n\nI have been through the bill and it is what we quoted, but we"
        " did not turn up when we said. I have taken the first hour off.\n\nRuth",
        7,
    ),
    Letter(
        "Beryl Hocking again",
        "Ruth",
        "Dear Beryl,\n\nI read this out at breakfast and Dad would like you to know"
        " that it was a Potterton.\n\nRuth",
        9,
    ),
)

PUBLIC_REPLIES = (
    Letter(
        "Ingrid Solberg",
        "Ruth",
        "You should have had a price before we started. We have written them down"
        " since: they are on our website. – Ruth",
        30,
    ),
    Letter(
        "Winston Clarke",
        "Ruth",
        "Lee says it was the tidiest loft he has ever worked in. – Ruth",
        52,
    ),
    Letter(
        "Mariam Saleh",
        "Ruth",
        "Thank you. Invoices now go out on the evening of the visit. – Ruth",
        40,
    ),
    Letter(
        "Claire Retallick",
        "Ruth",
        "Sorry, Claire. We have paid for the carpet, and every van gets sheets. – Ruth",
        60,
    ),
    Letter(
        "Steve Nancarrow",
        "Lee",
        "Sorry, Steve. A whole day is far too long and one call would have saved it."
        " – Lee",
        46,
    ),
    Letter(
        "Leon Carter",
        "Lee",
        "No excuse for two days. We are getting a second line. – Lee",
        50,
    ),
    Letter("Chloe Vance", "Lee", "A pleasure, Chloe. – Lee", 28),
)

OBJECTIONS = (
    Objection(
        "Kevin Marsh",
        Removal.Ground.PERSONAL_DATA,
        "It gives his sister’s full address.",
        "Lee",
        149,
        "Ruth",
        147,
    ),
    Objection(
        "Sharon Bligh",
        Removal.Ground.PERSONAL_DATA,
        "It names a neighbour of hers and her house number.",
        "Lee",
        4,
    ),
)
