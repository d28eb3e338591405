"""What the owner may ask besides the questions: none of it required, folded away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import pgettext_lazy

from feedback.text import clean, one_line
from surveys.models import Reply, ReplyPhoto, SurveyVersion

# The names of their inputs. A word of their own counts before one that was picked.
FEELING, OWN_WORD, GOAL, PRESSED = "feeling", "feeling-own", "goal", "pressed"
PHOTOS, DROPPED = "photos", "drop-photo"
LONGEST_FEELING, LONGEST_GOAL = 30, 500
# As many kind words as unkind ones, from the one end to the other. Stored under the
# left one, read in the reader's language.
FEELINGS: Final = {
    "delighted": pgettext_lazy("how somebody felt", "Delighted"),
    "relieved": pgettext_lazy("how somebody felt", "Relieved"),
    "well looked after": pgettext_lazy("how somebody felt", "Looked after"),
    "calm": pgettext_lazy("how somebody felt", "Calm"),
    "unsure": pgettext_lazy("how somebody felt", "Unsure"),
    "let down": pgettext_lazy("how somebody felt", "Let down"),
    "frustrated": pgettext_lazy("how somebody felt", "Frustrated"),
    "angry": pgettext_lazy("how somebody felt", "Angry"),
}
YES, NO = "yes", "no"
_SAID = {YES: True, NO: False}


@dataclass(frozen=True, slots=True)
class Extras:
    """Which of them are asked."""

    feeling: bool = False
    goal: bool = False
    pressure: bool = False
    photos: bool = False

    @property
    def are_asked(self) -> bool:
        """Whether any is: together they are one more thing on the page."""
        return self.feeling or self.goal or self.pressure or self.photos


NO_EXTRAS: Final = Extras()


@dataclass(frozen=True, slots=True)
class Added:
    """What somebody said to them.

    ``feeling`` is a key of `FEELINGS` or a word of their own, ``was_pressed`` None
    if they did not say, ``photos`` the digests of their photos in order.
    """

    feeling: str = ""
    goal: str = ""
    was_pressed: bool | None = None
    photos: tuple[str, ...] = ()

    @property
    def is_something(self) -> bool:
        """Whether it says anything at all."""
        return self != NOTHING_ADDED


NOTHING_ADDED: Final = Added()


def extras_of(version: SurveyVersion) -> Extras:
    """Return which extras ``version`` asks."""
    return Extras(
        feeling=version.asks_feeling,
        goal=version.asks_goal,
        pressure=version.asks_pressure,
        photos=version.asks_photos,
    )


def read_added(post: Mapping[str, str], extras: Extras) -> Added:
    """Return what ``post`` says to ``extras``, but for photos: those are files."""
    pressed = post.get(PRESSED, "") if extras.pressure else ""
    goal = clean(post.get(GOAL, ""), longest=LONGEST_GOAL) if extras.goal else ""
    return Added(
        feeling=_feeling(post) if extras.feeling else "",
        goal=goal.strip(),
        was_pressed=_SAID.get(pressed),
    )


def added_to(reply: Reply) -> Added:
    """Return what ``reply`` says to the extras; photos as `photos_of` reads them."""
    return Added(
        feeling=reply.feeling,
        goal=reply.goal,
        was_pressed=reply.was_pressed,
        photos=tuple(photo.digest for photo in photos_of(reply)),
    )


def photos_of(reply: Reply) -> Sequence[ReplyPhoto]:
    """Return the photos of ``reply`` in their order, without their bytes; a query at
    most, and none if its page did not ask for any.
    """
    if not reply.version.asks_photos:
        return ()
    if "photos" in getattr(reply, "_prefetched_objects_cache", {}):
        return list(reply.photos.all())
    return list(reply.photos.defer("body"))


def chosen_in_added(added: Added) -> dict[str, str]:
    """Return ``added`` as the page shows it (see `SurveyPage.chosen`)."""
    listed = added.feeling in FEELINGS
    pressed = {value: name for name, value in _SAID.items()}
    chosen = {
        FEELING: added.feeling if listed else "",
        OWN_WORD: "" if listed else added.feeling,
        GOAL: added.goal,
        PRESSED: pressed[added.was_pressed] if added.was_pressed is not None else "",
    }
    return {name: said for name, said in chosen.items() if said}


def feeling_word(feeling: str) -> str:
    """Return a stored feeling as it is read: a listed one in the language that is
    active, any other as it was typed.
    """
    return str(FEELINGS.get(feeling, feeling))


def digests(photos: Iterable[str]) -> tuple[str, ...]:
    """Return digests each once, in their order."""
    return tuple(dict.fromkeys(photos))


def _feeling(post: Mapping[str, str]) -> str:
    own = one_line(post.get(OWN_WORD, ""), longest=LONGEST_FEELING).strip()
    picked = post.get(FEELING, "")
    return own or (picked if picked in FEELINGS else "")
