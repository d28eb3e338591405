"""A person's changes to themes: no later reading takes them back."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.ids import uuid7
from feedback.text import one_line
from surveys.models import Reply, Theme, ThemeQuote
from surveys.selectors.themes import family
from surveys.services.theming.placing import INSTEAD_OF, NAME_LENGTH, OWN, TERMS
from surveys.themes.by_phrases import read_comment
from surveys.themes.language import Language
from surveys.themes.reader import Comment
from surveys.themes.terms import grams

# A word leads to a theme that was split off if most of what was moved says it, and
# hardly anything of what stays.
MOST_MOVED, FEW_STAYING = 0.5, 0.1
MOST_LEARNT = 3


@dataclass(frozen=True, slots=True)
class ThemeEdit:
    """A split: which quotes go, and what their theme is called."""

    name: str
    quotes: Collection[UUID]


@transaction.atomic
def rename_theme(theme: Theme, *, name: str, by: Actor) -> bool:
    """Call ``theme`` by a person's name, for good; False if it is called so already.

    Raises `Refused` for an empty name.
    """
    wanted = _name(name)
    if theme.name == wanted and theme.is_named_by_person:
        return False
    before = theme.name
    theme.name, theme.is_named_by_person = wanted, True
    theme.save(update_fields=["name", "is_named_by_person"])
    history.record("renamed", theme, by=by, name=(before, wanted))
    return True


@transaction.atomic
def merge_theme(theme: Theme, *, into: Theme, by: Actor) -> None:
    """Let ``theme`` and whatever was merged into it go on as part of ``into``; no quote
    moves, so that it can be taken back.

    Raises `Conflict` if that would be a theme within itself, or one was merged already.
    """
    if theme.pk == into.pk:
        raise Refused(_("A theme can’t become part of itself."))
    if into.merged_into_id or into.business_id != theme.business_id:
        raise Conflict(_("That theme became part of another one. Look again."))
    free = Theme.objects.filter(pk=theme.pk, merged_into=None)
    if not free.update(merged_into=into):
        raise Conflict(_("That theme became part of another one. Look again."))
    Theme.objects.filter(merged_into=theme).update(merged_into=into)
    history.record("merged", theme, by=by, into=(None, into.pk))


@transaction.atomic
def unmerge_theme(theme: Theme, *, by: Actor) -> bool:
    """Let ``theme`` stand by itself again; False if it does."""
    before = theme.merged_into_id
    merged = Theme.objects.filter(pk=theme.pk).exclude(merged_into=None)
    if not merged.update(merged_into=None):
        return False
    history.record("unmerged", theme, by=by, into=(before, None))
    return True


@transaction.atomic
def hide_theme(theme: Theme, *, by: Actor) -> bool:
    """Show ``theme`` nowhere; False if it is hidden. Its quotes go on being placed."""
    if not _hide(theme, hidden=True):
        return False
    history.record("hid", theme, by=by)
    return True


@transaction.atomic
def show_theme(theme: Theme, *, by: Actor) -> bool:
    """Show a hidden ``theme`` again; False if it is shown."""
    if not _hide(theme, hidden=False):
        return False
    history.record("showed", theme, by=by)
    return True


@transaction.atomic
def split_theme(theme: Theme, edit: ThemeEdit, *, by: Actor) -> Theme:
    """Begin a theme of a person's own with some quotes of ``theme``.

    Words that the moved quotes share and the others lack lead to it from now on.
    Raises `Refused` without a name or quotes.
    """
    name, author = _name(edit.name), _author(by)
    quotes = ThemeQuote.objects.filter(theme__in=family(theme), is_removed=False)
    moved = list(quotes.filter(pk__in=edit.quotes).select_related("reply__version"))
    if not moved:
        raise Refused(_("Tick the words that belong to the new theme."))
    staying = quotes.exclude(pk__in=edit.quotes).select_related("reply__version")
    learnt = _learnt(moved, list(staying[:500]))
    fresh = Theme.objects.create(
        business_id=theme.business_id,
        key=f"{OWN}{uuid7().hex}",
        name=name,
        is_named_by_person=True,
        language=theme.language,
        profile={TERMS: learnt, INSTEAD_OF: theme.key},
    )
    for quote in moved:
        _place(fresh, quote.reply, (quote.start, quote.end), author)
    ids = [quote.pk for quote in moved]
    ThemeQuote.objects.filter(pk__in=ids).update(is_removed=True, placed_by=author)
    history.record("split", theme, by=by, new=(None, fresh.pk))
    return fresh


@transaction.atomic
def remove_quote(quote: ThemeQuote, *, by: Actor) -> bool:
    """Say that these words do not belong to their theme; False if it was said."""
    return _mark(quote, removed=True, by=by)


@transaction.atomic
def restore_quote(quote: ThemeQuote, *, by: Actor) -> bool:
    """Put words back that were taken out; False if they are there."""
    return _mark(quote, removed=False, by=by)


@transaction.atomic
def place_reply(reply: Reply, *, theme: Theme, by: Actor) -> None:
    """Put all the words of ``reply`` into ``theme``. Raises `Refused` without words."""
    if not reply.words:
        raise Refused(_("There are no words to put into a theme."))
    _place(theme, reply, (0, len(reply.words)), _author(by))
    history.record("placed", theme, by=by, reply=(None, reply.pk))


def _name(name: str) -> str:
    wanted = one_line(name)[:NAME_LENGTH]
    if not wanted:
        raise Refused(_("Give it a name in a few words."))
    return wanted


def _hide(theme: Theme, *, hidden: bool) -> int:
    rows = Theme.objects.filter(pk=theme.pk, hidden_at__isnull=hidden)
    theme.hidden_at = clock.now() if hidden else None
    return rows.update(hidden_at=theme.hidden_at)


def _mark(quote: ThemeQuote, *, removed: bool, by: Actor) -> bool:
    rows = ThemeQuote.objects.filter(pk=quote.pk, is_removed=not removed)
    if not rows.update(is_removed=removed, placed_by=_author(by)):
        return False
    verb = "took out" if removed else "put back"
    history.record(verb, quote.theme, by=by, reply=(None, quote.reply_id))
    return True


def _place(
    theme: Theme, reply: Reply, span: tuple[int, int], author: Membership
) -> None:
    start, end = span
    ThemeQuote.objects.update_or_create(
        theme=theme,
        reply=reply,
        start=start,
        defaults={
            "business_id": reply.business_id,
            "end": end,
            "said_at": reply.submitted_at,
            "placed_by": author,
            "is_removed": False,
        },
    )


def _author(by: Actor) -> Membership:
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can do that."))
    return by.membership


def _learnt(moved: list[ThemeQuote], staying: list[ThemeQuote]) -> list[str]:
    """Return the words that tell ``moved`` from ``staying``, the plainest first."""
    here, there = _counted(moved), _counted(staying)
    telling = [
        (count, " " in gram, gram)
        for gram, count in here.items()
        if count >= max(2, len(moved) * MOST_MOVED)
        and there[gram] <= len(staying) * FEW_STAYING
    ]
    return [gram for _count, _pair, gram in sorted(telling, reverse=True)][:MOST_LEARNT]


def _counted(quotes: list[ThemeQuote]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for quote in quotes:
        said = quote.reply.words[quote.start : quote.end]
        reading = read_comment(Comment(said, quote.reply.said_in))
        for clause in reading.clauses:
            counts.update(_telling(grams(clause), reading.language))
    return counts


def _telling(found: frozenset[str], language: Language | None) -> set[str]:
    small = language.words("small") if language else frozenset()
    return {
        gram
        for gram in found
        if all(word not in small and len(word) > 2 for word in gram.split())
    }
