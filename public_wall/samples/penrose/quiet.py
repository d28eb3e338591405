"""Penrose Heating: who only picked a word, said nothing, or was not asked."""

from public_wall.samples.script import (
    FIRST_NAME,
    NO_NAME,
    PRIVATE,
    UNSAID,
    Said,
    Visit,
)

SERVICE, REPAIR, LEAK = "Boiler service", "Boiler repair", "Leak repair"
RADIATOR, CHECK, STAT = "New radiator", "Gas safety check", "New thermostat"

RATED = (
    Visit("Nkechi Eze", SERVICE, "Dan", 296, Said(5, "yyy", "", UNSAID)),
    Visit("Derek Kitto", CHECK, "Dan", 279, Said(4, "yyy", "", UNSAID)),
    Visit("Brenda Oates", RADIATOR, "Lee", 246, Said(4, "yyn", "", UNSAID)),
    Visit("Isla Renfrew", SERVICE, "Dan", 226, Said(5, "yyy", "", PRIVATE)),
    Visit("Gerald Tripp", STAT, "Lee", 217, Said(3, "ppy", "", UNSAID)),
    Visit("Amina Yusuf", LEAK, "Dan", 206, Said(5, "yyy", "Thank you.", FIRST_NAME)),
    Visit("Lorna Chubb", CHECK, "Dan", 184, Said(5, "yyy", "", UNSAID)),
    Visit("Vikram Shah", REPAIR, "Lee", 174, Said(5, "yyy", "Spot on.", NO_NAME)),
    Visit("Rhys Morgan", RADIATOR, "Lee", 157, Said(4, "ypy", "", UNSAID)),
    Visit("Carol Dunstan", SERVICE, "Dan", 147, Said(4, "yyy", "", PRIVATE)),
    Visit("Olive Treloar", STAT, "Lee", 125, Said(4, "yyy", "Pleased.", FIRST_NAME)),
    Visit("Simon Veal", SERVICE, "Dan", 116, Said(5, "yyy", "", UNSAID)),
    Visit("Grace Adeyemi", CHECK, "Dan", 107, Said(5, "yyy", "", NO_NAME)),
    Visit("Zofia Wrona", SERVICE, "Dan", 88, Said(5, "yyy", "", UNSAID)),
    Visit("Thandi Moyo", SERVICE, "Dan", 68, Said(5, "yyy", "", PRIVATE)),
    Visit("Patrick Daly", LEAK, "Dan", 55, Said(4, "yyy", "", UNSAID)),
    Visit("Eleanor Roskilly", SERVICE, "Dan", 42, Said(5, "yyy", "", UNSAID)),
    Visit("Molly Sandercock", REPAIR, "Lee", 18, Said(5, "yyy", "", FIRST_NAME)),
)

SILENT = (
    Visit("Roy Tonkin", SERVICE, "Dan", 299),
    Visit("Barbara Venn", CHECK, "Dan", 291),
    Visit("Callum Boase", STAT, "Lee", 285),
    Visit("Deepa Iyer", LEAK, "Dan", 274),
    Visit("Frank Hosking", SERVICE, "Dan", 263),
    Visit("Gillian Pope", RADIATOR, "Lee", 257),
    Visit("Hugo Martens", REPAIR, "Lee", 251),
    Visit("Irene Bice", SERVICE, "Dan", 240),
    Visit("Jack Spargo", CHECK, "Dan", 229),
    Visit("Kath Odgers", LEAK, "Dan", 219),
    Visit("Liam Keast", SERVICE, "Dan", 210),
    Visit("Mina Hashemi", RADIATOR, "Lee", 199),
    Visit("Nigel Couch", SERVICE, "Dan", 191),
    Visit("Oona Walsh", REPAIR, "Lee", 181),
    Visit("Philippa Rowse", CHECK, "Dan", 172),
    Visit("Quentin Barr", SERVICE, "Dan", 163),
    Visit("Ros Tyack", LEAK, "Dan", 155),
    Visit("Sam Weaver", STAT, "Lee", 145),
    Visit("Tessa Goldsworthy", SERVICE, "Dan", 132),
    Visit("Umar Farooq", RADIATOR, "Lee", 119),
    Visit("Valerie Noy", SERVICE, "Dan", 110),
    Visit("William Bastin", CHECK, "Dan", 101),
    Visit("Xanthe Lord", REPAIR, "Lee", 92),
    Visit("Yvonne Pearce", SERVICE, "Dan", 82),
    Visit("Zach Coles", LEAK, "Dan", 76),
    Visit("Anne Bosanko", SERVICE, "Dan", 66),
    Visit("Brian Sleeman", RADIATOR, "Lee", 61),
    Visit("Cerys Vaughan", CHECK, "Dan", 53),
    Visit("Donald Roe", SERVICE, "Dan", 47),
    Visit("Esme Harvey", REPAIR, "Lee", 36),
    Visit("Felix Grose", SERVICE, "Dan", 23),
    Visit("Gwen Thomas", LEAK, "Dan", 14),
    Visit("Harry Bunt", SERVICE, "Dan", 9),
    Visit("Imogen Lyle", CHECK, "Dan", 6),
    Visit("Jean Pentreath", SERVICE, "Dan", 4),
    Visit("Ivan Petrov", CHECK, "Dan", 28),
    Visit("Keith Lobb", RADIATOR, "Lee", 79),
    Visit("Martin Rule", REPAIR, "Lee", 98),
    Visit("Hamish Reid", LEAK, "Dan", 138),
    Visit("Elsie Nance", SERVICE, "Dan", 166),
    Visit("Peter Skewes", SERVICE, "Dan", 193),
    Visit("Declan Foy", REPAIR, "Dan", 237),
    Visit("Josef Novak", SERVICE, "Dan", 255),
    Visit("Alison Hart", LEAK, "Lee", 268),
)

NOT_ASKED = (
    # No address to write to.
    Visit("Arthur Rundle", SERVICE, "Dan", 259, has_address=False),
    Visit("Mrs Ivy Tangye", CHECK, "Dan", 141, has_address=False),
    Visit("Harbour Café", LEAK, "Lee", 31, has_address=False),
    # Asked within the last 90 days.
    Visit("Fatima Rahman", LEAK, "Dan", 208),
    Visit("Dorothy Moyle", RADIATOR, "Lee", 70),
    Visit("Chloe Vance", CHECK, "Dan", 5),
    # Paused by the team; see `paused` in the story.
    Visit("Frank Hosking", CHECK, "Dan", 15),
    # Left by the link in an earlier mail; see `left` in the story.
    Visit("Nigel Couch", REPAIR, "Lee", 60),
    Visit("Roy Tonkin", SERVICE, "Dan", 11),
)

# Written down today. The first was done yesterday, so it is asked about at once (in
# the hours the business chose), the others tomorrow.
TODAY = (
    Visit("Wilf Tremayne", SERVICE, "Dan", 1, ago=21),
    Visit("Ruby Hendra", SERVICE, "Dan", 0, ago=4),
    Visit("Isaac Cohen", RADIATOR, "Lee", 0, ago=3),
    Visit("Freya Nilsson", LEAK, "Dan", 0, ago=2),
)
