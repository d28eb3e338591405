"""The page that asks: one page, no script, the same for the customer and the preview.

It is drawn from a value, so that the builder can show words that are not stored yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.templatetags.parts import RATING_WORDS
from surveys.extras import (
    FEELING,
    FEELINGS,
    GOAL,
    NO,
    NO_EXTRAS,
    OWN_WORD,
    PRESSED,
    YES,
    Extras,
)
from surveys.languages import direction, frame, name_of, same
from surveys.models import QuestionKind, Reply

CONTACT, PHONE, CONSENT = "contact", "phone", "consent"
NO_CONTACT = "no"
CONTACT_WAYS = (NO_CONTACT, Reply.Contact.EMAIL.value, Reply.Contact.PHONE.value)
CONSENTS = (
    Reply.Consent.FIRST_NAME.value,
    Reply.Consent.NAME.value,
    Reply.Consent.NO_NAME.value,
    Reply.Consent.NO.value,
)


class Problem(NamedTuple):
    """Something to put right: the id of the input that it is about, and a sentence."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as it stands on the page.

    ``field`` is the name of its input; ``options`` belong to the kind "choice".
    """

    field: str
    kind: str
    text: str
    hint: str = ""
    options: Sequence[str] = ()

    @property
    def anchor(self) -> str:
        """The id of its first input."""
        return self.field if self.kind == QuestionKind.WORDS else f"{self.field}-1"


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """Everything the page shows.

    ``chosen`` maps names of inputs to what they hold already: the fields of the
    questions, and "contact", "phone", "consent". ``preselected_word`` is the rating
    word that was picked in the mail. A preview can be filled in but not sent.
    """

    business: Business
    heading: str
    lede: str
    questions: Sequence[AskedQuestion]
    asks_contact: bool
    language: str
    action_url: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[Problem] = ()
    preselected_word: str = ""
    is_preview: bool = False
    notice: str = ""
    # When it was drawn, signed: see `surveys.marks`. Without it nothing is asked of
    # whoever sends the page.
    mark: str = ""
    send_label: str = ""
    stop_url: str = ""
    # The languages to choose from, if there are several, and what chooses one.
    languages: Sequence[str] = ()
    # Without a way to take a permission back later, none is asked for.
    asks_consent: bool = True
    # Whether words stand in public under a first name, for those who like that: never
    # those of somebody who only says who they are.
    names_authors: bool = True
    # What the owner asks besides; the photos that are there already, by id and
    # address; what is wrong with those that were just sent.
    extras: Extras = NO_EXTRAS
    photos: Sequence[tuple[str, str]] = ()
    photo_problem: str = ""
    # Where a script keeps what is typed, and since when some of it is kept.
    draft_url: str = ""
    draft_since: str = ""

    @property
    def takes_photos(self) -> bool:
        """Whether files may come with it."""
        return self.extras.photos and not self.is_preview

    @property
    def says_more(self) -> bool:
        """Whether anything stands in the folded part already."""
        names = (FEELING, OWN_WORD, GOAL, PRESSED)
        typed = any(self.chosen.get(name) for name in names)
        return typed or bool(self.photos or self.photo_problem)

    @property
    def asks_words(self) -> bool:
        """Whether anything on it could be shown in public."""
        has_words = any(asked.kind == QuestionKind.WORDS for asked in self.questions)
        return self.asks_consent and has_words


class LanguageLink(NamedTuple):
    """A language to read the page in."""

    code: str
    name: str
    is_current: bool


class Tile(NamedTuple):
    """One answer to pick: what is sent, what is read, and whether it is picked."""

    value: str
    label: str
    is_picked: bool


class Block(NamedTuple):
    """A question with its answers to pick, if it has any, and what is typed in it."""

    asked: AskedQuestion
    tiles: list[Tile]
    typed: str
    picked_word: str


def render_page(
    page: SurveyPage,
    *,
    status: int = 200,
    template: str = "surveys/public/survey.html",
    **more: Any,
) -> HttpResponse:
    """Draw ``page``: its questions in its language, and what we say around them in
    the same one if we speak it. ``template`` extends the usual one and gets ``more``.
    """
    around = frame(page.language, page.business)
    with translation.override(around):
        context = {
            "page": page,
            "business": page.business,
            "blocks": _blocks(page),
            "contact_tiles": _tiles(CONTACT_WAYS, _contact_labels(), page, CONTACT),
            "phone": page.chosen.get(PHONE, ""),
            "consent_tiles": _consent_tiles(page),
            **_extras(page),
            "links": _language_links(page),
            **_words_language(page.language, around),
            **page_language(around),
            **more,
        }
        html = render_to_string(template, context)
    return HttpResponse(html, status=status)


def page_language(language: str) -> dict[str, str]:
    """Return ``page_lang`` and ``page_dir`` for the base template."""
    return {"page_lang": language, "page_dir": direction(language)}


def step_labels(kind: str, options: Sequence[str]) -> list[str]:
    """Return the answers to a question in the order of its steps, from step 1.

    Own words have none.
    """
    if kind == QuestionKind.FACES:
        return [str(word) for word in RATING_WORDS.values()]
    if kind == QuestionKind.YES_PARTLY_NO:
        return [_("Yes"), _("Partly"), _("No")]
    return list(options) if kind == QuestionKind.CHOICE else []


def _blocks(page: SurveyPage) -> list[Block]:
    word = page.preselected_word
    blocks = []
    for asked in page.questions:
        labels = step_labels(asked.kind, asked.options)
        values = [str(step) for step in range(1, len(labels) + 1)]
        tiles = _tiles(values, labels, page, asked.field)
        is_first_rating = bool(word) and asked.kind == QuestionKind.FACES
        typed = page.chosen.get(asked.field, "")
        blocks.append(Block(asked, tiles, typed, word if is_first_rating else ""))
        word = "" if is_first_rating else word
    return blocks


def _tiles(
    values: Sequence[str], labels: Sequence[str], page: SurveyPage, name: str
) -> list[Tile]:
    picked = page.chosen.get(name)
    pairs = zip(values, labels, strict=True)
    return [Tile(value, label, value == picked) for value, label in pairs]


def _consent_tiles(page: SurveyPage) -> list[Tile]:
    tiles = _tiles(CONSENTS, _consent_labels(), page, CONSENT)
    return tiles if page.names_authors else tiles[2:]


def _extras(page: SurveyPage) -> dict[str, Any]:
    if not page.extras.are_asked:
        return {}
    feelings = [str(word) for word in FEELINGS.values()]
    return {
        "feeling_tiles": _tiles(list(FEELINGS), feelings, page, FEELING),
        "own_word": page.chosen.get(OWN_WORD, ""),
        "goal": page.chosen.get(GOAL, ""),
        "pressed_tiles": _tiles((YES, NO), [_("Yes"), _("No")], page, PRESSED),
    }


def _contact_labels() -> list[str]:
    return [_("No need"), _("By email"), _("By phone")]


def _consent_labels() -> list[str]:
    return [
        _("Yes, with my first name"),
        _("Yes, with my full name"),
        _("Yes, without my name"),
        _("No, keep them between us"),
    ]


def _words_language(language: str, around: str) -> dict[str, str]:
    """Return how the questions are marked where they are not in the page's language."""
    if same(language, around):
        return {}
    return {"words_lang": language, "words_dir": direction(language)}


def _language_links(page: SurveyPage) -> list[LanguageLink]:
    return [
        LanguageLink(code, name_of(code), same(code, page.language))
        for code in page.languages
    ]
