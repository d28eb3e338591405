"""New themes: what several customers bring up that nobody foresaw.

Words that no phrase knows and hardly any comment says are counted in the ledger, as
keyed hashes. When enough comments share one, a theme begins, and everything that was
said before is looked through for it once.
"""

from collections import Counter
from collections.abc import Iterator

from feedback.accounts.models import Business, Membership
from surveys.models import Reply, Theme, ThemeLedger, ThemeQuote
from surveys.services.theming.placing import NAME_LENGTH, TERM, TERMS, Shelf
from surveys.themes.by_phrases import read_comment
from surveys.themes.clauses import Clause
from surveys.themes.reader import Comment, Reading
from surveys.themes.terms import LEAST, Term, grams, is_theme, names_in, terms

MOST_THEMES = 40
# Counted terms; past twice as many the rarest are let go (lossy counting).
MOST_TERMS = 2000
MOST_LOOKED_AT = 5000
Read = list[tuple[Reply, Reading]]


def surface_themes(
    business: Business, ledger: ThemeLedger, shelf: Shelf, read: Read
) -> None:
    """Count the rare words of what was ``read``, and begin the themes that are due."""
    ignored = _ignored(business, read)
    seen: dict[str, Term] = {}
    for _reply, reading in read:
        for term in _terms_of(reading, ignored).values():
            mark = term.mark(business.pk)
            seen[mark] = term
            said, nouns = ledger.terms.get(mark, (0, 0))
            ledger.terms[mark] = [said + 1, nouns + term.is_noun]
    _begin_due(business, ledger, shelf, seen, total=ledger.comments + len(read))
    _let_go(ledger)


def _begin_due(
    business: Business,
    ledger: ThemeLedger,
    shelf: Shelf,
    seen: dict[str, Term],
    *,
    total: int,
) -> None:
    room = MOST_THEMES - sum(key.startswith(TERM) for key in shelf.themes)
    for mark in _best_first(ledger, seen, total):
        term = seen[mark]
        if room <= 0:
            return
        if not _is_covered(term, shelf) and _begin(business, shelf, term):
            room -= 1
        # Whatever became of it, it starts to count anew.
        ledger.terms.pop(mark, None)


def _best_first(ledger: ThemeLedger, seen: dict[str, Term], total: int) -> list[str]:
    """Return the terms that are due; a pair of words before each word alone, if most
    of those who say the word say the pair.
    """
    due = [
        mark
        for mark, term in seen.items()
        if is_theme(_said(ledger, mark), total, is_pair=" " in term.text)
    ]
    said = {mark: ledger.terms[mark][0] for mark in due}
    return sorted(due, key=lambda m: (-said[m] - 0.5 * (" " in seen[m].text), m))


def _said(ledger: ThemeLedger, mark: str) -> tuple[int, int]:
    said, nouns = ledger.terms[mark]
    return said, nouns


def _is_covered(term: Term, shelf: Shelf) -> bool:
    """Whether a theme has this word already: in its words, or in its name."""
    words = set(term.text.split())
    ways = (shelf.by_term, *shelf.split_off.values())
    known = [text for way in ways for text in way]
    named = (theme.name.casefold() for theme in shelf.themes.values())
    return term.surface in named or any(words & set(k.split()) for k in known)


def _begin(business: Business, shelf: Shelf, term: Term) -> bool:
    """Begin a theme for ``term`` if at least three customers say it; look back."""
    found = list(_look_back(business, term))
    if len({reply.customer_id for reply, _clause, _form in found}) < LEAST:
        return False
    form = Counter(form for _reply, _clause, form in found).most_common(1)[0][0]
    theme, _is_new = Theme.objects.get_or_create(
        business=business,
        key=f"{TERM}{term.mark(business.pk)}",
        defaults={
            "name": (form[:1].upper() + form[1:])[:NAME_LENGTH],
            "language": business.language[:2],
            "profile": {TERMS: [term.text]},
        },
    )
    shelf.take(theme)
    quotes = [_quote(theme, reply, clause) for reply, clause, _form in found]
    ThemeQuote.objects.bulk_create(quotes, batch_size=500, ignore_conflicts=True)
    return True


def _look_back(business: Business, term: Term) -> Iterator[tuple[Reply, Clause, str]]:
    """Yield each clause that says ``term``, with the words as they stand there."""
    size = len(term.text.split())
    rows = Reply.objects.filter(
        business=business, is_test=False, is_suspicious=False
    ).filter(words__icontains=term.text.split()[0])
    narrow = rows.select_related("version").order_by("-submitted_at", "-id")
    for reply in narrow[:MOST_LOOKED_AT]:
        reading = read_comment(Comment(reply.words, reply.said_in))
        for clause in reading.clauses:
            if term.text in grams(clause):
                yield reply, clause, _form(reply, clause, term, size)


def _form(reply: Reply, clause: Clause, term: Term, size: int) -> str:
    for at in range(len(clause.words)):
        part = clause.words[at : at + size]
        piece = Clause(clause.start, clause.end, part)
        if len(part) == size and term.text in grams(piece):
            return reply.words[part[0].start : part[-1].end].lower()
    return term.surface


def _quote(theme: Theme, reply: Reply, clause: Clause) -> ThemeQuote:
    return ThemeQuote(
        business_id=theme.business_id,
        theme=theme,
        reply=reply,
        start=clause.start,
        end=clause.end,
        said_at=reply.submitted_at,
    )


def _terms_of(reading: Reading, ignored: frozenset[str]) -> dict[str, Term]:
    """Return the terms of one comment, each once."""
    found: dict[str, Term] = {}
    if reading.language is None:
        return found
    for clause in reading.clauses:
        for term in terms(clause, reading.language, ignored):
            before = found.get(term.text)
            if before is None or term.is_noun:
                found[term.text] = term
    return found


def _ignored(business: Business, read: Read) -> frozenset[str]:
    """Return names and the trade's own words: they are no themes."""
    team = Membership.objects.filter(business=business)
    names = team.values_list("user__name", flat=True)
    own = (business.name, business.place, business.trade, business.about)
    replies = [reply for reply, _reading in read]
    people = (f"{r.customer.name} {r.handler} {r.kind}" for r in replies)
    return names_in((*names, *own, *people))


def _let_go(ledger: ThemeLedger) -> None:
    if len(ledger.terms) <= 2 * MOST_TERMS:
        return
    rarest_last = sorted(ledger.terms.items(), key=lambda item: -item[1][0])
    ledger.terms = dict(rarest_last[:MOST_TERMS])
