"""Placing quotes: which theme a clause belongs to, with a person's word first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from feedback.accounts.models import Business
from surveys.models import Reply, Theme, ThemeQuote
from surveys.themes.language import FIRST, Language, languages
from surveys.themes.reader import Reading
from surveys.themes.terms import grams

TERM, OWN = "term:", "own:"
TERMS, INSTEAD_OF = "terms", "instead_of"
NAME_LENGTH = 60
Spot = tuple[str, int, int]


@dataclass(slots=True)
class Shelf:
    """The themes of one business by their keys, and the words that name its own."""

    business: Business
    themes: dict[str, Theme]
    # Words that lead to a theme by themselves, and those that lead from one theme to
    # another which a person split off.
    by_term: dict[str, str] = field(default_factory=dict)
    split_off: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, business: Business) -> "Shelf":
        """Return the themes of ``business`` as they stand."""
        rows = Theme.objects.filter(business=business)
        shelf = cls(business, {})
        for theme in rows:
            shelf.take(theme)
        return shelf

    def take(self, theme: Theme) -> None:
        """Put ``theme`` among the others, with the words that lead to it."""
        self.themes[theme.key] = theme
        origin = theme.profile.get(INSTEAD_OF)
        terms = theme.profile.get(TERMS, [])
        ways = self.split_off.setdefault(origin, {}) if origin else self.by_term
        ways.update(dict.fromkeys(terms, theme.key))

    def place(
        self,
        read: list[tuple[Reply, Reading]],
        *,
        again: Collection[UUID] = (),
    ) -> None:
        """Store the quotes of what was ``read``; those in ``again`` were changed by
        their authors, so that quotes of before go unless a person placed them.
        """
        fixed = self._fixed([reply.pk for reply, _reading in read if reply.pk in again])
        rows: list[ThemeQuote] = []
        for reply, reading in read:
            spots = set(self._spots(reading))
            if reply.pk in again:
                _drop(reply)
            rows.extend(
                self._quote(reply, spot, reading.language)
                for spot in sorted(spots)
                if (reply.pk, spot[0]) not in fixed
            )
        ThemeQuote.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)

    def _spots(self, reading: Reading) -> Iterator[Spot]:
        said = {clause.start: grams(clause) for clause in reading.clauses}
        for found in reading.findings:
            for key in self._lead(found.key, said.get(found.start, frozenset())):
                yield key, found.start, found.end
        for clause in reading.clauses:
            here = said[clause.start]
            for gram in here & self.by_term.keys():
                for key in self._lead(self.by_term[gram], here):
                    yield key, clause.start, clause.end

    def _lead(self, key: str, said: frozenset[str]) -> set[str]:
        """Return ``key``, or what a person split off from it and ``said`` is about."""
        ways = self.split_off.get(key, {})
        return {ways[gram] for gram in said & ways.keys()} or {key}

    def _quote(self, reply: Reply, spot: Spot, language: Language | None) -> ThemeQuote:
        key, start, end = spot
        return ThemeQuote(
            business_id=reply.business_id,
            theme=self.themes.get(key) or self._begin(key, language),
            reply=reply,
            start=start,
            end=end,
            said_at=reply.submitted_at,
        )

    def _begin(self, key: str, language: Language | None) -> Theme:
        """Begin a theme that everybody knows, under the name in the business's
        language, else in the language it was first said in.
        """
        known = languages()
        own = known.get(self.business.language[:2]) or language or known[FIRST]
        theme, _is_new = Theme.objects.get_or_create(
            business=self.business,
            key=key,
            defaults={"name": own.name(key)[:NAME_LENGTH], "language": own.code},
        )
        self.take(theme)
        return theme

    def _fixed(self, changed: list[UUID]) -> set[tuple[UUID, str]]:
        """Return which themes a person put a changed reply into or out of."""
        by_person = ThemeQuote.objects.filter(reply__in=changed).exclude(placed_by=None)
        return set(by_person.values_list("reply_id", "theme__key"))


def _drop(reply: Reply) -> None:
    """Drop what was read from the words of before. What a person placed stays, as the
    whole of what is said now.
    """
    quotes = ThemeQuote.objects.filter(reply=reply)
    quotes.filter(placed_by=None).delete()
    length = len(reply.words)
    for quote in quotes.filter(is_removed=False):
        taken = quotes.filter(theme=quote.theme_id, start=0).exclude(pk=quote.pk)
        if not length or taken.exists():
            quote.delete()
        else:
            quotes.filter(pk=quote.pk).update(start=0, end=length)
