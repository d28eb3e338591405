"""What a sample story is made of: people, visits, what they said, what was done.

Pure data. `public_wall.samples.stage` plays it through the real services. Every time
counts back from the moment of playing, so a story is equally old on any day.
"""

from dataclasses import dataclass

from actions.models import Action
from feedback.accounts.models import Role
from public_wall.models import Removal
from surveys.models import Reply

FIRST_NAME = Reply.Consent.FIRST_NAME
NAME = Reply.Consent.NAME
NO_NAME = Reply.Consent.NO_NAME
PRIVATE = Reply.Consent.NO
UNSAID = Reply.Consent.UNASKED
PHONE, EMAIL = Reply.Contact.PHONE, Reply.Contact.EMAIL


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team."""

    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Firm:
    """A business and its team; the first person is the owner."""

    name: str
    trade: str
    about: str
    place: str
    website: str
    open_days: int
    team: tuple[Person, ...]
    trial_days_left: int
    zone: str = "Europe/London"
    brand_color: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One reply. ``steps`` has y, p, n or - for each yes/partly/no question.

    It came ``hours`` after the question; or ``ago`` hours before the present, and then
    only letters and deeds of the story deal with it: the rest is left to the reader.
    """

    rating: int | None
    steps: str = "yyy"
    words: str = ""
    consent: Reply.Consent = UNSAID
    contact: Reply.Contact = Reply.Contact.NO
    phone: str = ""
    hours: float = 0
    ago: float = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One piece of work, ``days`` ago, or ``ago`` hours before the present.

    Without an address nobody can be asked.
    """

    who: str
    kind: str
    handler: str
    days: int
    said: Said | None = None
    has_address: bool = True
    ago: float = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody of the team wrote, ``hours`` after a reply, to its author or in
    public under it.
    """

    to: str
    by: str
    words: str
    hours: float = 22


@dataclass(frozen=True, slots=True)
class Slip:
    """A date that was moved, ``days`` ago, to ``due`` days ago (negative: ahead)."""

    days: int
    due: int
    because: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a promise ended, ``days`` ago."""

    days: int
    cause: Action.Cause
    what_changed: str
    better_for: Action.BetterFor = Action.BetterFor.CUSTOMERS
    outcome: Action.Outcome = Action.Outcome.DID
    not_told_because: str = ""
    told: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """How it was put on the wall, ``days`` ago."""

    days: int
    did: str
    said: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One promise from opening to the wall. ``due`` is in days ago too; ``later``
    has who joined those who raised it, and when.
    """

    what: str
    kind: Action.Kind
    owner: str
    opened: int
    due: int
    raised_by: tuple[str, ...]
    later: tuple[tuple[str, int], ...] = ()
    started: int | None = None
    slip: Slip | None = None
    ending: Ending | None = None
    shown: Shown | None = None
    offers_to_tell: bool = True


@dataclass(frozen=True, slots=True)
class Objection:
    """A request to take a comment off the page, and what became of it."""

    about: str
    ground: Removal.Ground
    note: str
    asked_by: str
    days: int
    decided_by: str = ""
    decided: int = 0


@dataclass(frozen=True, slots=True)
class Rewording:
    """One question that was asked in other words from ``days`` ago on."""

    days: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened at one firm.

    A reply goes by its author's name; the second of one person by "Name again".
    """

    firm: Firm
    survey_name: str
    visits: tuple[Visit, ...]
    letters: tuple[Letter, ...]
    public_replies: tuple[Letter, ...]
    deeds: tuple[Deed, ...]
    objections: tuple[Objection, ...] = ()
    rewordings: tuple[Rewording, ...] = ()
    # The trade of a second survey that was tried and paused: days ago.
    paused_survey: tuple[str, int] | None = None
    # Who looks after whom best: customer → member of the team.
    most_valuable: tuple[tuple[str, str], ...] = ()
    # Customers who left by the link in a mail, and whom the team paused: days ago.
    left: tuple[tuple[str, int], ...] = ()
    paused: tuple[tuple[str, int], ...] = ()
    # Who tries the survey at this very moment: a mail then goes at any hour.
    tries_it: str = ""
    # What customers wrote back, and what the team noted beside a reply.
    wrote_back: tuple[Letter, ...] = ()
    notes: tuple[Letter, ...] = ()
