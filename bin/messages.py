"""Renew and check the catalogues of the words that the product says.

    python bin/messages.py             take the strings out of the code, keep what is
                                       translated, compile (needs GNU gettext)
    python bin/messages.py --compile   compile only (needs polib only)
    python bin/messages.py --check     say what is missing, doubtful or out of step

Running the product and its tests needs no gettext: what is compiled is committed.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib  # type: ignore[import-untyped]  # it has no types

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("de", "ar")
# Whole in German; in Arabic whatever a customer sees.
WHOLE = ("de",)
IGNORED = ("tests", "benchmarks", "var", "shots", "docs", "bin", ".venv", "static")
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|\{[A-Za-z_0-9]*(?::[^}]*)?\}")
# Where a customer's words stand: mails to them, pages of theirs, and what both use.
FOR_CUSTOMERS = (
    "actions/emails_telling.py",
    "actions/models/telling.py",
    "actions/public_views_fixed.py",
    "actions/services/confirming.py",
    "feedback/pictures.py",
    "feedback/templatetags/parts.py",
    "public_wall/atom.py",
    "public_wall/cards.py",
    "public_wall/checking_pages.py",
    "public_wall/embedding.py",
    "public_wall/entries.py",
    "public_wall/filters.py",
    "public_wall/json_feed.py",
    "public_wall/models/",
    "public_wall/names.py",
    "public_wall/news.py",
    "public_wall/pages.py",
    "public_wall/pictures.py",
    "public_wall/records.py",
    "public_wall/selectors/receipts.py",
    "public_wall/sentences.py",
    "public_wall/sites.py",
    "surveys/days.py",
    "surveys/extras.py",
    "surveys/models/replies.py",
    "surveys/phrases.py",
    "surveys/public_views/",
    "surveys/services/answering.py",
    "surveys/services/drafting_replies.py",
    "surveys/services/forgetting.py",
    "surveys/services/my_feedback.py",
    "surveys/services/texting.py",
    "surveys/survey_page.py",
    "surveys/templatetags/my_feedback_parts.py",
    "templates/actions/parts/promise_to_customer.html",
    "templates/actions/public/fixed.html",
    "templates/base_public.html",
    "templates/emails/confirm_reply/",
    "templates/emails/history_link/",
    "templates/emails/invitation/",
    "templates/emails/news/",
    "templates/emails/reminder/",
    "templates/emails/team_answer/",
    "templates/public_wall/base.html",
    "templates/public_wall/changes.html",
    "templates/public_wall/comment.html",
    "templates/public_wall/comment_page.html",
    "templates/public_wall/frame.html",
    "templates/public_wall/how.html",
    "templates/public_wall/parts/",
    "templates/public_wall/receipt.html",
    "templates/public_wall/update.html",
    "templates/public_wall/update_card.html",
    "templates/public_wall/verify.html",
    "templates/public_wall/wall.html",
    "templates/surveys/public/",
    "templates/surveys/public/settled.html",
)


def main() -> int:
    """Do what the command line asks; 1 if something is wrong with a catalogue."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    wanted = parser.parse_args()
    if not (wanted.check or wanted.compile):
        renew()
    if not wanted.check:
        compile_all()
    found = [f"{code}: {problem}" for code in LANGUAGES for problem in problems(code)]
    print("\n".join(found) or "Every catalogue is whole.")
    return 1 if found else 0


def renew() -> None:
    """Take every string out of the code; translations and their order stay."""
    command = [sys.executable, str(ROOT / "manage.py"), "makemessages", "-v0"]
    command += ["--no-wrap", "--add-location=file"]
    command += [f"--locale={code}" for code in LANGUAGES]
    command += ["-e", "html,txt,py"]
    command += [f"--ignore={name}" for name in IGNORED]
    subprocess.run(command, cwd=ROOT, check=True)
    for code in LANGUAGES:
        tidy(po_path(code))


def tidy(path: Path) -> None:
    """Take back guesses and the moment of extraction: neither is a translation."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    for entry in catalogue:
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.previous_msgid = entry.previous_msgid_plural = None
            entry.previous_msgctxt = None
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
    catalogue.metadata.pop("POT-Creation-Date", None)
    catalogue.metadata_is_fuzzy = False
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()


def compile_all() -> None:
    """Write what the product reads."""
    for code in LANGUAGES:
        polib.pofile(str(po_path(code))).save_as_mofile(str(mo_path(code)))


def problems(code: str) -> Iterator[str]:
    """Yield a line for everything that is wrong with the catalogue of ``code``."""
    catalogue = polib.pofile(str(po_path(code)))
    for entry in catalogue:
        if is_needed(entry, code):
            yield from _problems_of(entry, int(plural_forms(catalogue)))
    if mo_texts(code) != po_texts(catalogue):
        yield "the compiled catalogue is another one: run make messages"


def is_needed(entry: polib.POEntry, code: str) -> bool:
    """Whether ``entry`` has to be translated into ``code``, or is anyway."""
    if entry.obsolete:
        return False
    if code in WHOLE or entry.translated():
        return True
    return any(name.startswith(FOR_CUSTOMERS) for name, _line in entry.occurrences)


def plural_forms(catalogue: polib.POFile) -> str:
    """Return how many plural forms the language has, as its header says."""
    found = re.search(r"nplurals *= *(\d+)", catalogue.metadata["Plural-Forms"])
    return found[1] if found else "0"


def po_texts(catalogue: polib.POFile) -> dict[tuple[str, str], object]:
    """Return every translated text by context and source."""
    return {_key(e): e.msgstr or e.msgstr_plural for e in catalogue if e.translated()}


def mo_texts(code: str) -> dict[tuple[str, str], object]:
    """Return every compiled text by context and source."""
    path = mo_path(code)
    compiled = polib.mofile(str(path)) if path.exists() else []
    return {_key(entry): entry.msgstr or entry.msgstr_plural for entry in compiled}


def po_path(code: str) -> Path:
    """Return where the translations of ``code`` are written."""
    return LOCALE / code / "LC_MESSAGES" / "django.po"


def mo_path(code: str) -> Path:
    """Return where they are compiled to."""
    return po_path(code).with_suffix(".mo")


def _problems_of(entry: polib.POEntry, forms: int) -> Iterator[str]:
    source = entry.msgid[:60]
    if entry.fuzzy:
        yield f"doubtful: {source}"
    if not entry.translated():
        yield f"missing: {source}"
        return
    if entry.msgid_plural and len(entry.msgstr_plural) != forms:
        yield f"not all plural forms: {source}"
    wanted = _placeholders(entry.msgid_plural or entry.msgid)
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    for text in texts:
        # One, two or none may be said in words: "eine Frage".
        odd = _placeholders(text) - wanted
        lost = wanted - _placeholders(text) if not entry.msgid_plural else set()
        if odd or lost:
            yield f"other placeholders: {source}"
    if entry.msgid_plural and _placeholders(texts[-1]) != wanted:
        yield f"other placeholders: {source}"


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _key(entry: polib.POEntry | polib.MOEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


if __name__ == "__main__":
    sys.exit(main())
